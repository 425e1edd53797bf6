import { assert, beforeAll, describe, it } from "@effect/vitest"
import type { Bench } from "@glissade/test-kit/EngineBench"
import { assertInTime } from "@glissade/test-kit/Programs"
import { startLua } from "./support.ts"

let bench: Bench
beforeAll(async () => {
  bench = await startLua()
})

const canary = async (): Promise<void> => {
  const { status, stdout } = await bench.run(`print(("x"):rep(3), x)`)
  assert.deepStrictEqual([status, stdout], ["success", "xxx\tnil\n"])
}

const endless: ReadonlyArray<readonly [what: string, code: string]> = [
  ["an empty loop", `while true do end`],
  ["a loop that catches", `while true do pcall(function() while true do end end) end`],
  ["a loop in a coroutine", `coroutine.wrap(function() while true do end end)()`],
  ["a loop without a hook", `debug.sethook() while true do end`],
  ["a hook that loops", `debug.sethook(function() while true do end end, "c") print(1)`],
  ["a pattern that backtracks", `("a"):rep(300000):find((".-"):rep(50) .. "b")`],
  ["a finalizer", `setmetatable({}, { __gc = function() while true do end end }) collectgarbage()`],
  ["a finalizer at the end", `setmetatable({}, { __gc = function() while true do end end })`],
  ["a handler of errors", `xpcall(error, function() while true do end end)`],
  ["the text of an error", `error(setmetatable({}, { __tostring = function() while true do end end }))`],
  ["a sort", `table.sort(table.move({}, 1, 0, 1, { 1, 2, 3 }), function() while true do end end)`],
  ["texts that are built", `while true do local s = ("x"):rep(10000000) end`],
  ["a numeric loop", `for i = 1, math.huge do end`],
  ["output and files", `while true do local f = io.open("f", "w") f:write("x") f:close() end`]
]

describe("the deadline ends, whatever the program catches,", () => {
  it.each(endless)("%s", async (_, code) => {
    const { exitCode, ms, status } = await bench.run(code, { limits: { timeoutMs: 120 } })
    assert.deepStrictEqual([status, exitCode], ["timeout", null])
    assertInTime(ms, 120)
    await canary()
  })

  it("nothing of what was printed before, not even an unfinished line", async () => {
    const { status, stdout } = await bench.run(`io.write("a\\nb") while true do end`, { limits: { timeoutMs: 100 } })
    assert.deepStrictEqual([status, stdout], ["timeout", "a\nb"])
  })
})

const hungry: ReadonlyArray<readonly [what: string, code: string]> = [
  ["texts in a table", `local t = {} while true do t[#t + 1] = ("x"):rep(1000) .. #t end`],
  ["one long text", `local s = ("x"):rep(1 << 30)`],
  ["a text that doubles", `local s = "x" while true do s = s .. s end`],
  ["tables", `local t = {} while true do t = { t } end`],
  ["closures", `local f = print while true do local g = f f = function() return g end end`],
  ["coroutines", `local t = {} while true do t[#t + 1] = coroutine.create(print) end`],
  ["a file", `local f = io.open("f", "w") while true do assert(f:write(("x"):rep(100000))) end`],
  [
    "files that were removed while open",
    `local t = {} for i = 1, 100 do t[i] = assert(io.open("f", "w")) for _ = 1, 10 do assert(t[i]:write(("x"):rep(100000))) end os.remove("f") end`
  ],
  ["many files", `for i = 1, math.huge do local f = assert(io.open("f" .. i, "w")) f:close() end`]
]

describe("the memory limit ends", () => {
  it.each(hungry)("%s", async (_, code) => {
    const { error, exitCode, memoryBytes, status } = await bench.run(code, {
      limits: { memoryBytes: 32 << 20, timeoutMs: 15_000 }
    })
    assert.deepStrictEqual([status, exitCode], ["memory_limit", null])
    assert.deepStrictEqual(error, {
      type: "OutOfMemory",
      message: "The program needed more memory than its limit of 32 MiB"
    })
    assert.isAtMost(memoryBytes, 32 << 20)
    await canary()
  })

  it("nothing when the program lets go of it", async () => {
    const { status } = await bench.run(`for i = 1, 100 do local s = ("x"):rep(1000000) .. i end`, {
      limits: { memoryBytes: 32 << 20 }
    })
    assert.strictEqual(status, "success")
  })

  it("nothing that the program caught", async () => {
    const { status, stdout } = await bench.run(`print(pcall(string.rep, "x", 1 << 30))`, {
      limits: { memoryBytes: 32 << 20 }
    })
    assert.deepStrictEqual([status, stdout], ["success", "false\tnot enough memory\n"])
  })
})

const loud: ReadonlyArray<readonly [what: string, code: string]> = [
  ["print in a loop", `while true do print(("x"):rep(1000)) end`],
  ["a loop that catches", `while true do pcall(print, ("x"):rep(1000)) end`],
  ["bytes", `while true do io.write("x") end`],
  ["one long line", `print(("x"):rep(1000000))`],
  ["a finalizer", `setmetatable({}, { __gc = function() print(("x"):rep(100000)) end })`],
  ["what is held back to the end", `io.stdout:setvbuf("full", 1000000) io.write(("x"):rep(100000))`]
]

describe("the output limit ends", () => {
  it.each(loud)("%s", async (_, code) => {
    const { exitCode, status, stdout } = await bench.run(code)
    assert.deepStrictEqual([status, exitCode, stdout.length], ["output_limit", null, 65_536])
    await canary()
  })

  it("a trace that does not fit", async () => {
    assert.strictEqual((await bench.run(`error(("x"):rep(100000))`)).status, "output_limit")
  })
})

const deep: ReadonlyArray<readonly [what: string, code: string]> = [
  ["a function", `local function f() return 1 + f() end f()`],
  ["a function in C", `local s = ("a"):rep(50) local function f() return (s:gsub("a", f)) end f()`],
  ["an index", `local t = setmetatable({}, { __index = function(t, k) return t[k + 1] end }) return t[1]`],
  ["tostring", `local t t = setmetatable({}, { __tostring = function() return tostring(t) end }) tostring(t)`],
  ["a concatenation", `local t t = setmetatable({}, { __concat = function(a, b) return a .. b end }) return t .. t`],
  ["coroutines", `local function f() return coroutine.wrap(f)() end f()`],
  ["source text", `assert(load(("("):rep(100000)))`]
]

describe("endless recursion", () => {
  it.each(deep)("of %s is an error that the program may catch", async (_, code) => {
    const died = await bench.run(code)
    assert.deepStrictEqual([died.status, died.exitCode, died.reusable], ["error", 1, true])
    assert.match(died.stderr, /overflow/)
    const caught = await bench.run(`print((pcall(function() ${code} end)))`)
    assert.deepStrictEqual([caught.status, caught.stdout], ["success", "false\n"])
  })

  it("goes at least 100,000 calls deep", async () => {
    const { stdout } = await bench.run(`local function f(n) return n == 0 and 0 or 1 + f(n - 1) end print(f(100000))`)
    assert.strictEqual(stdout, "100000\n")
  })
})

it("three hundred runs take no more of the host's memory than the first hundred", async () => {
  const measure = async (runs: number): Promise<number> => {
    for (let index = 0; index < runs; index++) await bench.run(`local t = {} for i = 1, 1000 do t[i] = i end print(#t)`)
    return process.memoryUsage().rss
  }
  const before = await measure(100)
  assert.isBelow((await measure(200)) - before, 64 << 20)
})
