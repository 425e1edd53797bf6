import { assert, beforeAll, describe, it } from "@effect/vitest"
import { assertEnded } from "@glissade/test-kit/Programs"
import { IntlCalls } from "../src/IntlCalls.ts"
import { Bench } from "./support.ts"

const ask = (question: unknown): { readonly value?: unknown; readonly error?: readonly [string, string] } =>
  JSON.parse(new IntlCalls().answer(typeof question === "string" ? question : JSON.stringify(question)))

const usual = { kind: "NumberFormat", locales: ["en-US"], options: {}, method: "format", args: [["n", "1234.5"]] }

describe("a question to the rules of languages", () => {
  it("is answered with its value", () => {
    assert.deepStrictEqual(ask(usual), { value: "1,234.5" })
  })

  const odd: ReadonlyArray<readonly [what: string, question: unknown]> = [
    ["that is no JSON", "{"],
    ["that is nothing", "null"],
    ["of another kind", { ...usual, kind: "constructor" }],
    ["for another method", { ...usual, method: "constructor" }],
    ["for a method that all objects have", { ...usual, method: "__defineGetter__", args: [["s", "x"]] }],
    ["with locales that are none", { ...usual, locales: { length: 1e9 } }],
    ["with arguments that are none", { ...usual, args: 1 }],
    ["with a number that is none", { ...usual, args: [["b", "x"]] }],
    ["that is too long", { ...usual, args: [["s", "9".repeat(20_001)]] }]
  ]
  it.each(odd)("%s gets an error in words", (_, question) => {
    const { error, value } = ask(question)
    assert.isUndefined(value)
    assert.include(["RangeError", "TypeError"], error?.[0])
    assert.isString(error?.[1])
  })

  it("changes nothing for the next one", () => {
    ask(
      `{"kind":"NumberFormat","locales":["en"],"options":{"__proto__":{"style":"percent"}},"method":"format","args":[["n","1"]]}`
    )
    assert.strictEqual(new Intl.NumberFormat("en").format(1), "1")
    assert.notProperty({}, "style")
  })

  it("of a collator's key that the program broke compares all the same", () => {
    assert.strictEqual(new IntlCalls().compare("{", "a", "b"), -1)
    assert.strictEqual(new IntlCalls().compare(undefined, "b", "a"), 1)
  })
})

describe("programs that ask without end", () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await Bench.start()
  })

  const endless: ReadonlyArray<readonly [what: string, code: string]> = [
    [
      "for formatters that differ",
      `for (let i = 0; ; i++) new Intl.NumberFormat("en", { minimumFractionDigits: i % 100, style: i % 2 ? "percent" : "decimal" })`
    ],
    [
      "for locales that differ",
      `for (let i = 0; ; i++) new Intl.DateTimeFormat("en-u-nu-latn-x-" + i, { dateStyle: "full" }).format(0)`
    ],
    ["to compare", `const s = "é".repeat(1e5); for (;;) (s + "a").localeCompare(s + "b")`],
    [
      "for words",
      `const s = "word ".repeat(3000); for (;;) [...new Intl.Segmenter("en", { granularity: "word" }).segment(s)]`
    ]
  ]
  it.each(endless)("%s end at their time limit", (_, code) => {
    const before = process.memoryUsage().rss
    const { status, ms } = bench.run(code, { limits: { timeoutMs: 500 } })
    assert.strictEqual(status, "timeout")
    assertEnded(ms, 500)
    assert.isBelow(process.memoryUsage().rss - before, 300 * 1024 * 1024)
  })

  it("find nothing of the run before", () => {
    bench.run(`JSON.parse = () => ({ value: "mine" }); Intl.NumberFormat = null; (5).toLocaleString()`)
    assert.strictEqual(bench.run(`console.log((1e6).toLocaleString())`).stdout, "1,000,000\n")
  })

  it("read options in the program, once, and hand over nothing else", () => {
    const code = `let n = 0; const o = { get style() { n++; return "percent" }, toJSON() { n += 10 } }
Object.prototype.toJSON = Array.prototype.toJSON = undefined
console.log((0.5).toLocaleString("en", o), n)`
    assert.strictEqual(bench.run(code).stdout, "50% 1\n")
  })
})
