import { assert, beforeAll, describe, it } from "@effect/vitest"
import type { EndingStatus, ProgramError } from "@glissade/engine/Engine"
import { Bench } from "./support.ts"
import type { Request } from "./support.ts"

let bench: Bench
beforeAll(async () => {
  bench = await Bench.start()
})

interface Case {
  readonly what: string
  readonly code: string
  readonly request?: Request
  readonly status?: EndingStatus
  readonly exitCode?: number
  readonly stdout?: string
  readonly stderr?: string
}

const check = ({ code, request, status = "success", exitCode, stdout = "", stderr = "" }: Case): void => {
  const outcome = bench.run(code, request)
  assert.strictEqual(outcome.stderr, stderr)
  assert.strictEqual(outcome.stdout, stdout)
  assert.strictEqual(outcome.status, status)
  assert.strictEqual(outcome.exitCode, exitCode ?? (status === "success" ? 0 : 1))
}

const programs: ReadonlyArray<Case> = [
  { what: "prints", code: `console.log(1+1, {a:[1]})`, stdout: "2 { a: [ 1 ] }\n" },
  { what: "is empty", code: "" },
  { what: "awaits at the top", code: `console.log(await Promise.resolve(3))`, stdout: "3\n" },
  {
    what: "orders ticks, microtasks, timers and immediates as Node does",
    code: `setTimeout(() => console.log("timer"), 99); setImmediate(() => console.log("immediate"))
      process.nextTick(() => console.log("tick")); Promise.resolve().then(() => console.log("promise"))
      queueMicrotask(() => console.log("microtask")); console.log("main")`,
    stdout: "main\ntick\npromise\nmicrotask\nimmediate\ntimer\n"
  },
  {
    what: "runs timers by time, then by age",
    code: `for (const [ms, name] of [[250, "c"], [50, "a"], [50, "b"], [250, "d"]]) setTimeout(console.log, ms, name)`,
    stdout: "a\nb\nc\nd\n"
  },
  {
    what: "clears timers, by handle and by number",
    code: `const a = setTimeout(() => console.log("no"), 1); clearTimeout(a)
      const b = setTimeout(() => console.log("no"), 1); clearTimeout(+b); clearTimeout(undefined); clearTimeout({})
      let n = 0; const c = setInterval(() => { console.log(++n); if (n === 3) clearInterval(c) }, 1)`,
    stdout: "1\n2\n3\n"
  },
  { what: "does not wait for an unreferenced timer", code: `setTimeout(() => console.log("no"), 4000).unref()` },
  {
    what: "reads its arguments",
    code: `console.log(process.argv.slice(2))`,
    request: { args: ["a b", "é", ""] },
    stdout: "[ 'a b', 'é', '' ]\n"
  },
  {
    what: "iterates over stdin",
    code: `process.stdin.setEncoding("utf8"); let all = ""; for await (const part of process.stdin) all += part; console.log(all.split("\\n"))`,
    request: { stdin: "a\nbé\n" },
    stdout: "[ 'a', 'bé', '' ]\n"
  },
  {
    what: "listens to stdin",
    code: `process.stdin.on("data", (d) => console.log(d.length)).on("end", () => console.log("end"))`,
    request: { stdin: "abc" },
    stdout: "3\nend\n"
  },
  {
    what: "finds an empty stdin at its end",
    code: `process.stdin.on("data", console.log).on("end", () => console.log("end"))`,
    stdout: "end\n"
  },
  {
    what: "reads stdin at once",
    code: `process.stdin.setEncoding("utf8"); console.log(process.stdin.read(), process.stdin.read())`,
    request: { stdin: "x" },
    stdout: "x null\n"
  },
  {
    what: "writes without line ends",
    code: `process.stdout.write("a"); process.stdout.write(new Uint8Array([98])); process.stderr.write("e")`,
    stdout: "ab",
    stderr: "e"
  },
  {
    what: "exits at once",
    code: `try { process.exit(3) } catch { console.log("no") } finally { console.log("no") }`,
    status: "error",
    exitCode: 3
  },
  { what: "exits from a promise", code: `Promise.resolve().then(() => process.exit(0)); await new Promise(() => {})` },
  {
    what: "exits from an async function that catches",
    code: `(async () => { try { process.exit(2) } catch { console.log("no") } })().catch(() => console.log("no"))`,
    status: "error",
    exitCode: 2
  },
  {
    what: "sets its exit code",
    code: `process.exitCode = 7; setTimeout(() => console.log("still"), 1)`,
    status: "error",
    exitCode: 7,
    stdout: "still\n"
  },
  { what: "hears its exit", code: `process.on("exit", (code) => console.log("bye", code))`, stdout: "bye 0\n" },
  {
    what: "may add work before it exits",
    code: `process.once("beforeExit", () => setTimeout(() => console.log("more"), 1))`,
    stdout: "more\n"
  },
  {
    what: "hears an uncaught error and goes on",
    code: `process.on("uncaughtException", (e, origin) => console.log(origin, e.message)); setTimeout(() => console.log("on"), 1); null.x`,
    stdout: "uncaughtException cannot read property 'x' of null\non\n"
  },
  {
    what: "hears an unhandled rejection and goes on",
    code: `process.on("unhandledRejection", (reason) => console.log(reason)); Promise.reject(1)`,
    stdout: "1\n"
  },
  {
    what: "may handle a rejection within the same turn",
    code: `const p = Promise.reject(1); p.catch(() => console.log("handled"))`,
    stdout: "handled\n"
  },
  {
    what: "never settles at the top",
    code: `await new Promise(() => {})`,
    status: "error",
    exitCode: 13,
    stderr: "Warning: Detected unsettled top-level await at /home/user/main.js\n"
  },
  {
    what: "throws",
    code: `function f(){ throw new Error("no") }\nf()`,
    status: "error",
    stderr: `/home/user/main.js:1\nfunction f(){ throw new Error("no") }\n                    ^\n\nError: no\n    at f (/home/user/main.js:1:21)\n    at /home/user/main.js:2:1\n`
  },
  {
    what: "throws in a timer",
    code: `setTimeout(function late() { null.x }, 1)`,
    status: "error",
    stderr: `/home/user/main.js:1\nsetTimeout(function late() { null.x }, 1)\n                            ^\n\nTypeError: cannot read property 'x' of null\n    at late (/home/user/main.js:1:29)\n`
  },
  {
    what: "is no JavaScript",
    code: `const a = 1\nlet =`,
    status: "error",
    stderr: `/home/user/main.js:2\nlet =\n     ^\n\nSyntaxError: Unexpected end of input\n    at /home/user/main.js:2:6\n`
  },
  {
    what: "throws what is no error",
    code: `throw { a: 1 }`,
    status: "error",
    stderr: "/home/user/main.js:1\nthrow { a: 1 }\n^\n\nUncaught { a: 1 }\n"
  },
  {
    what: "rejects",
    code: `Promise.reject(new Error("x")); console.log(1)`,
    status: "error",
    stdout: "1\n",
    stderr: `/home/user/main.js:1\nPromise.reject(new Error("x")); console.log(1)\n               ^\n\nError: x\n    at /home/user/main.js:1:16\n`
  },
  {
    what: "throws an error of its own class with a cause",
    code: `class Broken extends Error { name = "Broken" }\nthrow new Broken("outer", { cause: 1 })`,
    status: "error",
    stderr: `/home/user/main.js:2\nthrow new Broken("outer", { cause: 1 })\n      ^\n\nBroken: outer\n    at /home/user/main.js:2:7 {\n  [cause]: 1\n}\n`
  },
  {
    what: "is alone: no host",
    code: `console.log(typeof std, typeof os, typeof WebAssembly, typeof Deno, process.env, process.cwd())`,
    stdout: "undefined undefined undefined undefined {} /home/user\n"
  },
  {
    what: "finds only the guest behind a function's constructor",
    code: `console.log(console.log.constructor("return typeof process.binding + typeof require")())`,
    stdout: "undefinedundefined\n"
  },
  {
    what: "has a clock",
    code: `const t = performance.now(); await new Promise((r) => setTimeout(r, 12)); const d = performance.now() - t; console.log(d >= 11.5 && d < 500, process.hrtime().length, typeof process.hrtime.bigint())`,
    stdout: "true 2 bigint\n"
  },
  {
    what: "encodes and decodes",
    code: `console.log(new TextDecoder().decode(new TextEncoder().encode("é€")), atob(btoa("abc")))`,
    stdout: "é€ abc\n"
  },
  {
    what: "has URLs whose parameters live",
    code: `const u = new URL("http://a/p?x=1"); u.searchParams.append("y", "2"); console.log(u.href); u.search = "?z=3"; console.log(u.searchParams.get("z"), [...u.searchParams])`,
    stdout: "http://a/p?x=1&y=2\n3 [ [ 'z', '3' ] ]\n"
  },
  {
    what: "clones structures",
    code: `const a = { m: new Map([[1, new Date(0)]]) }; a.self = a; console.log(structuredClone(a))`,
    stdout: "<ref *1> {\n  m: Map(1) { 1 => 1970-01-01T00:00:00.000Z },\n  self: [Circular *1]\n}\n"
  },
  {
    what: "draws random bytes and ids",
    code: `console.log(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()), crypto.getRandomValues(new Uint8Array(8)).some((b) => b > 0))`,
    stdout: "true true\n"
  },
  {
    what: "captures a stack",
    code: `const o = {}; (function here() { Error.captureStackTrace(o) })(); console.log(o.stack.split("\\n")[1])`,
    stdout: "    at here (/home/user/main.js:1:58)\n"
  }
]

describe("a program that", () => {
  it.each(programs)("$what", check)
})

describe("the error of a result", () => {
  const places: ReadonlyArray<readonly [code: string, error: ProgramError]> = [
    [`\n  null.x`, { type: "TypeError", message: "cannot read property 'x' of null", line: 2, column: 3 }],
    [
      `let x = 1\nlet x = 2`,
      { type: "SyntaxError", message: "invalid redefinition of lexical identifier", line: 2, column: 7 }
    ],
    [`throw "text"`, { type: "string", message: "text", line: 1, column: 1 }],
    [`throw null`, { type: "object", message: "null", line: 1, column: 1 }],
    [
      `class E extends Error { get message() { throw 1 } get name() { throw 2 } }\nthrow new E()`,
      { type: "Error", message: "", line: 2, column: 7 }
    ],
    [
      `import "./lib.js"`,
      {
        type: "Error",
        message: "Cannot find module '/home/user/lib.js' imported from /home/user/main.js",
        line: 1,
        column: 8
      }
    ]
  ]
  it.each(places)("of %j", (code, expected) => {
    const { error, status } = bench.run(code)
    assert.strictEqual(status, "error")
    assert.deepStrictEqual(error, expected)
  })
})

describe("the machine", () => {
  it("keeps its own functions and file names to itself", () => {
    const { stdout } = bench.run(`
      const names = Object.getOwnPropertyNames(globalThis).concat(Object.getOwnPropertyNames(process))
      let trace = ""
      Error.prepareStackTrace = undefined
      console.log({ [Symbol.for("nodejs.util.inspect.custom")]() { trace = new Error("x").stack; return "shown" } })
      console.log(names.filter((name) => name.includes("glissade")), trace.includes("glissade"))`)
    assert.strictEqual(stdout, "shown\n[] false\n")
  })
})

describe("one run after another", () => {
  it("finds nothing of what the last one replaced", () => {
    bench.run(`globalThis.left = 1; Object.prototype.left = 2; Array.prototype.map = 3; JSON.parse = () => 4; console.log = () => 5
      Promise.prototype.then = 6; globalThis.console = 7; delete globalThis.process; Math.random = () => 0
      setTimeout(() => {}, 1e6).unref(); Error.prepareStackTrace = () => "mine"; Symbol.iterator.left = 1`)
    const { stdout } = bench.run(
      `console.log(typeof left, ({}).left, [1].map((n) => n + 1), JSON.parse("1"), typeof process, new Error("e").stack.length > 9)`
    )
    assert.strictEqual(stdout, "undefined undefined [ 2 ] 1 object true\n")
  })

  it("draws other random numbers", () => {
    const draws = Array.from({ length: 20 }, () => bench.run(`console.log(Math.random())`).stdout)
    assert.strictEqual(new Set(draws).size, 20)
  })

  it("starts its clock anew", () => {
    const { ms, stdout } = bench.run(`console.log(performance.now())`)
    assert.isAtMost(Number(stdout), ms)
  })
})
