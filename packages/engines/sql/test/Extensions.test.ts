import { assert, beforeAll, describe, it } from "@effect/vitest"
import type { Bench } from "@glissade/test-kit/EngineBench"
import { assertInTime } from "@glissade/test-kit/Programs"
import { startSql } from "./support.ts"

let bench: Bench
beforeAll(async () => {
  bench = await startSql()
})

/** The rows of a script's results, as CSV. */
const rowsOf = async (code: string): Promise<ReadonlyArray<string>> => {
  const { stderr, stdout } = await bench.run(code, { args: ["--csv"] })
  assert.strictEqual(stderr, "")
  return stdout.trimEnd().split("\n").slice(1)
}

/** What SQLite's shell answers for `text REGEXP pattern`. */
const matches: ReadonlyArray<readonly [text: string, pattern: string, isMatch: 0 | 1]> = [
  ["abc", "b", 1],
  ["abc", "^b", 0],
  ["abc", "^abc$", 1],
  ["abcd", "^abc$", 0],
  ["", "^$", 1],
  ["x", "", 1],
  ["abc", "a.c", 1],
  ["ac", "ab*c", 1],
  ["ac", "ab+c", 0],
  ["abbbc", "ab+c", 1],
  ["ac", "ab?c", 1],
  ["aab", "^a{2}b", 1],
  ["ab", "^a{2}b", 0],
  ["aaaab", "^a{2,3}b", 0],
  ["aaaab", "^a{2,}b", 1],
  ["cat", "^(cat|dog)s?$", 1],
  ["dogs", "^(cat|dog)s?$", 1],
  ["cats!", "^(cat|dog)s?$", 0],
  ["abab", "^(ab)+$", 1],
  ["a1", "[0-9]", 1],
  ["ab", "[^a-z]", 0],
  ["a]", "[]]", 1],
  ["a-b", "[a-]b", 1],
  ["a.b", "a\\.b", 1],
  ["axb", "a\\.b", 0],
  ["a\tb", "a\\tb", 1],
  ["x12", "^\\w\\d\\d$", 1],
  ["a b", "\\s", 1],
  ["ab", "\\S\\S", 1],
  ["a cat sat", "\\bcat\\b", 1],
  ["concat", "\\bcat\\b", 0],
  ["é", "^.$", 1],
  ["日本", "^[一-龥]+$", 1],
  ["😀", "^.$", 1],
  ["A", "\\u0041", 1],
  ["A", "\\x41", 1],
  ["ABC", "abc", 0],
  ["aXb", "(a|b|)(X|)", 1]
]

const faults: ReadonlyArray<readonly [pattern: string, message: string]> = [
  ["(", "unmatched '('"],
  ["a)", "unmatched ')'"],
  ["*", "'*' without operand"],
  ["a|+", "'+' without operand"],
  ["[a", "unclosed '['"],
  ["a{1", "unmatched '{'"],
  ["a{3,2}", "n less than m in '{m,n}'"],
  ["\\q", "unknown \\ escape"],
  ["\\", "unknown \\ escape"],
  ["a{1000}{1000}", "REGEXP pattern too big"],
  ["a{1001}", "REGEXP pattern too big"],
  ["(".repeat(5_000), "REGEXP pattern too big"]
]

describe("REGEXP", () => {
  it.each(matches)("%j against %j gives %i", async (text, pattern, isMatch) => {
    const quote = (value: string) => `'${value.replaceAll("'", "''")}'`
    assert.deepStrictEqual(await rowsOf(`select ${quote(text)} regexp ${quote(pattern)}`), [String(isMatch)])
  })

  it("gives NULL for NULL, and takes numbers as texts", async () => {
    assert.deepStrictEqual(await rowsOf(`select null regexp 'a', 'a' regexp null, 123 regexp '2'`), [",,1"])
  })

  it("ignores case by the name regexpi", async () => {
    assert.deepStrictEqual(await rowsOf(`select regexpi('^[A-C]é$', 'bé'), regexpi('X', 'y')`), ["1,0"])
  })

  it("filters rows", async () => {
    const people = `create table p(name); insert into p values ('Ada'), ('Grace'), ('Alan');`
    assert.deepStrictEqual(await rowsOf(`${people} select name from p where name regexp '^A' order by 1`), [
      "Ada",
      "Alan"
    ])
  })

  it.each(faults)("refuses %s", async (pattern, message) => {
    const { error } = await bench.run(`select 'x' regexp '${pattern}'`)
    assert.deepInclude(error, { type: "SQLITE_ERROR", message })
  })

  it.each([
    ["one that backtracking takes ages for", `select hex(zeroblob(20000)) regexp '^(0|0|00)*1$'`],
    [
      "a large one over a long text",
      `select count(*) from generate_series(1, 1000) where hex(zeroblob(5000)) regexp '(0?){500}x'`
    ]
  ])("ends with the time limit, whatever the pattern: %s", async (_what, code) => {
    const { ms, status } = await bench.run(code, { limits: { timeoutMs: 300 } })
    assert.include(["success", "timeout"], status)
    if (status === "timeout") assertInTime(ms, 300)
    assert.deepStrictEqual(await rowsOf("select 1 as a"), ["1"])
  })
})

describe("generate_series", () => {
  it.each<readonly [string, ReadonlyArray<string>]>([
    ["select value from generate_series(1, 5)", ["1", "2", "3", "4", "5"]],
    ["select value from generate_series(1, 10, 4)", ["1", "5", "9"]],
    ["select value from generate_series(3, 1, -1)", ["3", "2", "1"]],
    ["select count(*) from generate_series(3, 1)", ["0"]],
    ["select value from generate_series(2, 3, 0)", ["2", "3"]],
    ["select value from generate_series(5) limit 2", ["5", "6"]],
    ["select count(*) from generate_series(1, null)", ["0"]],
    ["select value, start, stop, step, rowid from generate_series(7, 7)", ["7,7,7,1,7"]],
    ["select value from generate_series where start = 1 and stop = 2", ["1", "2"]],
    [
      "select value from generate_series(9223372036854775806, 9223372036854775807)",
      ["9223372036854775806", "9223372036854775807"]
    ],
    ["select a.value * b.value from generate_series(1, 2) a, generate_series(3, 4) b", ["3", "4", "6", "8"]],
    ["select b.value from generate_series(1, 3) a, generate_series(1, a.value) b", ["1", "1", "2", "1", "2", "3"]],
    ["select value from generate_series(1, 3) order by value desc", ["3", "2", "1"]],
    ["create view v as select value * 2 as d from generate_series(1, 2); select d from v", ["2", "4"]],
    ["create table t as select value from generate_series(1, 100000); select sum(value) from t", ["5000050000"]]
  ])("%s", async (code, rows) => {
    assert.deepStrictEqual(await rowsOf(code), rows)
  })

  it("says that it needs a start", async () => {
    const { error } = await bench.run("select * from generate_series")
    assert.strictEqual(error?.message, `first argument to "generate_series()" missing or unusable`)
  })

  it("is no table that could be written to or made again", async () => {
    const { error } = await bench.run("create virtual table t using generate_series(1, 2)")
    assert.include(error?.message, "no such module: generate_series")
  })

  it("ends with the time limit, without an end of its own", async () => {
    const { ms, status } = await bench.run("select count(*) from generate_series(1, 9223372036854775807)", {
      limits: { timeoutMs: 120 }
    })
    assert.strictEqual(status, "timeout")
    assertInTime(ms, 120)
  })
})
