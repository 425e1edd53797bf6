import { isRubyInstalled, whyNoRuby } from "@glissade/test-kit/Engines"
import { assert, describe, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import type { ProgramOptions } from "@glissade/test-kit/Programs"
import { events, run } from "@glissade/test-kit/Programs"

interface Ordinary {
  readonly what: string
  readonly code: string
  readonly stdout: string
  readonly options?: ProgramOptions
}

const file = (name: string, content: string) => [{ name, content, encoding: "utf8" as const }]

const ordinary: ReadonlyArray<Ordinary> = [
  {
    what: "puts, print and p",
    code: `puts [1, [2]], nil; print "a", 1; p "é", :s, nil`,
    stdout: `1\n2\n\na1"é"\n:s\nnil\n`
  },
  { what: "the version", code: `puts RUBY_VERSION[/^\\d+\\.\\d+/], RUBY_ENGINE`, stdout: "4.0\nruby\n" },
  {
    what: "large integers, fractions and floats",
    code: `p 2**100, 1r/3 + 1, 0.1 + 0.2, 7.divmod(-2)`,
    stdout: "1267650600228229401496703205376\n(4/3)\n0.30000000000000004\n[-4, -1]\n"
  },
  { what: "formats", code: `puts "%05.2f|%-4s|%x" % [3.14159, "ab", 255], "#{1 + 1}"`, stdout: "03.14|ab  |ff\n2\n" },
  {
    what: "blocks and enumerators",
    code: `p (1..Float::INFINITY).lazy.map { it * 2 }.select { _1 % 3 == 0 }.first(2), [3, 1, 2].sort_by { -it }, %w[a b].each_with_index.to_a`,
    stdout: `[6, 12]\n[3, 2, 1]\n[["a", 0], ["b", 1]]\n`
  },
  {
    what: "external enumeration and fibers",
    code: `e = [1, 2].each; p e.next, e.next; f = Fiber.new { |x| y = Fiber.yield(x + 1); y * 2 }; p f.resume(1), f.resume(5)`,
    stdout: "1\n2\n2\n10\n"
  },
  {
    what: "classes, modules and method_missing",
    code: `module Loud; def say = super.upcase; end\nclass A; def say = "hi"; prepend Loud; def method_missing(n, *a) = [n, a]; def respond_to_missing?(*) = true; end\np A.new.say, A.new.foo(1), A.ancestors.first`,
    stdout: `"HI"\n[:foo, [1]]\nLoud\n`
  },
  {
    what: "pattern matching",
    code: `case { name: "Ada", tags: [1, 2] }\nin { name: String => name, tags: [Integer => first, *] } then p name, first\nend`,
    stdout: `"Ada"\n1\n`
  },
  {
    what: "Struct, Data and Set",
    code: `P = Struct.new(:x, :y); D = Data.define(:a); p P.new(1, 2), D.new(a: 1), Set[1, 1, 2].size`,
    stdout: `#<struct P x=1, y=2>\n#<data D a=1>\n2\n`
  },
  {
    what: "exceptions with retry and ensure",
    code: `n = 0\nbegin\n  n += 1\n  raise ArgumentError, "no" if n < 3\n  puts n\nrescue ArgumentError\n  retry\nensure\n  puts "done"\nend`,
    stdout: "3\ndone\n"
  },
  {
    what: "catch and throw",
    code: `p catch(:found) { [1, 2, 3].each { throw :found, it if it == 2 }; nil }`,
    stdout: "2\n"
  },
  {
    what: "regular expressions",
    code: `"John Smith" =~ /(?<first>\\w+)/; p $~[:first], "a1b22".scan(/\\d+/), "日本".match?(/\\p{Han}/)`,
    stdout: `"John"\n["1", "22"]\ntrue\n`
  },
  {
    what: "JSON",
    code: `require "json"; puts JSON.generate({ a: [1, nil] }); p JSON.parse('{"b": 1.5}', symbolize_names: true)`,
    stdout: `{"a":[1,null]}\n{b: 1.5}\n`
  },
  {
    what: "the standard library",
    code: `require "date"; require "digest"; require "erb"; require "optparse"\np Date.new(2024, 2, 28).next_day(2).to_s, Digest::SHA256.hexdigest("a")[0, 8], ERB.new("<%= 1 + 1 %>").result`,
    stdout: `"2024-03-01"\n"ca978112"\n"2"\n`
  },
  { what: "time in UTC", code: `p Time.now.utc_offset, Time.at(0).year`, stdout: "0\n1970\n" },
  {
    what: "input by gets",
    code: `while line = gets\n  puts "[#{line.chomp}]"\nend`,
    options: { stdin: "a\nb" },
    stdout: "[a]\n[b]\n"
  },
  { what: "all of the input", code: `p STDIN.read.split.map(&:to_i).sum`, options: { stdin: "1 2\n3" }, stdout: "6\n" },
  {
    what: "input that no terminal gives",
    code: `p $stdin.tty?, STDIN.isatty, $stdin.read`,
    options: { stdin: "hello\n" },
    stdout: `false\nfalse\n"hello\\n"\n`
  },
  { what: "no callers of its own but methods", code: `def f = caller\np f.first`, stdout: `"main.rb:2:in '<main>'"\n` },
  {
    what: "arguments",
    code: `p ARGV, $0, __FILE__ == $0`,
    options: { args: ["a b", "é", '#{x}"\\'] },
    stdout: `["a b", "é", "\\#{x}\\"\\\\"]\n"main.rb"\ntrue\n`
  },
  {
    what: "files beside the program",
    code: `require_relative "lib/m"; require "./lib/m"; puts M::X, File.read("lib/m.rb").lines.size`,
    options: { files: file("lib/m.rb", "module M\n  X = 5\nend\n") },
    stdout: "5\n3\n"
  },
  {
    what: "files that it writes",
    code: `File.write("o", "a\\nb"); File.open("o", "a") { it << "c" }; p File.readlines("o", chomp: true), File.size("o"), Dir.children(".").sort; File.rename("o", "q"); File.delete("q"); p File.exist?("q"), Dir.pwd`,
    stdout: `["a", "bc"]\n4\n["main.rb", "o", "out"]\nfalse\n"/home/user"\n`
  },
  {
    what: "folders and temporary files",
    code: `require "tmpdir"; require "fileutils"; Dir.mktmpdir { |d| FileUtils.mkdir_p("#{d}/a/b"); p Dir.glob("#{d}/**/*").size }; Dir.mkdir("x"); p File.directory?("x"), Dir.empty?("x")`,
    stdout: "2\ntrue\ntrue\n"
  },
  {
    what: "the folder of its pictures, which it may make once",
    code: `p Dir.empty?("out"); Dir.mkdir("out"); begin; Dir.mkdir("out"); rescue Errno::EEXIST; p 1; end; File.write("out/a.txt", "x")`,
    stdout: "true\n1\n"
  },
  { what: "DATA", code: `puts DATA.read\n__END__\nx\ny\n`, stdout: "x\ny\n" },
  {
    what: "at_exit and END, last first",
    code: `at_exit { puts "a" }\nEND { puts "b" }\nputs "c"`,
    stdout: "c\nb\na\n"
  },
  { what: "an empty program", code: ``, stdout: "" },
  {
    what: "room for many texts",
    code: `a = []\n600_000.times { |i| a << "x" * 40 }\nputs a.size`,
    options: { timeoutMs: 50_000 },
    stdout: "600000\n"
  },
  {
    what: "recursion through blocks as deep as a table is filled by one",
    code: `fib = Hash.new { |h, k| h[k] = k < 2 ? k : h[k - 1] + h[k - 2] }\nputs fib[500]`,
    stdout:
      "139423224561697880139724382870407283950070256587697307264108962948325571622863290691557658876222521294125\n"
  }
]

interface Failing {
  readonly what: string
  readonly code: string
  readonly error: { readonly type: string; readonly message: string; readonly line: number }
  readonly stderr: string | RegExp
}

const failing: ReadonlyArray<Failing> = [
  {
    what: "an error",
    code: `def f(x)\n  x.foo\nend\n\nf(nil)`,
    error: { type: "NoMethodError", message: "undefined method 'foo' for nil", line: 2 },
    stderr: "main.rb:2:in 'Object#f': undefined method 'foo' for nil (NoMethodError)\n\tfrom main.rb:5:in '<main>'\n"
  },
  {
    what: "an error of its own with a cause",
    code: `class E < StandardError; end\nbegin\n  raise "a"\nrescue\n  raise E, "é"\nend`,
    error: { type: "E", message: "é", line: 5 },
    stderr: /^main\.rb:5:in '.*<main>': é \(E\)\n(?:.*\n)*main\.rb:3:in '<main>': a \(RuntimeError\)\n$/
  },
  {
    what: "a syntax error",
    code: `puts 1\nputs 2 +`,
    error: { type: "SyntaxError", message: "", line: 2 },
    stderr: /^main\.rb:2: syntax error/
  },
  {
    what: "a file that is not there",
    code: `require "nope"`,
    error: { type: "LoadError", message: "cannot load such file -- nope", line: 1 },
    stderr:
      /^main\.rb:1:in 'Kernel#require': cannot load such file -- nope: .* \(LoadError\)\n\tfrom main\.rb:1:in '<main>'\n$/
  },
  {
    what: "a program that it starts",
    code: "puts `ls`",
    error: { type: "NotImplementedError", message: "`() function is unimplemented on this machine", line: 1 },
    stderr: /^main\.rb:1:in 'Kernel#`': .* \(NotImplementedError\)/
  },
  {
    what: "an error in at_exit",
    code: `def f = raise("late")\nat_exit { f }\nputs 1`,
    error: { type: "RuntimeError", message: "late", line: 1 },
    stderr: "main.rb:1:in 'Object#f': late (RuntimeError)\n\tfrom main.rb:2:in 'block in <main>'\n"
  },
  {
    what: "an error in at_exit after another, which is told last",
    code: `at_exit { raise "late" }\nraise "early"`,
    error: { type: "RuntimeError", message: "early", line: 2 },
    stderr:
      "main.rb:1:in 'block in <main>': late (RuntimeError)\nmain.rb:2:in '<main>': early (RuntimeError)\n" +
      "main.rb:2:in '<main>': early (RuntimeError)\n"
  },
  {
    what: "recursion without end",
    code: `def f\n  f\nend\nf`,
    error: { type: "SystemStackError", message: "stack level too deep", line: 2 },
    stderr: /levels\.\.\./
  }
]

const exits: ReadonlyArray<readonly [code: string, exitCode: number, stdout: string, stderr?: string]> = [
  ["exit 3", 3, ""],
  ["exit false", 1, ""],
  ["exit", 0, ""],
  ["exit! 4", 4, ""],
  [`abort "no"`, 1, "", "no\n"],
  ["abort", 1, ""],
  [`at_exit { abort "late" }\nputs 1`, 1, "1\n", "late\n"],
  [`at_exit { exit 7 }\nputs 1`, 7, "1\n"],
  [`begin\n  exit 5\nensure\n  puts "e"\nend`, 5, "e\n"]
]

it("Ruby's package is installed where CI is set", () => {
  assert.isTrue(isRubyInstalled || process.env["CI"] === undefined, whyNoRuby)
})

describe.skipIf(!isRubyInstalled)(`Ruby${isRubyInstalled ? "" : ` (${whyNoRuby})`}`, () => {
  layer(EngineSandbox.layer({ engines: ["@glissade/engine-ruby"] }), { excludeTestServices: true, timeout: 60_000 })(
    (it) => {
      it.effect.each(ordinary)("a program finds $what", ({ code, options, stdout }) =>
        Effect.gen(function* () {
          const result = yield* run(code, { ...options, language: "ruby" })
          assert.deepInclude(result, { status: "success", exitCode: 0, stdout, stderr: "" })
        })
      )

      it.effect.each(failing)("what it dies of is told: $what", ({ code, error, stderr }) =>
        Effect.gen(function* () {
          const result = yield* run(code, { language: "ruby" })
          assert.deepInclude(result, { status: "error", exitCode: 1 })
          assert.deepInclude(result.error, { type: error.type, line: error.line })
          assert.include(result.error?.message, error.message)
          if (typeof stderr === "string") assert.strictEqual(result.stderr, stderr)
          else assert.match(result.stderr ?? "", stderr)
          assert.notInclude(result.stderr, "sandbox>")
        })
      )

      it.effect.each(exits)("%s ends with code %i", ([code, exitCode, stdout, stderr = ""]) =>
        Effect.gen(function* () {
          const result = yield* run(code, { language: "ruby" })
          assert.deepInclude(result, { status: exitCode === 0 ? "success" : "error", exitCode, stdout, stderr })
          assert.isUndefined(result.error)
        })
      )

      it.effect("output is handed over as it is printed, stdout and stderr apart", () =>
        Effect.gen(function* () {
          const seen = yield* events(`print "a"; sleep 0.05; warn "b"; sleep 0.05; puts "c"`, { language: "ruby" })
          assert.deepStrictEqual(
            seen.flatMap((event) => (event.type === "output" ? [[event.stream, event.data]] : [])),
            [
              ["stdout", "a"],
              ["stderr", "b\n"],
              ["stdout", "c\n"]
            ]
          )
        })
      )
    }
  )
})
