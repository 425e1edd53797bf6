import { assert, beforeAll, describe, it } from "@effect/vitest"
import type { Bench } from "@glissade/test-kit/EngineBench"
import { assertInTime } from "@glissade/test-kit/Programs"
import { startSql } from "./support.ts"

let bench: Bench
beforeAll(async () => {
  bench = await startSql()
})

const canary = async (): Promise<void> => {
  const { status, stdout } = await bench.run(`select count(*) as n from sqlite_schema`)
  assert.deepStrictEqual([status, stdout], ["success", "┌───┐\n│ n │\n├───┤\n│ 0 │\n└───┘\n"])
}

const numbers = "with recursive c(x) as (select 1 union all select x + 1 from c)"

const endless: ReadonlyArray<readonly [what: string, code: string]> = [
  ["a recursive query", `${numbers} select count(*) from c`],
  [
    "a join of much",
    `create table t as ${numbers} select x from c limit 3000; select count(*) from t a, t b, t c, t d`
  ],
  ["patterns", `${numbers} select count(*) from c where '${"a".repeat(500)}'||x like '${"%a".repeat(200)}b'`],
  ["a text that is built", `${numbers} select max(length(replace(hex(zeroblob(1000000)), '0', 'ab'))) from c`],
  [
    "a trigger",
    `create table t(x); pragma recursive_triggers = on; ${numbers} insert into t select x from c where 0 or x < 0`
  ]
]

describe("the deadline ends", () => {
  it.each(endless)("%s", async (_, code) => {
    const { exitCode, ms, status } = await bench.run(code, { limits: { timeoutMs: 120 } })
    assert.deepStrictEqual([status, exitCode], ["timeout", null])
    assertInTime(ms, 120)
    await canary()
  })

  it("nothing of the results before", async () => {
    const { status, stdout } = await bench.run(`select 1 as a; ${numbers} select count(*) from c`, {
      limits: { timeoutMs: 120 }
    })
    assert.deepStrictEqual([status, stdout], ["timeout", "┌───┐\n│ a │\n├───┤\n│ 1 │\n└───┘\n"])
  })
})

const hungry: ReadonlyArray<readonly [what: string, code: string]> = [
  ["rows", `create table t(x); ${numbers} insert into t select zeroblob(100000) from c`],
  ["one large value", `select length(hex(zeroblob(100000000))) as n`],
  ["a sort", `${numbers} select x from c order by -x`],
  ["a temporary table", `create temp table t as ${numbers} select x, zeroblob(1000) from c`],
  [
    "a database in a file",
    `attach 'f.db' as f; create table f.t(x); ${numbers} insert into f.t select zeroblob(100000) from c`
  ],
  ["an aggregate", `${numbers} select length(group_concat(x)) from (select x from c limit 5000000)`]
]

describe("the memory limit ends", () => {
  it.each(hungry)("%s", async (_, code) => {
    const { error, exitCode, memoryBytes, status } = await bench.run(code, {
      limits: { memoryBytes: 32 << 20, timeoutMs: 15_000 }
    })
    assert.deepStrictEqual([status, exitCode], ["memory_limit", null])
    assert.strictEqual(error?.message, "The program needed more memory than its limit of 32 MiB")
    assert.isAtMost(memoryBytes, 32 << 20)
    await canary()
  })
})

const loud: ReadonlyArray<readonly [what: string, code: string]> = [
  ["a result without end", `${numbers} select x from c`],
  ["rows without content", `${numbers} select null, '' from c`],
  ["one long value", `select hex(zeroblob(1000000))`],
  ["bytes", `select zeroblob(1000000)`],
  ["a wide column of many rows", `${numbers} select case x when 1 then hex(zeroblob(2000)) end from c limit 1000`],
  ["many results", `select 1 as a;`.repeat(5_000)]
]

describe("the output limit ends", () => {
  it.each(loud)("%s", async (_, code) => {
    const { exitCode, status, stdout } = await bench.run(code)
    assert.deepStrictEqual([status, exitCode], ["output_limit", null])
    assert.strictEqual(Buffer.byteLength(stdout.replaceAll("\ufffd", "")) > 65_000, true)
    await canary()
  })
})

const deep: ReadonlyArray<readonly [what: string, code: string]> = [
  ["parentheses", `select ${"(".repeat(20_000)}1${")".repeat(20_000)}`],
  ["an expression", `select ${"1+".repeat(20_000)}1`],
  ["subqueries", `select * from ${"(select * from ".repeat(500)}t${")".repeat(500)}`],
  ["a compound query", `${"select 1 union all ".repeat(5_000)}select 1`],
  [
    "a trigger",
    `create table t(x); pragma recursive_triggers = on; create trigger g after insert on t begin insert into t values (1); end; insert into t values (1)`
  ],
  ["JSON", `select json('${"[".repeat(50_000)}')`]
]

describe("too deep", () => {
  it.each(deep)("%s is an error", async (_, code) => {
    const { exitCode, reusable, status } = await bench.run(code)
    assert.deepStrictEqual([status, exitCode, reusable], ["error", 1, true])
    await canary()
  })
})
