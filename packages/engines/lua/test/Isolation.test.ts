import { assert, beforeAll, describe, it } from "@effect/vitest"
import type { Bench } from "@glissade/test-kit/EngineBench"
import { startLua } from "./support.ts"

let bench: Bench
beforeAll(async () => {
  bench = await startLua()
})

const leftBehind: ReadonlyArray<readonly [what: string, first: string, second: string, stdout: string]> = [
  ["globals", `x = 1`, `print(x)`, "nil\n"],
  ["changed libraries", `string.rep = nil print = nil os = nil`, `print(("x"):rep(2), os ~= nil)`, "xx\ttrue\n"],
  ["the metatable of texts", `getmetatable("").__index = nil`, `print(("x"):upper())`, "X\n"],
  [
    "loaded modules",
    `package.loaded.string = 1 package.path = "" package.preload.a = print`,
    `print(package.path, package.preload.a)`,
    "./?.lua;./?/init.lua\tnil\n"
  ],
  ["files", `io.open("f", "w"):write("x"):close()`, `print(io.open("f"))`, "nil\tf: No such file or directory\t44\n"],
  [
    "its main file",
    `os.remove("main.lua") os.remove("/tmp")`,
    `print(io.open("main.lua") ~= nil, io.open("/tmp/x", "w") ~= nil)`,
    "true\ttrue\n"
  ],
  ["closed streams", `io.stdout:close() io.stderr:close() io.stdin:close()`, `print("x") print(io.read())`, "x\nnil\n"],
  ["hooks", `debug.sethook(function() os.exit(9) end, "c")`, `print(debug.gethook())`, "nil\n"],
  ["the registry", `debug.getregistry().x = 1`, `print(debug.getregistry().x)`, "nil\n"],
  ["the locale and the seed", `os.setlocale("C") math.randomseed(1)`, `print(os.setlocale())`, "C\n"],
  ["a stopped collector", `collectgarbage("stop")`, `print(collectgarbage("isrunning"))`, "true\n"]
]

describe("no program finds", () => {
  it.each(leftBehind)("%s of the one before", async (_, first, second, stdout) => {
    await bench.run(first)
    assert.deepInclude(await bench.run(second), { status: "success", stdout })
  })

  it("the input, arguments and files of the one before", async () => {
    await bench.run(``, { stdin: "secret", args: ["secret"], files: { "secret.lua": "return 1" } })
    const { stdout } = await bench.run(`print(io.read("a"), #arg, io.open("secret.lua"))`)
    assert.notInclude(stdout, "secret\n")
    assert.match(stdout, /^\t0\tnil/)
  })

  it("random numbers of another", async () => {
    const draw = `print(math.random(0), math.random()) math.randomseed() print(math.random(0))`
    const drawn = [await bench.run(draw), await bench.run(draw), await bench.run(draw)].map(({ stdout }) => stdout)
    assert.strictEqual(new Set(drawn.flatMap((text) => text.split(/\s+/).filter(Boolean))).size, 9)
  })
})

describe("a Lua program reaches", () => {
  it("only Lua's own globals: no bridge to JavaScript", async () => {
    const { stdout } = await bench.run(
      `local names = {} for name in pairs(_G) do names[#names + 1] = name end table.sort(names) print(table.concat(names, " "))`
    )
    assert.strictEqual(
      stdout,
      "_G _VERSION arg assert collectgarbage coroutine debug dofile error getmetatable io ipairs load loadfile loadstring math next os package pairs pcall print rawequal rawget rawlen rawset require select setmetatable string table tonumber tostring type unpack utf8 warn xpcall\n"
    )
  })

  it("the environment of every program", async () => {
    const { stdout } = await bench.run(
      `print(os.getenv("HOME"), os.getenv("USER"), os.getenv("GLISSADE_QUICKJS"), os.getenv("NODE_OPTIONS"))`
    )
    assert.strictEqual(stdout, "/home/user\tnil\tnil\tnil\n")
  })

  it("files in memory alone", async () => {
    const { stdout } = await bench.run(
      `for _, path in ipairs({ "/etc/passwd", "/proc/self/environ", "../../../etc/passwd", "/work", "/dev/urandom" }) do print((io.open(path))) end`
    )
    assert.strictEqual(stdout, "nil\n".repeat(5))
  })

  it("no shell, process or library in C", async () => {
    const { stdout } = await bench.run(
      `print(os.execute()) print((os.execute("ls"))) print((pcall(io.popen, "ls"))) print((package.loadlib("/lib/libc.so", "*"))) print((pcall(require, "socket")))`
    )
    assert.strictEqual(stdout, "false\nnil\nfalse\nnil\nfalse\n")
  })
})

describe("broken bytecode", () => {
  const dumped = (
    change: string
  ): string => `local code = string.dump(function(a) local t = {} t.x = a return t.x .. "y" end)
for at = 1, #code do
  local broken = code:sub(1, at - 1) .. string.char(${change}) .. code:sub(at + 1)
  local f = load(broken, "x", "b")
  if f then pcall(f, "z") end
end
print("lived")`

  it.each([
    ["other bytes", "(code:byte(at) + 1) % 256"],
    ["zeros", "0"],
    ["all ones", "255"]
  ])("of %s costs the program at most", async (_, change) => {
    const { status } = await bench.run(dumped(change), { limits: { timeoutMs: 1_000 } })
    assert.include(["success", "error", "timeout", "memory_limit"], status)
    assert.deepInclude(await bench.run(`print("next")`), { status: "success", stdout: "next\n" })
  })
})
