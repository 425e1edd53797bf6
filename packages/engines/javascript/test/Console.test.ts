import { assert, beforeAll, describe, it } from "@effect/vitest"
import { format, inspect } from "node:util"
import { runInThisContext } from "node:vm"
import { expressions } from "./inspectedValues.ts"
import { Bench } from "./support.ts"

let bench: Bench
beforeAll(async () => {
  bench = await Bench.start()
})

const evaluate = (expression: string): unknown => runInThisContext(`(${expression})`)

describe("console.log shows a value exactly as Node does", () => {
  it.each(expressions)("%s", (expression) => {
    const { stdout, stderr } = bench.run(`console.log("%O", (${expression}))`)
    assert.strictEqual(stdout + stderr, `${inspect(evaluate(expression))}\n`)
  })
})

/** A small generator of expressions: the same text is evaluated here and in the machine. */
const generate = (seed: number): string => {
  let state = seed
  const below = (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 4294967296) * n)
  }
  const pick = <A>(from: ReadonlyArray<A>): A => from[below(from.length)] as A
  const words = ["a", "bb", "long text here", "it's", 'q"q', "l1\\nl2", "日本", "x-y", "", "1", "constructor", "é"]
  const text = (): string => `${JSON.stringify(pick(words).repeat(1 + below(4)))}`.replaceAll("\\\\", "\\")
  const leaf = (): string =>
    pick([
      () => String(below(100_000) / pick([1, 4, 1000])),
      () => `-${below(10)}`,
      text,
      () =>
        pick(["true", "null", "undefined", "10n", "Symbol('s')", "NaN", "new Date(0)", "/r/g", "() => 1", "class Q {}"])
    ])()
  const list = (depth: number, item: (depth: number) => string): string =>
    Array.from({ length: below(12) }, () => item(depth + 1)).join(", ")
  const value = (depth: number): string => {
    if (depth > 4 || below(3) === 0) return leaf()
    return pick([
      () => `[${list(depth, value)}]`,
      () => `[${list(depth, leaf)}]`,
      () => `({${list(depth, (level) => `${text()}: ${value(level)}`)}})`,
      () => `new Map([${list(depth, (level) => `[${value(level)}, ${value(level)}]`)}])`,
      () => `new Set([${list(depth, value)}])`,
      () => `new Float64Array([${list(depth, () => String(below(1000)))}])`,
      () => `Object.assign(Object.create(null), {${list(depth, (level) => `${text()}: ${value(level)}`)}})`
    ])()
  }
  return value(0)
}

describe("console.log and Node agree on generated values", () => {
  it("over 400 seeds", () => {
    for (let seed = 1; seed <= 400; seed++) {
      const expression = generate(seed * 7919)
      const { stdout, stderr } = bench.run(`console.log("%O", (${expression}))`, { limits: { outputBytes: 1 << 20 } })
      assert.strictEqual(stdout + stderr, `${inspect(evaluate(expression))}\n`, `seed ${seed}`)
    }
  })
})

const formats: ReadonlyArray<string> = [
  `"%s", "a"`,
  `"%s", 1`,
  `"%s", -0`,
  `"%s", 10n`,
  `"%s", Symbol("a")`,
  `"%s", {a: {b: 1}}`,
  `"%s", [1, [2]]`,
  `"%s", null`,
  `"%s", undefined`,
  `"%s", {toString() { return "own" }}`,
  `"%s", new (class T { toString() { return "T!" } })`,
  `"%s", new Date(0)`,
  `"%s", () => 1`,
  `"%d", "42"`,
  `"%d", 10n`,
  `"%d", {}`,
  `"%d", Symbol("a")`,
  `"%i", 42.9`,
  `"%i", "42.9px"`,
  `"%f", "1.5x"`,
  `"%j", {a: [1]}`,
  `"%O", {a: {b: {c: {d: 1}}}}`,
  `"%c styled", "color: red"`,
  `"100%"`,
  `"100%", 1`,
  `"%% %s", 1`,
  `"%s %s", 1`,
  `"%x", 1`,
  `"a", "b", {c: 1}`,
  `"a", "%s", 1`,
  `{a: 1}, "%s", 1`,
  `"%s%s%s", 1, 2, 3, 4`,
  `"%o", {a: 1}`,
  `""`,
  `"", ""`,
  `1, "x", null`
]

describe("console.log follows Node's directives", () => {
  it.each(formats)("%s", (args) => {
    const { stdout, stderr } = bench.run(`console.log(${args})`)
    assert.strictEqual(stdout + stderr, `${format(...(evaluate(`[${args}]`) as [unknown]))}\n`)
  })
})

const methods: ReadonlyArray<readonly [what: string, code: string, stdout: string, stderr: string]> = [
  ["info and debug go to stdout", `console.info(1); console.debug(2)`, "1\n2\n", ""],
  ["error and warn go to stderr", `console.error(1); console.warn(2)`, "", "1\n2\n"],
  ["no arguments are an empty line", `console.log()`, "\n", ""],
  [
    "groups indent every line",
    `console.group("g"); console.log("a\\nb"); console.groupEnd(); console.log(1)`,
    "g\n  a\n  b\n1\n",
    ""
  ],
  [
    "count counts by label",
    `console.count(); console.count("x"); console.count()`,
    "default: 1\nx: 1\ndefault: 2\n",
    ""
  ],
  ["a failed assertion goes to stderr", `console.assert(false, "no %d", 1)`, "", "Assertion failed: no 1\n"],
  ["an assertion that holds is silent", `console.assert(true, "no")`, "", ""],
  ["dir takes a depth", `console.dir({a: {b: {}}}, {depth: 0})`, "{ a: [Object] }\n", ""],
  ["trace shows where it was called", `console.trace("here")`, "", "Trace: here\n    at /home/user/main.js:1:8\n"],
  [
    "table lines rows up",
    `console.table([{ a: 1, b: "x" }, { a: 2, c: true }])`,
    "┌─────────┬───┬─────┬──────┐\n│ (index) │ a │ b   │ c    │\n├─────────┼───┼─────┼──────┤\n" +
      "│ 0       │ 1 │ 'x' │      │\n│ 1       │ 2 │     │ true │\n└─────────┴───┴─────┴──────┘\n",
    ""
  ],
  ["methods work without their object", `const { log } = console; [1, 2].forEach((n) => log(n))`, "1\n2\n", ""],
  ["a lone surrogate becomes U+FFFD", `console.log("a\\ud800b")`, "a\ufffdb\n", ""],
  ["NUL goes through", `console.log("a\\0b")`, "a\0b\n", ""]
]

describe("the console", () => {
  it.each(methods)("%s", (_, code, stdout, stderr) => {
    const outcome = bench.run(code)
    assert.deepStrictEqual([outcome.stdout, outcome.stderr], [stdout, stderr])
  })

  it("keeps a long string whole across the pieces it is written in", () => {
    const code = `console.log("é\u{1F600}".repeat(60000).length, "\u{1F600}".repeat(60000) === "x"); console.log("\u{1F600}".repeat(60001))`
    const { stdout } = bench.run(code, { limits: { outputBytes: 1 << 20 } })
    assert.strictEqual(stdout, `180000 false\n${"\u{1F600}".repeat(60001)}\n`)
  })

  it("goes on as before after what a getter gave could not be shown", () => {
    const { stdout } = bench.run(`
      const inner = [{ [Symbol.for("nodejs.util.inspect.custom")]() { throw "deep" } }]
      const shown = { get a() { return [inner] }, get b() { inner[0] = "d".repeat(80); return inner } }
      console.log(require("util").inspect(shown, { getters: true }))`)
    assert.strictEqual(
      stdout,
      `{\n  a: [Getter: <Inspection threw ('deep')>],\n  b: [Getter] [\n    '${"d".repeat(80)}'\n  ]\n}\n`
    )
  })

  it("is not altered by a program that replaces intrinsics", () => {
    const { stdout, status } = bench.run(`
      Object.prototype.toString = () => "x"; Array.prototype.join = () => "pwn"; Array.prototype.push = () => 0
      String.prototype.slice = () => "no"; RegExp.prototype.exec = () => null; Map.prototype.get = () => 7
      Function.prototype.call = 1; Function.prototype.apply = 2; JSON.stringify = () => "J"; Object.keys = () => []
      Object.prototype.get = () => 666; Object.prototype.value = 3; Array.isArray = () => false
      delete Array.prototype[Symbol.iterator]; globalThis.Map = 1; Math.max = () => NaN
      console.log([1, { a: "b", get g() { return 1 } }, [[]], undefined], "%s"); console.log("%s|%d", { a: 1 }, 2)`)
    assert.strictEqual(status, "success")
    assert.strictEqual(stdout, "[ 1, { a: 'b', g: [Getter] }, [ [] ], undefined ] %s\n{ a: 1 }|2\n")
  })
})
