import { anyEnd, failure, lua, outOfMemory, outputLimit, prints, short, small, timeout } from "@glissade/test-kit/Case"
import type { Case } from "@glissade/test-kit/Case"

const runtimeError = failure("RuntimeError")

/** What Lua programs may do badly, by the groups of the catalogue. */
export const luaCases: Readonly<Record<string, ReadonlyArray<Case>>> = {
  ordinary: [
    lua("hello", `print("hello")`, prints("hello\n")),
    lua("a module beside the program", `print(require("m"))`, prints("7\t./m.lua\n"), {
      files: [{ name: "m.lua", content: "return 7", encoding: "utf8" }]
    })
  ],
  time: [
    lua("an endless loop", "while true do end", timeout, short),
    lua("a loop that catches all", "while true do pcall(function() while true do end end) end", timeout, short),
    lua("a pattern that backtracks", `("a"):rep(300000):find((".-"):rep(50) .. "b")`, timeout, short),
    lua("a sort without end", "table.sort({3,2,1}, function() while true do end end)", timeout, short),
    lua("a finalizer without end", "setmetatable({}, {__gc=function() while true do end end})", timeout, short),
    lua("a hook taken away", "debug.sethook() while true do end", timeout, short),
    lua("one long call in C", `while true do local s = ("x"):rep(100000000):upper() end`, timeout, short),
    lua(
      "coroutines without end",
      "while true do coroutine.wrap(function() coroutine.yield() end)() end",
      {
        status: ["timeout", "memory_limit"]
      },
      short
    )
  ],
  memory: [
    lua("texts in a table", `local t={} while true do t[#t+1]=("x"):rep(100000)..#t end`, outOfMemory, small),
    lua("one text too long", `print(#("x"):rep(1<<30))`, outOfMemory, small),
    lua("too much that is caught", `print((pcall(string.rep, "x", 1<<30)))`, prints("false\n"), small),
    lua(
      "a big file",
      `local f=io.open("f","w") for i=1,200 do assert(f:write(("x"):rep(1<<20))) end`,
      outOfMemory,
      small
    ),
    lua(
      "a sparse file",
      `local f=io.open("f","w") f:seek("set", 1<<40) assert(f:write("x")) assert(f:flush())`,
      {
        status: ["memory_limit", "error"]
      },
      small
    ),
    lua("a hundred thousand files", `for i=1,100000 do assert(io.open("f"..i,"w")):close() end`, outOfMemory, small),
    lua("files that stay open", `local t={} for i=1,100000 do t[i]=assert(io.open("f","w")) end`, runtimeError, small),
    lua("userdata and threads", `local t={} while true do t[#t+1]=coroutine.create(print) end`, outOfMemory, small)
  ],
  output: [
    lua("a flood", `while true do print(("x"):rep(1000)) end`, outputLimit),
    lua("a flood that catches", `while true do pcall(print, ("x"):rep(1000)) end`, outputLimit),
    lua("a flood of errors", `while true do io.stderr:write(("x"):rep(1000)) end`, outputLimit),
    lua("a long error", `error(("x"):rep(1000000))`, outputLimit),
    lua("nothing after the limit", `pcall(print, ("x"):rep(1000000)) io.stderr:write("late")`, {
      ...outputLimit,
      stderr: ""
    }),
    lua(
      "a character cut by the limit",
      `print(("😀"):rep(100))`,
      { ...outputLimit, stdout: "😀😀" },
      { outputBytes: 10 }
    ),
    lua("terminal sequences, as they are", `print("\\27[2J")`, prints("\x1b[2J\n"))
  ],
  descriptors: [
    lua("all of them closed", `io.stdout:close() io.stderr:close() io.stdin:close()`, { stdout: "" }),
    lua("stdout replaced by a file", `io.output("f") io.write("x") print("y")`, prints("y\n"))
  ],
  recursion: [
    lua("a function", "local function f() return 1+f() end f()", runtimeError),
    lua("calls in C", `local s=("a"):rep(9) local function f() return (s:gsub("a",f)) end f()`, runtimeError),
    lua("pcall in pcall", "local function f() return pcall(f) end print(f())", { status: ["success", "error"] }),
    lua("nested source", `assert(load(("("):rep(100000)))`, runtimeError),
    lua("nested tables in source", `assert(load("return "..("{"):rep(100000)))`, runtimeError),
    lua("metatables", "local t t=setmetatable({},{__index=function(_,k) return t[k] end}) return t.x", runtimeError),
    lua("coroutines in coroutines", "local function f() return coroutine.wrap(f)() end f()", runtimeError)
  ],
  processes: [
    lua("os.execute", `print(os.execute(), (os.execute("id")))`, prints("false\tnil\n")),
    lua("io.popen", `io.popen("id")`, runtimeError),
    lua("a library in C", `print((package.loadlib("/lib/x86_64-linux-gnu/libc.so.6", "system")))`, prints("nil\n"))
  ],
  files: [
    lua(
      "files of the machine",
      `for _,p in ipairs{"/etc/passwd","/proc/self/maps","/root/.ssh/id_rsa","/work"} do print((io.open(p))) end`,
      prints("nil\nnil\nnil\nnil\n")
    ),
    lua("a way up", `print((io.open(("../"):rep(30).."etc/passwd")))`, prints("nil\n")),
    lua("everything removed", `print(os.remove("/home/user/main.lua"), os.remove("/tmp"), os.remove("/"))`, {
      stdout: /^true\ttrue\tnil/
    }),
    lua(
      "odd names",
      `for _,n in ipairs{"__proto__","constructor","é","a b"} do local f=assert(io.open(n,"w")) f:write(n) f:close() io.write(io.open(n):read("a"),";") end`,
      prints("__proto__;constructor;é;a b;")
    ),
    lua("a folder moved into itself", `print(os.rename("/home","/home/user/x"))`, { stdout: /^nil/ })
  ],
  environment: [
    lua(
      "variables",
      `print(os.getenv("HOME"), os.getenv("USER"), os.getenv("AWS_SECRET_ACCESS_KEY"))`,
      prints("/home/user\tnil\tnil\n")
    )
  ],
  network: [lua("a socket", `require("socket")`, runtimeError)],
  bridge: [
    lua(
      "names of a bridge",
      `print(js, window, globalThis, process, wasmoon, package.preload.js)`,
      prints("nil\tnil\tnil\tnil\tnil\tnil\n")
    ),
    lua(
      "the registry",
      `local n=0 for k,v in pairs(debug.getregistry()) do if type(v)=="userdata" then n=n+1 end end print(n)`,
      { stdout: /^\d+\n$/ }
    ),
    lua(
      "functions of C in the registry",
      `for k,v in pairs(debug.getregistry()) do if type(v)=="function" then print(k) end end`,
      prints("")
    )
  ],
  corruption: [
    lua(
      "bytecode that was tampered with",
      `local c=string.dump(function(a) local t={} t.x=a return t.x..a end)
for at=40,#c do local f=load(c:sub(1,at-1).."\\255"..c:sub(at+1),"x","b") if f then pcall(f,"z") end end`,
      { status: anyEnd },
      { timeoutMs: 1_000 }
    ),
    lua(
      "a stack that is read beyond its end",
      `local c=string.dump(load("local a,b,c=1,2,3 return a")) c=c:gsub("\\3\\3","\\250\\3",1) local f=load(c,"x","b") if f then print(pcall(f)) end`,
      { status: anyEnd },
      { timeoutMs: 1_000 }
    ),
    lua(
      "upvalues that were exchanged",
      `local function f() return print end debug.setupvalue(f,1,nil) debug.upvaluejoin(f,1,function() return f end,1) f()`,
      { status: anyEnd }
    )
  ],
  text: [
    lua("a NUL", `print(#"a\\0b") io.write("a\\0b")`, prints("3\na\0b")),
    lua("a NUL in the source", "print(1)\0print(2)", { status: ["error", "success"] }),
    lua("a surrogate", `print(utf8.char(0xd800))`, { stdout: /^\ufffd+\n$/ }),
    lua("a very long line", `print(#"${"a".repeat(200_000)}")`, prints("200000\n")),
    lua("odd characters in arguments", "print(#arg, ...)", prints("4\t\t \t--help\t\u0001\n"), {
      args: ["", " ", "--help", "\u0001"]
    }),
    lua("a byte order mark", `\ufeffprint("é")`, prints("é\n"))
  ],
  exits: [
    lua("a code", "os.exit(3)", { status: "error", exitCode: 3 }),
    lua("a code that is too large", "os.exit(256 + 5)", { status: "error", exitCode: 5 }),
    lua("an exit inside of pcall", "pcall(os.exit, 0) while true do end", { exitCode: 0 }),
    lua("an exit in a finalizer", "setmetatable({}, {__gc=function() os.exit(7) end})", {
      status: "error",
      exitCode: 7
    })
  ],
  stdin: [
    lua("more than there is", `print(io.read(10), io.read(10), io.read("a"))`, prints("abc\tnil\t\n"), {
      stdin: "abc"
    }),
    lua("a megabyte", `print(#io.read("a"))`, prints("1000000\n"), { stdin: "x".repeat(1_000_000) })
  ],
  harness: [
    lua("every global gone", `local g=_G for k in pairs(g) do g[k]=nil end`, { exitCode: 0 }),
    lua("the traceback replaced", `debug.traceback=function() return "x" end error("boom")`, {
      ...runtimeError,
      stderr: /^lua: main\.lua:1: boom\nstack traceback:/
    }),
    lua("type and tostring replaced", `type=function() return "string" end tostring=type error({})`, {
      ...runtimeError,
      stderr: /error object is a table value/
    }),
    lua(
      "a metatable for all texts",
      `getmetatable("").__index=function() error("x") end getmetatable("").__name="y" error("boom")`,
      runtimeError
    ),
    lua("a forged length", `error("99999:x")`, { ...runtimeError, stderr: /99999:x/ })
  ],
  aftermath: [
    lua("libraries changed", `string.format=nil table.sort=nil _G.print=nil`, { exitCode: 0 }),
    lua("a file left", `io.open("left","w"):write("x"):close()`, { exitCode: 0 }),
    lua("a collector stopped", `collectgarbage("stop") collectgarbage("incremental", 1, 1)`, { exitCode: 0 })
  ],
  abort: [
    lua(
      "an error in every handler",
      `debug.setmetatable(nil, {__index=error}) debug.setmetatable("", {__index=error}) error(nil)`,
      { status: ["error"] }
    )
  ]
}
