import { assert, beforeAll, describe, it } from "@effect/vitest"
import { Bench } from "./support.ts"

let bench: Bench
beforeAll(async () => {
  bench = await Bench.start()
})

const messageOf = (code: string): string | undefined => bench.run(`const user = { a: {} };\n${code}`).error?.message

describe("an error names what was called", () => {
  const named: ReadonlyArray<readonly [code: string, message: string]> = [
    ["user.greet('x')", "user.greet is not a function"],
    ["user.a.b(1)", "user.a.b is not a function"],
    [`user.a["b"](1)`, "user.a.b is not a function"],
    ["user.\n  foo(1,\n 2)", "user.foo is not a function"],
    ["user?.b()", "user?.b is not a function"],
    ["user.a.b`x`", "user.a.b is not a function"],
    ["let foo; foo(3)", "foo is not a function"],
    ["new user.X(1)", "user.X is not a constructor"],
    ["new user", "user is not a constructor"],
    ["console.log(user.greet('x'))", "user.greet is not a function"],
    ["function ok() {} ok(user.zip())", "user.zip is not a function"],
    ["if (user.isOk()) {}", "user.isOk is not a function"],
    ["user.then(x => x).catch(1)", "user.then is not a function"],
    ["user.a.toString().foo()", "user.a.toString(...).foo is not a function"],
    ["[1,2].foo()", "[1,2].foo is not a function"],
    [`"x".foo()`, `"x".foo is not a function`],
    ["class A { m() { this.x() } } new A().m()", "this.x is not a function"],
    ["Math.foo(1)", "Math.foo is not a function"]
  ]
  it.each(named)("%s", (code, message) => {
    assert.strictEqual(messageOf(code), message)
  })

  const open: ReadonlyArray<string> = ["let f, g; f(g(1))", "[1].map(3)", "let k = 'z'; user[k]()"]
  it.each(open)("but not where more than one call may be meant: %s", (code) => {
    assert.strictEqual(messageOf(code), "not a function")
  })

  it("where the program shows it as well", () => {
    const { stdout } = bench.run(`try { ({}).x() } catch (e) { console.log(String(e.stack).split("\\n")[0], e.message) }
try { const o = {}; o.x() } catch (e) { console.log(e) }`)
    assert.include(stdout, "TypeError: o.x is not a function\n    at /home/user/main.js:2:")
  })

  it("and leaves alone what the program wrote itself", () => {
    const { error } = bench.run(`throw new Error("not a function")`)
    assert.strictEqual(error?.message, "not a function")
  })
})

describe("a thrown value that is no error", () => {
  const places: ReadonlyArray<readonly [code: string, place: Array<number> | undefined]> = [
    [`function f() {\n  throw "fail1"\n}\nf()`, [2, 3]],
    [`throw { a: 1 }`, [1, 1]],
    [`const bad = 1; if (bad) throw bad`, [1, 25]],
    [`const f = (x) => { if (x) throw 'a'; throw 'b' }\nf(1)`, [1, 27]],
    [`const f = (x, y) => { if (x) throw x; throw y }\nf(1)`, undefined]
  ]
  it.each(places)("has the place of %j, if it is certain", (code, place) => {
    const { error } = bench.run(code)
    assert.deepStrictEqual(error?.line === undefined ? undefined : [error.line, error.column ?? 0], place)
  })
})
