import { isRubyInstalled, whyNoRuby } from "@glissade/test-kit/Engines"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { assertInTime, run } from "@glissade/test-kit/Programs"

const language = "ruby"

const endless: ReadonlyArray<readonly [what: string, code: string]> = [
  ["an empty loop", "loop {}"],
  ["a loop that rescues", "begin; loop {}; rescue Exception; retry; end"],
  ["a long sleep", "sleep 50"],
  ["a sleep that is caught", "begin; sleep 50; ensure; sleep 50; end"],
  ["at_exit", "at_exit { loop {} }"],
  ["the text of an error", "raise Class.new(StandardError) { def message = loop {} }"],
  ["one long call in C", "loop { (1..10**9).sum { 1 } }"]
]

const hungry: ReadonlyArray<readonly [what: string, code: string]> = [
  ["texts in an array", `a = []; loop { a << "x" * 100_000 }`],
  ["one long text", `"x" * (1 << 30)`],
  ["objects", "a = nil; loop { a = [a] }"],
  ["a file", `File.open("f", "wb") { |f| loop { f.write("x" * 100_000) } }`],
  ["many files", `(1..).each { File.write("f#{it}", "") }`]
]

const loud: ReadonlyArray<readonly [what: string, code: string]> = [
  ["puts in a loop", `loop { puts "x" * 1000 }`],
  ["a loop that rescues", `loop { begin; puts "x" * 1000; rescue Exception; end }`],
  ["one long line", `print "x" * 1_000_000`],
  ["at_exit", `at_exit { puts "x" * 100_000 }`]
]

describe.skipIf(!isRubyInstalled)(`Ruby's limits${isRubyInstalled ? "" : ` (${whyNoRuby})`}`, () => {
  layer(EngineSandbox.layer({ engines: ["@glissade/engine-ruby"], interpreters: 1 }), {
    excludeTestServices: true,
    timeout: 60_000
  })((it) => {
    const canary = Effect.gen(function* () {
      assert.deepInclude(yield* run(`puts [1, 2].sum; p defined?(LEFT)`, { language }), { stdout: "3\nnil\n" })
    })

    it.effect.each(endless)("the deadline ends %s", ([, code]) =>
      Effect.gen(function* () {
        const result = yield* run(code, { language, timeoutMs: 150 })
        assert.deepInclude(result, { status: "timeout", exitCode: null })
        assertInTime(result.durationMs, 150)
        yield* canary
      })
    )

    it.effect.each(hungry)("the memory limit ends %s", ([, code]) =>
      Effect.gen(function* () {
        const result = yield* run(code, { language, memoryBytes: 64 << 20, timeoutMs: 50_000 })
        assert.deepInclude(result, { status: "memory_limit", exitCode: null })
        assert.strictEqual(result.error?.message, "The program needed more memory than its limit of 64 MiB")
        assert.isAtMost(result.memoryBytes, 64 << 20)
        yield* canary
      })
    )

    it.effect("the memory limit of one program is not that of the next", () =>
      Effect.gen(function* () {
        const take = (mebibytes: number, memoryBytes: number) =>
          run(`p ("x" * ${mebibytes << 20}).size`, { language, memoryBytes })
        assert.strictEqual((yield* take(60, 64 << 20)).status, "memory_limit")
        assert.strictEqual((yield* take(60, 128 << 20)).status, "success")
        assert.strictEqual((yield* take(60, 64 << 20)).status, "memory_limit")
      })
    )

    it.effect("nothing that the program rescued", () =>
      Effect.gen(function* () {
        const result = yield* run(`begin; "x" * (1 << 30); rescue NoMemoryError; puts "no"; end`, {
          language,
          memoryBytes: 64 << 20
        })
        assert.deepInclude(result, { status: "success", stdout: "no\n" })
      })
    )

    it.effect.each(loud)("the output limit ends %s", ([, code]) =>
      Effect.gen(function* () {
        const result = yield* run(code, { language })
        assert.deepInclude(result, { status: "output_limit", exitCode: null })
        assert.strictEqual(result.stdout?.length, 65_536)
        yield* canary
      })
    )

    it.effect("methods go 10,000 calls deep, and blocks of built-in methods 500", () =>
      Effect.gen(function* () {
        const { stdout } = yield* run(
          `def f(n) = n == 0 ? 0 : f(n - 1) + 1\ndef g(n) = n == 0 ? 0 : [1].map { g(n - 1) }[0] + 1\np f(10_000), g(500)`,
          { language }
        )
        assert.strictEqual(stdout, "10000\n500\n")
      })
    )

    it.effect("deeper than the stack of the build, the interpreter is lost and the result says why", () =>
      Effect.gen(function* () {
        const result = yield* run(`def f = [1].each { f }\nf`, { language })
        assert.deepInclude(result, { status: "error", exitCode: null })
        assert.strictEqual(result.error?.type, "StackOverflow")
        yield* canary
      })
    )

    it.effect("two runs draw other random numbers", () =>
      Effect.gen(function* () {
        const draw = run(
          `require "securerandom"; puts rand, Random.new.rand, SecureRandom.hex, [*1..100].shuffle.inspect`,
          { language }
        )
        const texts = [yield* draw, yield* draw, yield* draw].flatMap(({ stdout }) => (stdout ?? "").trim().split("\n"))
        assert.strictEqual(new Set(texts).size, 12)
      })
    )
  })
})
