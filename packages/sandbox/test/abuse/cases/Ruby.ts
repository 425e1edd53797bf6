import {
  anyEnd,
  broken,
  failure,
  outOfMemory,
  outputLimit,
  prints,
  rb,
  short,
  small,
  timeout
} from "@glissade/test-kit/Case"
import type { Case } from "@glissade/test-kit/Case"

const unimplemented = failure("NotImplementedError")

/** What Ruby programs may do badly, by the groups of the catalogue. */
export const rubyCases: Readonly<Record<string, ReadonlyArray<Case>>> = {
  ordinary: [
    rb("hello", `puts "hello"`, prints("hello\n")),
    rb("a file beside the program", `require_relative "m"; p X`, prints("7\n"), {
      files: [{ name: "m.rb", content: "X = 7", encoding: "utf8" }]
    })
  ],
  time: [
    rb("an endless loop", "loop {}", timeout, short),
    rb("a loop that rescues all", "begin; loop {}; rescue Exception; retry; end", timeout, short),
    rb("a long sleep", "sleep 50", timeout, short),
    rb("a sleep without end", "sleep", { status: ["timeout", "error"] }, short),
    rb("a regular expression that backtracks", `/^(a|a?)+$/.match?("a" * 40 + "b"); loop {}`, timeout, short),
    rb("one long call in C", "(1..10**12).sum { _1 }", timeout, short),
    rb("at_exit without end", "at_exit { loop {} }", timeout, short),
    rb("ensure without end", "begin; raise; ensure; loop {}; end", timeout, short),
    rb("a power that takes long", "x = 3 ** (10 ** 7); x * x; loop { x * x }", { status: ["timeout", "error"] }, short)
  ],
  memory: [
    rb("texts in an array", `a = []; loop { a << "x" * 100_000 }`, outOfMemory, small),
    rb("one text too long", `"x" * (1 << 30)`, outOfMemory, small),
    rb(
      "too much that is rescued",
      `begin; "x" * (1 << 30); rescue NoMemoryError; puts "NM"; end`,
      prints("NM\n"),
      small
    ),
    rb(
      "a big file",
      `f = File.open("f", "wb"); 200.times { f.write("x" * (1 << 20)) }`,
      { status: ["memory_limit", "error"] },
      small
    ),
    rb("a hundred thousand files", `100_000.times { File.write("f#{_1}", "") }`, outOfMemory, small),
    rb("a hash that grows", `h = {}; loop { h[h.size] = h.size.to_s }`, outOfMemory, small),
    rb(
      "symbols without end",
      `i = 0; loop { "s#{i += 1}#{"x" * 1000}".to_sym }`,
      { status: anyEnd },
      { ...small, timeoutMs: 1_000 }
    ),
    rb("a doubled text", `s = "x"; loop { s << s }`, { status: ["memory_limit", "error"] }, small),
    rb(
      "classes without end",
      `a = []; loop { a << Class.new { attr_accessor(*("a".."z")) } }`,
      { status: ["memory_limit", "error", "timeout"] },
      { ...small, timeoutMs: 3_000 }
    )
  ],
  output: [
    rb("a flood", `loop { puts "x" * 1000 }`, outputLimit),
    rb("a flood that rescues", `loop { begin; puts "x" * 1000; rescue Exception; end }`, outputLimit),
    rb("a flood of errors", `loop { warn "x" * 1000 }`, outputLimit),
    rb("a long error", `raise "x" * 1_000_000`, outputLimit),
    rb("nothing after the limit", `begin; puts "x" * 1_000_000; ensure; warn "late"; end`, {
      ...outputLimit,
      stderr: ""
    }),
    rb("terminal sequences, as they are", `puts "\\e[2J"`, prints("\x1b[2J\n"))
  ],
  descriptors: [
    rb("streams closed", "$stdout.close; $stderr.close; $stdin.close", { stdout: "" }),
    rb("stdout closed and used", "$stdout.close; puts 1", failure("IOError")),
    rb("descriptors by number", `(3..40).each { |n| IO.for_fd(n).close rescue nil }; puts "ok"`, prints("ok\n")),
    rb(
      "the frame pipe of the host",
      `(3..10).each { |n| IO.for_fd(n, "w").syswrite("\\x04\\0\\0\\0\\x02{}") rescue nil }; puts "ok"`,
      prints("ok\n")
    )
  ],
  recursion: [
    rb("a method", "def f = f; f", failure("SystemStackError")),
    rb("a method, rescued", `def f = f; begin; f; rescue SystemStackError; puts "deep"; end`, prints("deep\n")),
    rb("a block of a built-in method", "def f = [1].each { f }; f", {
      status: "error",
      error: /StackOverflow|SystemStackError/
    }),
    rb("nested source", `begin; eval("(" * 1_000); rescue SyntaxError; puts "no Ruby"; end`, prints("no Ruby\n")),
    // How deep the parser gets depends on how far V8 has compiled it.
    rb("source nested deeper", `begin; eval("(" * 10_000); rescue SyntaxError; puts "no Ruby"; end`, {
      status: ["success", "error"],
      stdout: /^(no Ruby\n)?$/
    }),
    rb("a nested array", "x = nil; 10_000.times { x = [x] }; x.inspect", { status: "error" }),
    rb("method_missing", "def method_missing(*) = foo; bar", { status: "error" })
  ],
  processes: [
    rb("system", `p system("id")`, { status: ["success", "error"], stdout: /^(nil\n|false\n)?$/ }),
    rb("backticks", "`id`", { status: "error" }),
    rb("fork", "fork", unimplemented),
    rb("exec", `exec "/bin/sh"`, { status: "error" }),
    rb("spawn", `spawn "id"`, { status: "error" }),
    rb("a thread", "Thread.new { }", unimplemented),
    rb("a signal to the parent", "Process.kill(9, Process.ppid)", { status: "error" })
  ],
  files: [
    rb(
      "files of the machine",
      `%w[/etc/passwd /proc/self/maps /work].each { p File.exist?(_1) }`,
      prints("false\nfalse\nfalse\n")
    ),
    rb("a way up", `p File.exist?("../" * 30 + "etc/passwd")`, prints("false\n")),
    rb(
      "everything removed",
      `require "fileutils"; FileUtils.rm_rf("/home"); FileUtils.rm_rf("/dev"); FileUtils.rm_rf("/usr")`,
      { status: ["success", "error"] }
    ),
    rb("the standard library written over", `File.write("/usr/local/lib/ruby/4.0.0/set.rb", "exit")`, {
      status: ["success", "error"]
    }),
    rb(
      "odd names",
      `%w[__proto__ constructor é].each { File.write(_1, _1); print File.read(_1), ";" }`,
      prints("__proto__;constructor;é;")
    ),
    rb("a link", `File.symlink("/etc/passwd", "l")`, { status: "error" })
  ],
  environment: [
    rb("all of it", "p ENV.keys.sort", prints(`["HOME", "LANG", "PATH", "TZ"]\n`)),
    rb("who runs it", "p Process.uid, Process.pid", { status: ["success", "error"] })
  ],
  network: [
    rb("a socket", `require "socket"`, failure("LoadError")),
    rb("net/http", `require "net/http"; Net::HTTP.get(URI("http://127.0.0.1/"))`, { status: "error" })
  ],
  bridge: [
    rb("the bridge", `require "js"; JS.eval("globalThis")`, broken),
    rb("a global of JavaScript", `require "js"; p JS.global`, broken),
    rb("a number of JavaScript", `require "js"; 1.to_js`, broken),
    rb("the bridge, rescued", `begin; require "js"; JS.eval("1"); rescue Exception; puts "caught"; end`, {
      ...broken,
      stdout: ""
    })
  ],
  corruption: [
    rb(
      "instructions that were tampered with",
      `b = RubyVM::InstructionSequence.compile("1 + 1").to_binary; b.setbyte(b.size / 2, 255); RubyVM::InstructionSequence.load_from_binary(b).eval`,
      { status: anyEnd }
    ),
    rb(
      "every byte of them",
      `b = RubyVM::InstructionSequence.compile("puts [1].map { it }").to_binary; b.size.times { |i| c = b.dup; c.setbyte(i, 255); (RubyVM::InstructionSequence.load_from_binary(c).eval rescue nil) }`,
      { status: anyEnd },
      { timeoutMs: 1_000 }
    ),
    rb("an address as an object", "p ObjectSpace._id2ref(8)", { status: anyEnd }),
    rb("Marshal of noise", `Marshal.load("\\x04\\x08[\\xff\\xff\\xff")`, { status: "error" })
  ],
  text: [
    rb("a NUL", `print "a\\0b"`, prints("a\0b")),
    rb("a NUL in the source", "puts 1\0puts 2", { status: ["success", "error"] }),
    rb("broken UTF-8", `puts "\\xff".inspect`, prints(`"\\xFF"\n`)),
    rb("odd characters in arguments", "p ARGV", prints(`["", " ", "--help", "\\#{x}", "\\u0001"]\n`), {
      args: ["", " ", "--help", "#{x}", "\u0001"]
    }),
    rb("names in other letters", "größe = 1; 変数 = 2; puts größe + 変数", prints("3\n"))
  ],
  exits: [
    rb("a code", "exit 3", { status: "error", exitCode: 3 }),
    rb("at once", "at_exit { puts 1 }; exit! 4", { status: "error", exitCode: 4, stdout: "" }),
    rb("an abort", `abort "no"`, { status: "error", exitCode: 1, stderr: "no\n" }),
    rb("in at_exit", "at_exit { exit 7 }", { status: "error", exitCode: 7 }),
    rb("an exit that is rescued", `begin; exit 3; rescue SystemExit; puts "no"; end`, prints("no\n"))
  ],
  stdin: [
    rb("more than there is", "p $stdin.read(10), $stdin.read(10)", prints(`"abc"\nnil\n`), { stdin: "abc" }),
    rb("a megabyte", "p $stdin.read.size", prints("1000000\n"), { stdin: "x".repeat(1_000_000) })
  ],
  harness: [
    rb(
      "built-in methods replaced",
      `class String; def start_with?(*) = raise("x"); end; class Array; def pop = raise("y"); end; raise "boom"`,
      { status: "error" }
    ),
    rb(
      "eval and Kernel replaced",
      "module Kernel; def eval(*) = exit!(0); def raise(*) = nil; end; puts 1",
      prints("1\n")
    ),
    rb("a forged report", `Dir.mkdir("/dev/shm") rescue nil; File.write("/dev/shm/report", "x\\0-5\\0y"); exit 2`, {
      status: "error",
      exitCode: 2
    }),
    rb("an error that cannot be shown", "raise Class.new(StandardError) { def message = nil.foo }", {
      status: "error",
      exitCode: 1
    }),
    rb(
      "a tracepoint",
      `seen = []; TracePoint.new(:call, :c_call) { |t| seen << t.path }.enable; at_exit { puts seen.size > 0 }`,
      { status: ["success", "error"] }
    ),
    rb("$stderr replaced", `require "stringio"; $stderr = StringIO.new; raise "x"`, { status: "error", exitCode: 1 })
  ],
  aftermath: [
    rb("built-in classes changed", "class Integer; def +(o) = 5; end; class String; undef_method :upcase; end", {
      status: ["success", "error"]
    }),
    rb("a file left", `File.write("left", "x"); Dir.mkdir("d"); Dir.chdir("d")`, { exitCode: 0 }),
    rb("globals and constants", `$x = 1; X = 2; $LOAD_PATH.clear; $LOADED_FEATURES.clear; ENV["A"] = "b"`, {
      status: ["success", "error"]
    }),
    rb("traps and a collector that is off", `trap("INT") { }; GC.disable; Encoding.default_internal = "UTF-8"`, {
      exitCode: 0
    })
  ]
}
