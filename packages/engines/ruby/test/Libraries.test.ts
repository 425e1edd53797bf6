import { isRubyInstalled, whyNoRuby } from "@glissade/test-kit/Engines"
import { assert, describe, layer } from "@effect/vitest"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { run } from "@glissade/test-kit/Programs"
import * as Effect from "effect/Effect"

const language = "ruby"

/** What a computer's Ruby prints. */
const gems: ReadonlyArray<readonly [gem: string, code: string, stdout: string]> = [
  ["prime", "p Prime.first(5), 360.prime_division", "[2, 3, 5, 7, 11]\n[[2, 3], [3, 2], [5, 1]]\n"],
  ["matrix", "p Matrix[[1, 2], [3, 4]].det, Vector[1, 2] + Vector[1, 1]", "-2\nVector[2, 3]\n"],
  ["csv", `p CSV.parse("a,b\\n1,2\\n", headers: true).map(&:to_h)`, `[{"a" => "1", "b" => "2"}]\n`],
  ["ostruct", "p OpenStruct.new(a: 1).a", "1\n"],
  ["benchmark", "p Benchmark.realtime { 1 } < 1", "true\n"],
  ["logger", "Logger.new($stdout, formatter: ->(*all) { all.last }).info(:said)", "said"],
  ["base64", `puts Base64.encode64("hi")`, "aGk=\n"],
  ["rexml/document", `puts REXML::Document.new("<a><b>1</b></a>").root.elements["b"].text`, "1\n"],
  ["observer", "p Observable.class", "Module\n"],
  ["abbrev", `p Abbrev.abbrev(["ab"])`, `{"ab" => "ab", "a" => "ab"}\n`],
  ["getoptlong", "p GetoptLong::ORDERINGS", "[0, 1, 2]\n"],
  ["pstore", `s = PStore.new("s"); s.transaction { s[:a] = 1 }; p s.transaction { s[:a] }`, "1\n"],
  ["mutex_m", "p Mutex_m.class", "Module\n"]
]

const minitest = `require "minitest/autorun"
class SumTest < Minitest::Test
  parallelize_me!
  def test_right = assert_equal(3, 1 + 2)
  def test_wrong = assert_equal(4, 1 + 2)
  def test_broken = raise("boom")
end`

const testUnit = `require "test/unit"
class SumTest < Test::Unit::TestCase
  def test_right = assert_equal(3, 1 + 2)
  def test_wrong = assert_equal(4, 1 + 2)
end`

const refused: ReadonlyArray<readonly [library: string, reason: string]> = [
  ["bigdecimal", "Rational is exact as well"],
  ["bigdecimal/util", "Rational is exact as well"],
  ["socket", "no network"],
  ["net/http", "no network"],
  ["io/console", "there is no terminal here"],
  ["fiddle", "no access to memory addresses"],
  ["pty", "start no processes here"],
  ["nokogiri", "gems cannot be installed here"]
]

const unsupported: ReadonlyArray<readonly [code: string, word: string]> = [
  ["puts `ls`", "start no processes here"],
  [`spawn("ls")`, "start no processes here"],
  [`exec("ls")`, "start no processes here"],
  [`fork { 1 }`, "start no processes here"],
  [`Process.spawn("ls")`, "start no processes here"],
  [`IO.popen("ls") { it.read }`, "start no processes here"],
  [`require "open3"; Open3.capture2("ls")`, "start no processes here"],
  [`system("ls", exception: true)`, "start no processes here"],
  ["Thread.new { 1 }.join", "threads cannot be started here"],
  ["Thread.start(1) { it }", "threads cannot be started here"],
  ["Class.new(Thread).new { 1 }", "threads cannot be started here"],
  ["Ractor.new { 1 }", "ractors cannot be started here"],
  [`require "timeout"; Timeout.timeout(1) { 1 }`, "the run has a time limit of its own"]
]

describe.skipIf(!isRubyInstalled)(`Ruby's libraries${isRubyInstalled ? "" : ` (${whyNoRuby})`}`, () => {
  layer(EngineSandbox.layer({ engines: ["@glissade/engine-ruby"], interpreters: 1 }), {
    excludeTestServices: true,
    timeout: 60_000
  })((it) => {
    it.effect.each(gems)("a program finds the gem %s", ([gem, code, stdout]) =>
      Effect.gen(function* () {
        const result = yield* run(`require "${gem}"\n${code}`, { language })
        assert.deepInclude(result, { status: "success", stdout, stderr: "" })
      })
    )

    it.effect("gem() knows what is there", () =>
      Effect.gen(function* () {
        const { stdout } = yield* run(
          `gem "minitest", ">= 5"\nbegin; gem "rails"; rescue LoadError => e; puts e.message; end`,
          { language }
        )
        assert.strictEqual(stdout, "Could not find the gem 'rails': gems cannot be installed here\n")
      })
    )

    it.effect("minitest runs tests at the end of the program, and traces are the program's own", () =>
      Effect.gen(function* () {
        const { exitCode, stderr, stdout } = yield* run(minitest, { language })
        assert.include(stdout, "3 runs, 2 assertions, 1 failures, 1 errors, 0 skips")
        assert.include(stdout, "SumTest#test_wrong [main.rb:5]:\nExpected: 4\n  Actual: 3\n")
        assert.include(stdout, "RuntimeError: boom\n    main.rb:6:in 'SumTest#test_broken'\n")
        assert.notInclude(stdout, "sandbox")
        assert.deepStrictEqual([exitCode, stderr], [1, ""])
      })
    )

    it.effect("test-unit runs tests at the end of the program", () =>
      Effect.gen(function* () {
        const { exitCode, stderr, stdout } = yield* run(testUnit, { language })
        assert.include(stdout, "2 tests, 2 assertions, 1 failures, 0 errors")
        assert.include(stdout, "main.rb:4:in 'SumTest#test_wrong'")
        assert.deepStrictEqual([exitCode, stderr], [1, ""])
      })
    )

    it.effect.each(refused)("what cannot be had is refused in words: %s", ([library, reason]) =>
      Effect.gen(function* () {
        const { error, exitCode } = yield* run(`require "${library}"`, { language })
        assert.strictEqual(exitCode, 1)
        assert.strictEqual(error?.type, "LoadError")
        assert.match(error?.message ?? "", /^cannot load such file -- /)
        assert.include(error?.message, reason)
      })
    )

    it.effect("a file of the program that is not there is refused in Ruby's words alone", () =>
      Effect.gen(function* () {
        const { error } = yield* run(`require "./nope"`, { language })
        assert.strictEqual(error?.message, "cannot load such file -- ./nope")
      })
    )

    it.effect.each(unsupported)("what the machine cannot do is said where it is asked for: %s", ([code, word]) =>
      Effect.gen(function* () {
        const { error, exitCode, stderr } = yield* run(`1\n${code}`, { language })
        assert.strictEqual(exitCode, 1)
        assert.strictEqual(error?.type, "NotImplementedError")
        assert.include(error?.message, word)
        assert.strictEqual(error?.line, 2)
        assert.match(stderr ?? "", /^main\.rb:2:in '|^\/usr\/local\/lib\/ruby\/4\.0\.0\/open3/)
      })
    )

    it.effect("system() says why it gives nil", () =>
      Effect.gen(function* () {
        const result = yield* run(`p system("clear")`, { language })
        assert.deepInclude(result, {
          status: "success",
          stdout: "nil\n",
          stderr: "system: programs start no processes here\n"
        })
      })
    )

    it.effect("Timeout without a time runs its block", () =>
      Effect.gen(function* () {
        const { stdout } = yield* run(`require "timeout"; p Timeout.timeout(nil) { 1 }, Timeout.timeout(0) { 2 }`, {
          language
        })
        assert.strictEqual(stdout, "1\n2\n")
      })
    )
  })
})
