import { isRubyInstalled, whyNoRuby } from "@glissade/test-kit/Engines"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { run } from "@glissade/test-kit/Programs"

const language = "ruby"

interface Left {
  readonly what: string
  readonly first: string
  readonly second: string
  readonly stdout: string
}

const left: ReadonlyArray<Left> = [
  { what: "globals and constants", first: "$x = 1; X = 2", second: "p $x, defined?(X)", stdout: "nil\nnil\n" },
  {
    what: "changed classes",
    first: "class Integer; def +(other) = 5; end; class String; undef_method :upcase; end",
    second: `p 1 + 1, "x".upcase`,
    stdout: `2\n"X"\n`
  },
  {
    what: "changed kernel functions",
    first: "module Kernel; def puts(*) = nil; def require(*) = nil; end; def p(*) = nil",
    second: `puts "x"; require "date"; p Date.new(2026, 1, 1).year`,
    stdout: "x\n2026\n"
  },
  {
    what: "loaded and forgotten files",
    first: "require 'erb'; $LOAD_PATH.clear; $LOADED_FEATURES.clear",
    second: `p defined?(ERB), $LOAD_PATH.empty?; require "erb"; p ERB.name`,
    stdout: `nil\nfalse\n"ERB"\n`
  },
  {
    what: "files and folders",
    first: `File.write("f", "x"); Dir.mkdir("d"); Dir.chdir("d"); File.write("/tmp/t", "x")`,
    second: `p Dir.pwd, Dir.children("."), Dir.children("/tmp")`,
    stdout: `"/home/user"\n["main.rb", "out"]\n[]\n`
  },
  {
    what: "closed and replaced streams",
    first: "$stdout.close; $stderr = nil; STDIN.close",
    second: `puts "x"; $stderr.puts "y"; p gets`,
    stdout: "x\nnil\n"
  },
  {
    what: "environment and arguments",
    first: `ENV["A"] = "b"; ENV.delete("HOME"); ARGV << "c"`,
    second: `p ENV["A"], ENV["HOME"], ARGV`,
    stdout: `nil\n"/home/user"\n[]\n`
  },
  {
    what: "blocks, traps and traces",
    first: `at_exit { }; trap("INT") { }; TracePoint.new(:call) { exit! 9 }.enable; set_trace_func(proc { })`,
    second: `def m = 1; p m, trap("INT", "DEFAULT")`,
    stdout: `1\n"DEFAULT"\n`
  },
  {
    what: "encodings and a collector that is off",
    first: `Encoding.default_external = "US-ASCII"; Encoding.default_internal = "UTF-8"; GC.disable`,
    second: "p Encoding.default_external, Encoding.default_internal, GC.enable",
    stdout: "#<Encoding:UTF-8>\nnil\nfalse\n"
  },
  {
    what: "what it had when it was cut off",
    first: "$x = [1] * 100_000; loop { $x << 1 }",
    second: "p $x, ObjectSpace.each_object(Array).none? { |a| a.size > 90_000 }",
    stdout: "nil\ntrue\n"
  }
]

const paths = `%w[/etc/passwd /proc/self/environ ../../../etc/passwd /work /dev/urandom]`

const reached: ReadonlyArray<readonly [what: string, code: string, stdout: string]> = [
  ["no file but those in memory", `${paths}.each { |path| p File.exist?(path) }`, "false\n".repeat(5)],
  ["the environment of every program", `p ENV.keys.sort - %w[HOME USER LANG PATH PWD TZ]`, "[]\n"],
  [
    "no process",
    "[-> { `ls` }, -> { fork }, -> { exec 'ls' }, -> { spawn 'ls' }].each { |f| begin; f.call; p 1; rescue Exception; p 0; end }",
    "0\n".repeat(4)
  ],
  [
    "no network",
    `begin; require "socket"; TCPSocket.new("127.0.0.1", 80); rescue LoadError, StandardError; p 0; end`,
    "0\n"
  ]
]

describe.skipIf(!isRubyInstalled)(`Ruby's isolation${isRubyInstalled ? "" : ` (${whyNoRuby})`}`, () => {
  layer(EngineSandbox.layer({ engines: ["@glissade/engine-ruby"], interpreters: 1 }), {
    excludeTestServices: true,
    timeout: 60_000
  })((it) => {
    it.effect.each(left)("no program finds $what of the one before", ({ first, second, stdout }) =>
      Effect.gen(function* () {
        yield* run(first, { language, timeoutMs: 1_000 })
        const result = yield* run(second, { language })
        assert.strictEqual(result.stdout, stdout, result.stderr ?? "")
      })
    )

    it.effect("no program finds input, arguments and files of the one before", () =>
      Effect.gen(function* () {
        const files = [{ name: "secret.rb", content: "1", encoding: "utf8" as const }]
        yield* run("gets", { language, stdin: "secret", args: ["secret"], files })
        const { stdout } = yield* run(`p $stdin.read, ARGV, File.exist?("secret.rb")`, { language })
        assert.strictEqual(stdout, `""\n[]\nfalse\n`)
      })
    )

    it.effect.each(reached)("a program reaches %s", ([, code, stdout]) =>
      Effect.gen(function* () {
        const result = yield* run(code, { language })
        assert.strictEqual(result.stdout, stdout, result.stderr ?? "")
      })
    )
  })
})
