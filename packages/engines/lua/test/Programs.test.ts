import { assert, beforeAll, describe, it } from "@effect/vitest"
import type { Bench, Request } from "@glissade/test-kit/EngineBench"
import { startLua } from "./support.ts"

let bench: Bench
beforeAll(async () => {
  bench = await startLua()
})

interface Ordinary {
  readonly what: string
  readonly code: string
  readonly stdout: string
  readonly request?: Request
}

const ordinary: ReadonlyArray<Ordinary> = [
  { what: "print", code: `print("a", 1, 1.5, true, nil)`, stdout: "a\t1\t1.5\ttrue\tnil\n" },
  { what: "the version", code: `print(_VERSION)`, stdout: "Lua 5.4\n" },
  {
    what: "integers and floats",
    code: `print(7 // 2, 7 / 2, 2^10, 1e15, 3 | 4, 7 % -3)`,
    stdout: "3\t3.5\t1024.0\t1e+15\t7\t-2\n"
  },
  {
    what: "integers that wrap",
    code: `print(math.maxinteger + 1 == math.mininteger, math.maxinteger)`,
    stdout: "true\t9223372036854775807\n"
  },
  {
    what: "string.format",
    code: `print(("%5.2f|%-4s|%04d|%q|%x"):format(3.14159, "ab", 7, "q\\n", 255))`,
    stdout: ' 3.14|ab  |0007|"q\\\n"|ff\n'
  },
  {
    what: "patterns",
    code: `for k, v in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do print(k, v) end`,
    stdout: "a\t1\nb\t2\n"
  },
  { what: "gsub with a table", code: `print(("$x-$y"):gsub("%$(%w+)", { x = "1", y = "2" }))`, stdout: "1-2\t2\n" },
  { what: "string.pack", code: `print(string.unpack("<i4", string.pack("<i4", -5)))`, stdout: "-5\t5\n" },
  {
    what: "table functions",
    code: `local t = { 3, 1, 2 } table.sort(t) print(table.concat(t, ","), #t, table.unpack(t))`,
    stdout: "1,2,3\t3\t1\t2\t3\n"
  },
  {
    what: "closures",
    code: `local function counter() local n = 0 return function() n = n + 1 return n end end local c = counter() c() print(c())`,
    stdout: "2\n"
  },
  {
    what: "metatables",
    code: `local V = {} V.__index = V V.__add = function(a, b) return setmetatable({ x = a.x + b.x }, V) end V.__tostring = function(v) return "V" .. v.x end
print(setmetatable({ x = 1 }, V) + setmetatable({ x = 2 }, V))`,
    stdout: "V3\n"
  },
  {
    what: "coroutines",
    code: `local co = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) print("got", b) return "end" end) print(co(1)) print(co("x"))`,
    stdout: "2\ngot\tx\nend\n"
  },
  {
    what: "goto",
    code: `for i = 1, 3 do if i == 2 then goto continue end print(i) ::continue:: end`,
    stdout: "1\n3\n"
  },
  {
    what: "variables that are closed",
    code: `do local x <close> = setmetatable({}, { __close = function() print("closed") end }) print("in") end print("out")`,
    stdout: "in\nclosed\nout\n"
  },
  {
    what: "utf8",
    code: `print(#"é", utf8.len("é😀"), utf8.char(8364)) for _, c in utf8.codes("aé") do io.write(c, " ") end`,
    stdout: "2\t2\t€\n97 233 "
  },
  {
    what: "load",
    code: `print(load("return 1 + 1")(), load("x ="))`,
    stdout: '2\tnil\t[string "x ="]:1: unexpected symbol near <eof>\n'
  },
  { what: "string.dump", code: `print(load(string.dump(function() return 42 end))())`, stdout: "42\n" },
  {
    what: "pcall and error",
    code: `print(pcall(error, { code = 1 })) print(select(2, pcall(error, "x", 0)))`,
    stdout: /false\ttable: 0x\w+\nx\n/.source
  },
  {
    what: "xpcall with a trace",
    code: `print((xpcall(function() local x = nil; x() end, function(m) print(m) return 1 end)))`,
    stdout: "main.lua:1: attempt to call a nil value (local 'x')\nfalse\n"
  },
  {
    what: "os.date in UTC",
    code: `print(os.date("!%Y-%m-%d %H:%M:%S", 0), os.date("%A %B %d %j", 86400 * 59))`,
    stdout: "1970-01-01 00:00:00\tSunday March 01 060\n"
  },
  {
    what: "os.time",
    code: `print(os.time({ year = 2024, month = 2, day = 30, hour = 12 }), os.date("*t", 0).yday)`,
    stdout: "1709294400\t1\n"
  },
  { what: "os.clock from the start", code: `print(os.clock() < 1)`, stdout: "true\n" },
  { what: "collectgarbage", code: `print(collectgarbage("count") > 0, collectgarbage())`, stdout: "true\t0\n" },
  {
    what: "finalizers at the end",
    code: `setmetatable({}, { __gc = function() print("gone") end }) print("here")`,
    stdout: "here\ngone\n"
  },
  {
    what: "a line of input",
    code: `print(io.read()) print(io.read("n")) print(io.read("a"))`,
    request: { stdin: "one\n2 rest\n" },
    stdout: "one\n2\n rest\n\n"
  },
  {
    what: "lines of input",
    code: `for line in io.lines() do print("[" .. line .. "]") end`,
    request: { stdin: "a\nb\n\nc" },
    stdout: "[a]\n[b]\n[]\n[c]\n"
  },
  { what: "no input", code: `print(io.read())`, stdout: "nil\n" },
  {
    what: "arguments",
    code: `print(arg[0], #arg, arg[1], ...)`,
    request: { args: ["a b", "é"] },
    stdout: "main.lua\t2\ta b\ta b\té\n"
  },
  {
    what: "modules beside the program",
    code: `local m = require("lib.math2") print(m.double(21), require("lib.math2") == m, package.loaded["lib.math2"] == m)`,
    request: { files: { "lib/math2.lua": "local M = {} function M.double(x) return 2 * x end return M" } },
    stdout: "42\ttrue\ttrue\n"
  },
  {
    what: "a module's folder",
    code: `print(require("pack"))`,
    request: { files: { "pack/init.lua": `return ...` } },
    stdout: "pack\t./pack/init.lua\n"
  },
  {
    what: "dofile",
    code: `print(dofile("other.lua"))`,
    request: { files: { "other.lua": "return 5" } },
    stdout: "5\n"
  },
  {
    what: "a file that is read",
    code: `for line in io.lines("data.txt") do io.write(line, ";") end`,
    request: { files: { "data.txt": "x\ny\n" } },
    stdout: "x;y;"
  },
  {
    what: "a file that is written",
    code: `local f = assert(io.open("o.txt", "w")) f:write("ab", 1, "\\n") f:close() f = io.open("o.txt", "a+") f:write("c") f:seek("set", 1) print(f:read("a")) f:close()
print(os.rename("o.txt", "p.txt"), os.remove("p.txt"), io.open("p.txt"))`,
    stdout: "b1\nc\ntrue\ttrue\tnil\tp.txt: No such file or directory\t44\n"
  },
  {
    what: "temporary files",
    code: `local f = io.tmpfile() f:write("x") f:seek("set") print(f:read("a"), os.tmpname():match("^/tmp/") ~= nil)`,
    stdout: "x\ttrue\n"
  },
  { what: "stdout without a line break", code: `io.write("a", 1, 2.5)`, stdout: "a12.5" },
  { what: "bytes", code: `io.write("\\65\\x42\\0\\u{43}")`, stdout: "AB\0C" },
  { what: "a shebang", code: `#!/usr/bin/env lua\nprint("ok")`, stdout: "ok\n" },
  { what: "an empty program", code: ``, stdout: "" }
]

describe("a Lua program finds", () => {
  it.each(ordinary)("$what", async ({ code, request, stdout }) => {
    const outcome = await bench.run(code, request)
    assert.deepInclude(outcome, { status: "success", exitCode: 0, stderr: "" })
    if (stdout.includes("\\w+")) assert.match(outcome.stdout, new RegExp(`^${stdout}$`))
    else assert.strictEqual(outcome.stdout, stdout)
  })

  it("stdout and stderr apart", async () => {
    const { stderr, stdout } = await bench.run(`print("out") io.stderr:write("err\\n")`)
    assert.deepStrictEqual([stdout, stderr], ["out\n", "err\n"])
  })

  it("its lines handed over as it prints them", async () => {
    const { pieces } = await bench.run(`print("a") io.write("b\\n") io.stderr:write("c\\n") io.write("d\\n")`)
    assert.deepStrictEqual(pieces, ["a\n", "b\n", "c\n", "d\n"])
  })
})

interface Failing {
  readonly what: string
  readonly code: string
  readonly error: { readonly type: string; readonly message: string; readonly line?: number }
  readonly stderr: string
}

const failing: ReadonlyArray<Failing> = [
  {
    what: "an error",
    code: `local function f()\n  error("boom")\nend\nf()`,
    error: { type: "RuntimeError", message: "boom", line: 2 },
    stderr: `lua: main.lua:2: boom
stack traceback:
\t[C]: in function 'error'
\tmain.lua:2: in local 'f'
\tmain.lua:4: in main chunk
\t[C]: in ?
`
  },
  {
    what: "an index of nil",
    code: `local t = {}\nprint(t.x.y)`,
    error: { type: "RuntimeError", message: "attempt to index a nil value (field 'x')", line: 2 },
    stderr: `lua: main.lua:2: attempt to index a nil value (field 'x')\nstack traceback:\n\tmain.lua:2: in main chunk\n\t[C]: in ?\n`
  },
  {
    what: "a syntax error",
    code: `print(1)\nlocal x = = 3`,
    error: { type: "SyntaxError", message: "unexpected symbol near '='", line: 2 },
    stderr: `lua: main.lua:2: unexpected symbol near '='\n`
  },
  {
    what: "an error that is a table",
    code: `error({ code = 2 })`,
    error: { type: "RuntimeError", message: "(error object is a table value)", line: 1 },
    stderr: `lua: (error object is a table value)\nstack traceback:\n\t[C]: in function 'error'\n\tmain.lua:1: in main chunk\n\t[C]: in ?\n`
  },
  {
    what: "an error with a text of its own",
    code: `error(setmetatable({}, { __tostring = function() return "é: custom" end }))`,
    error: { type: "RuntimeError", message: "é: custom", line: 1 },
    stderr: `lua: é: custom\nstack traceback:\n\t[C]: in function 'error'\n\tmain.lua:1: in main chunk\n\t[C]: in ?\n`
  },
  {
    what: "an error in a module",
    code: `\nrequire("bad")`,
    error: { type: "RuntimeError", message: "bad.lua:1: no", line: 2 },
    stderr: "lua: bad.lua:1: no\n"
  }
]

describe("what a Lua program dies of is told like lua tells it:", () => {
  it.each(failing)("$what", async ({ code, error, stderr }) => {
    const outcome = await bench.run(code, { files: { "bad.lua": `error("no", 1)` } })
    assert.deepInclude(outcome, { status: "error", exitCode: 1, reusable: true })
    if (code.includes("require")) {
      assert.include(outcome.error?.message, "bad.lua:1: no")
      assert.strictEqual(outcome.error?.line, 2)
      return
    }
    assert.deepStrictEqual(outcome.error, error)
    assert.strictEqual(outcome.stderr, stderr)
  })

  it.each([
    ["os.exit(3)", 3],
    ["os.exit(false)", 1],
    ["os.exit(true)", 0],
    ["io.write('x') os.exit(0, true)", 0],
    ["pcall(os.exit, 7)", 7],
    ["coroutine.wrap(function() os.exit(260) end)()", 4]
  ])("%s has exit code %i", async (code, exitCode) => {
    const outcome = await bench.run(code)
    assert.deepStrictEqual([outcome.status, outcome.exitCode], [exitCode === 0 ? "success" : "error", exitCode])
    assert.isUndefined(outcome.error)
  })
})

it("the version that is told is the one of the interpreter", async () => {
  const { stdout } = await bench.run(`print(_VERSION)`)
  assert.strictEqual(stdout, "Lua 5.4\n")
})
