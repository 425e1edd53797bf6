import { assert, beforeAll, describe, it } from "@effect/vitest"
import type { Bench } from "@glissade/test-kit/EngineBench"
import { startLua } from "./support.ts"

let bench: Bench
beforeAll(async () => {
  bench = await startLua()
})

/** What Lua 5.1 prints, with the floats of 5.4. */
const programs: ReadonlyArray<readonly [what: string, code: string, stdout: string]> = [
  ["math.pow", "print(math.pow(2, 10), math.pow(2, 0.5) == 2 ^ 0.5)", "1024.0\ttrue\n"],
  ["math.log10", "print(math.log10(1000), math.log10(2) == math.log(2, 10))", "3.0\ttrue\n"],
  [
    "math.atan2",
    "print(math.atan2(1, 1), math.atan2(0, -1) == math.pi, math.atan2(-1, 0))",
    "0.78539816339745\ttrue\t-1.5707963267949\n"
  ],
  ["math.mod", "print(math.mod(7, 3), math.mod(-7, 3))", "1\t-1\n"],
  [
    "hyperbolic functions",
    "print(math.cosh(1), math.sinh(1), math.tanh(1), math.sinh(-1e-20), math.tanh(1e-20))",
    "1.5430806348152\t1.1752011936438\t0.76159415595576\t-1e-20\t1e-20\n"
  ],
  [
    "hyperbolic functions at the ends",
    "print(math.cosh(710) < math.huge, math.sinh(-710) > -math.huge, math.cosh(1e4), math.sinh(-1e4), math.tanh(1e4), math.tanh(-1e4), math.sinh(0), math.cosh(0))",
    "true\ttrue\tinf\t-inf\t1.0\t-1.0\t0.0\t1.0\n"
  ],
  [
    "math.frexp",
    "print(math.frexp(8)) print(math.frexp(0.1)) print(math.frexp(0)) print(math.frexp(-math.huge))",
    "0.5\t4\n0.8\t-3\n0.0\t0\n-inf\t0\n"
  ],
  [
    "frexp and ldexp, each the way back of the other",
    `for _, x in ipairs { 1, 0.3, -7.25, 1e308, 1.7976931348623157e308, 2.2250738585072014e-308, 5e-324, 2^52 - 1, 1 - 2^-53 } do
  local m, e = math.frexp(x)
  assert(math.abs(m) >= 0.5 and math.abs(m) < 1 and math.type(e) == "integer" and math.ldexp(m, e) == x, x)
end
print(math.ldexp(1, 5000), math.ldexp(1, -5000), math.ldexp(0.5, 1025), math.ldexp(3, 2))`,
    "inf\t0.0\tinf\t12.0\n"
  ],
  ["unpack", "print(unpack({ 1, 2, 3 })) print(unpack({ 1, 2, 3 }, 2, 3))", "1\t2\t3\n2\t3\n"],
  [
    "loadstring",
    `print(loadstring("return 1 + 1")()) print(loadstring("return +"))`,
    `2\nnil\t[string "return +"]:1: unexpected symbol near '+'\n`
  ],
  ["table.getn and table.maxn", "print(table.getn({ 1, 2 }), table.maxn({ 1, [10] = 2, [0.5] = 1 }))", "2\t10\n"],
  [
    "table.foreach and table.foreachi",
    "table.foreachi({ 'a', 'b' }, print) print(table.foreach({ x = 1 }, function(k) return k end))",
    "1\ta\n2\tb\nx\n"
  ],
  ["string.gfind", `for word in string.gfind("a bc", "%a+") do io.write(word, ";") end`, "a;bc;"]
]

/** A program of 5.4 finds all its own. */
const current: ReadonlyArray<readonly [what: string, code: string, stdout: string]> = [
  ["the version", "print(_VERSION, math.type(1))", "Lua 5.4\tinteger\n"],
  [
    "functions of 5.1 that would change what it does are not there",
    "print(setfenv, getfenv, module, newproxy, bit32)",
    "nil\tnil\tnil\tnil\tnil\n"
  ],
  [
    "what it defines for itself under such a name stays",
    "function unpack() return 'mine' end math.pow = nil print(unpack({ 1 }), math.pow)",
    "mine\tnil\n"
  ]
]

describe("a program of an earlier Lua finds", () => {
  it.each(programs)("%s", async (_what, code, stdout) => {
    const outcome = await bench.run(code)
    assert.deepInclude(outcome, { status: "success", stderr: "", stdout })
  })

  it.each([
    ["math.pow(2)", "bad argument #2 to 'pow' (number expected, got no value)"],
    ["math.cosh({})", "bad argument #1 to 'cosh' (number expected, got table)"],
    ["loadstring(1)", "bad argument #1 to 'loadstring' (string expected, got number)"]
  ])("the fault of a call where it is made: %s", async (code, message) => {
    const { error } = await bench.run(`local x = 1\n${code}`)
    assert.deepStrictEqual(error, { type: "RuntimeError", message, line: 2 })
  })
})

describe("a program of Lua 5.4", () => {
  it.each(current)("%s", async (_what, code, stdout) => {
    assert.deepInclude(await bench.run(code), { status: "success", stderr: "", stdout })
  })
})
