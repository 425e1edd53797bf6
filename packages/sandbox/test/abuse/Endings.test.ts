import type { EngineName } from "@glissade/test-kit/Engines"
import { engineNamed, installedEngines, packageOf } from "@glissade/test-kit/Engines"
import { assert, describe, it } from "@effect/vitest"
import { Sandbox } from "@glissade/core/Sandbox"
import * as Effect from "effect/Effect"
import * as EngineSandbox from "../../src/EngineSandbox.ts"
import { run } from "@glissade/test-kit/Programs"
import { isThorough, seed } from "@glissade/test-kit/Seed"
import { makeRandom } from "@glissade/testing/faults/FaultSchedule"

const random = makeRandom(seed)
const below = (count: number): number => Math.floor(random() * count)
const pick = <A>(items: ReadonlyArray<A>): A => items[below(items.length)]!

/** Texts by the piece and how often it comes; the language's own function repeats it. */
const pieces = [
  "x",
  "é",
  "\u{1f600}",
  "a\nb",
  "\\",
  '"',
  "%s",
  "\u202e",
  "\t",
  "main.lua:3: ",
  "at f (/home/user/main.js:1:2)\n",
  " "
]
const counts = [0, 1, 3, 199, 200, 201, 999, 1_000, 1_001, 2_500, 5_000, 16_384, 100_000]
const numbers = ["0", "-1", "1", "255", "256", "4096", "2147483648", "9007199254740993", "1e20", "99999999999999999999"]

const quoted = (): string => JSON.stringify(pick(pieces))
const number = (): string => pick(numbers)
const count = (): number => pick(counts)

const jsText = (): string => `${quoted()}.repeat(${count()})`
const pyText = (): string => `${quoted()} * ${count()}`
const luaText = (): string => `(${quoted().replaceAll("\\u202e", "")}):rep(${count()})`
const rubyText = (): string => `${quoted().replaceAll("#", "")} * ${count()}`

/** Ends of programs: errors of odd classes, texts and places, and exits with odd codes. */
const endings: Record<EngineName, ReadonlyArray<() => string>> = {
  python: [
    () => `raise type(("n" + ${pyText()}).replace(chr(0), ""), (Exception,), {})(${pyText()})`,
    () => `raise ValueError(chr(0) * ${count()}, chr(0xd800) * ${count()})`,
    () => `raise SystemExit(${pyText()})`,
    () => `raise SystemExit(int(${number()}))`,
    () => `import os\nos._exit(int(${number()}) % 2**31)`,
    () => `class E(Exception):\n  def __str__(self): return ${pyText()}\n  __qualname__ = "q" * ${count()}\nraise E()`,
    () => `class E(Exception):\n  def __str__(self): raise self\nraise E()`,
    () => `raise SyntaxError(${pyText()}, ("/home/user/main.py", int(${number()}), int(${number()}), "text"))`,
    () => `exec(compile("\\n" * ${count()} + "1/0", "/home/user/main.py", "exec"))`,
    () => `raise BaseExceptionGroup(${pyText()}, [ValueError(${pyText()})])`
  ],
  javascript: [
    () => `throw new Error(${jsText()})`,
    () => `const e = new Error("x"); e.name = ${jsText()}; throw e`,
    () =>
      `const e = new Error("x"); e.stack = "Error: x\\n    at f (/home/user/main.js:${number()}:${number()})"; throw e`,
    () => `const e = new Error("x"); e.stack = "at " + ${jsText()} + "/home/user/main.js:1:${number()}"; throw e`,
    () => `const e = new Error("x"); e.stack = ${pick(["{}", "[1]", "null", "1n", "Symbol()", "() => 1"])}; throw e`,
    () => `const e = new Error("x"); e.message = ${pick(["{}", "[1]", "null", "1n", "Symbol()"])}; throw e`,
    () =>
      `throw ${pick(["undefined", "null", "1n", "Symbol('x')", "{ toString() { throw 1 } }", "new Proxy({}, {})", jsText()])}`,
    () =>
      `class ${"N".repeat(Math.max(1, count() % 5_000))} extends Error {}; throw new ${"X"}()`.replace(
        "X()",
        "Error()"
      ),
    () => `process.exit(${number()})`,
    () => `process.exitCode = ${number()}`,
    () =>
      `Error.prototype.toString = () => { throw 1 }; Error.prototype.toJSON = () => 1; throw new Error(${jsText()})`,
    () => `await Promise.reject(new AggregateError([new Error(${jsText()})], ${jsText()}))`,
    () => `throw new Error("\\ud800".repeat(${count()}) + "\\0".repeat(${count()}))`
  ],
  lua: [
    () => `error(${luaText()})`,
    () => `error("main.lua:" .. ${luaText()} .. ":" .. "${number()}: boo", 0)`,
    () => `error("main.lua:${number()}: boo", 0)`,
    () => `error(setmetatable({}, { __tostring = function() return ${luaText()} end }))`,
    () => `error(setmetatable({}, { __tostring = function() error("no") end, __name = ${luaText()} }))`,
    () =>
      `error(${pick(["nil", "{}", "print", "1e308 * 10", "2^53", "true", '("\\0"):rep(5000)', '("\\xff"):rep(5000)'])})`,
    () => `os.exit(${pick(numbers.filter((text) => text.length < 12))})`,
    () => `local ${"n".repeat(Math.max(1, count() % 6_000))} = x.y`
  ],
  sql: [
    () => `select ${"x".repeat(Math.max(1, count()))}`,
    () => `select * from "${pick(["\u{1f600}", "é", "\u202e", "\\"]).repeat(Math.max(1, count() % 20_000))}"`,
    () => `create table t(x check (x > 0)); ${"\n".repeat(count() % 9_000)}insert into t values (-1)`,
    () =>
      `select json('${pick(pieces)
        .replaceAll("'", "")
        .repeat(count() % 20_000)}')`,
    () =>
      `create table t(x); create trigger r before insert on t begin select raise(abort, '${"m".repeat(count() % 20_000)}'); end; insert into t values (1)`
  ],
  ruby: [
    () => `exit ${pick(["0", "5", "255", "256", "-1", "2**31", "true", "false"])}`,
    () => `abort ${rubyText()}`,
    () => `abort`,
    () => `exit! ${below(256)}`,
    () => `raise ${rubyText()}`,
    () => `class E < StandardError; def message = ${rubyText()}; end; raise E`,
    () => `class E < StandardError; def message = raise("no"); end; raise E`,
    () => `raise Class.new(StandardError) { def self.to_s = ${rubyText()} }`,
    () => `e = RuntimeError.new("x"); e.set_backtrace(["main.rb:${number()}:in 'f'"]); raise e`,
    () => `File.write("/dev/shm/report", ${rubyText()}); exit 3`,
    () => `at_exit { exit ${below(300)} }; raise ${rubyText()}`,
    () => `throw ${rubyText()}.to_sym`
  ]
}

const usual: Record<EngineName, string> = {
  python: "print(1)",
  javascript: "console.log(1)",
  lua: "print(1)",
  sql: "select 1",
  ruby: "puts 1"
}

const rounds = isThorough ? 40 : 4

const inSandbox = <A, E>(engine: EngineName, use: Effect.Effect<A, E, Sandbox>): Promise<A> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.flatMap(EngineSandbox.make({ engines: [packageOf(engine)], interpreters: 1 }), ({ sandbox }) =>
        Effect.provideService(use, Sandbox, sandbox)
      )
    )
  )

describe.each(installedEngines)(`a program that ends as no other does: %s (seed ${seed})`, (language) => {
  it("has a result, with an error that fits", { timeout: 30_000 + rounds * 30_000 }, () =>
    inSandbox(
      language,
      Effect.gen(function* () {
        for (let round = 0; round < rounds; round++) {
          for (const make of endings[language]) {
            const code = make()
            const { error, exitCode, status, stderr } = yield* run(code, { language })
            const told = `${code.slice(0, 2_000)}: ${JSON.stringify({ error, exitCode, status })} ${stderr?.slice(0, 500)}`
            assert.include(["success", "error", "output_limit"], status, told)
            if (exitCode !== null) assert.isTrue(exitCode >= 0 && exitCode <= 255, told)
            assert.isTrue((status === "success") === (exitCode === 0), told)
            if (error === undefined) continue
            assert.isTrue(error.type.length > 0 && error.type.length <= 200, told)
            assert.isAtMost(error.message.length, 1_000, told)
            assert.isTrue(error.message.isWellFormed() && error.type.isWellFormed(), told)
            assert.notInclude(["EngineError"], error.type, told)
            for (const place of [error.line ?? 1, error.column ?? 1])
              assert.isTrue(Number.isSafeInteger(place) && place >= 1, told)
          }
        }
        assert.strictEqual((yield* run(usual[language], { language })).status, "success")
      })
    )
  )
})

const exits: ReadonlyArray<readonly [code: string, exitCode: number, stderr: string]> = [
  ["exit 5", 5, ""],
  ['abort "dead"', 1, "dead\n"],
  ["exit false", 1, ""],
  ["exit! 7", 7, ""]
]

it.skipIf(!installedEngines.includes("ruby")).each(exits)(
  "a Ruby program that only exits has no error: %s",
  (code, exitCode, stderr) =>
    inSandbox(
      "ruby",
      Effect.gen(function* () {
        const result = yield* run(code, { language: "ruby" })
        assert.deepInclude(result, { status: "error", exitCode, stderr })
        assert.isUndefined(result.error)
      })
    )
)

it.skipIf(!installedEngines.includes("ruby"))(
  "the last piece of a program that is cut off leaves once",
  { timeout: 180_000 },
  () =>
    inSandbox(
      "ruby",
      Effect.gen(function* () {
        for (let time = 0; time < (isThorough ? 30 : 10); time++) {
          const result = yield* run("i = 0\nloop { puts i; i += 1 }", {
            language: "ruby",
            timeoutMs: 60,
            outputBytes: 1 << 20
          })
          const lines = (result.stdout ?? "").trimEnd().split("\n")
          const first = lines.findIndex((line, index) => Number(line) !== index)
          assert.isTrue(first < 0, `${lines.slice(first - 1, first + 2)}`)
        }
      })
    )
)

it.each(installedEngines)(
  "a memory limit below what the interpreter itself takes is no fault of the program's: %s",
  (engine) =>
    inSandbox(
      engine,
      Effect.gen(function* () {
        for (const memoryBytes of [1, 1_000_000]) {
          const result = yield* run(engineNamed(engine).manifest.greeting, { language: engine, memoryBytes })
          assert.include(["success", "memory_limit"], result.status, JSON.stringify(result.error))
          if (result.status === "memory_limit") assert.include(result.error?.message, "memory")
        }
        const { status } = yield* run(engineNamed(engine).manifest.greeting, { language: engine })
        assert.strictEqual(status, "success")
      })
    )
)
