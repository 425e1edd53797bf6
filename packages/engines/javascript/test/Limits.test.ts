import { assert, beforeAll, describe, it } from "@effect/vitest"
import type { EndingStatus } from "@glissade/engine/Engine"
import { assertInTime } from "@glissade/test-kit/Programs"
import { Bench } from "./support.ts"

let bench: Bench
beforeAll(async () => {
  bench = await Bench.start()
})

const canary = (): void => {
  const { stdout, status } = bench.run(`console.log([1, 2].join("-"))`)
  assert.deepStrictEqual([stdout, status], ["1-2\n", "success"])
}

const endless: ReadonlyArray<readonly [what: string, code: string]> = [
  ["an empty loop", `while(true){}`],
  ["a loop that catches", `while(true){try{while(true){}}catch(e){}}`],
  ["a loop with finally", `function f(){try{while(true){}}finally{f()}} f()`],
  ["promises that chain", `const f=()=>Promise.resolve().then(f); f()`],
  ["promises that catch", `const f=()=>new Promise(()=>{while(1);}).catch(f); f(); for(;;) await null`],
  ["an async function that catches", `const f=async()=>{for(;;) try{for(;;);}catch{}}; await f()`],
  ["ticks that chain", `const f=()=>process.nextTick(f); f()`],
  ["immediates that chain", `const f=()=>setImmediate(f); f()`],
  ["timers that chain", `const f=()=>setTimeout(f); f()`],
  ["an interval", `setInterval(()=>{}, 10)`],
  ["a timer past the limit", `setTimeout(()=>console.log("late"),60000); console.log(1)`],
  ["a regular expression that backtracks", `/(a+)+$/.test("a".repeat(32)+"b")`],
  ["a sort comparator", `new Array(1e6).fill(0).map((_, i) => -i).sort((a,b)=>{while(1);})`],
  ["a sort of many", `const a=Array.from({length:3e5},(_, i)=>i*7919%300007); for(;;) a.slice().sort((x,y)=>y-x)`],
  ["a getter while it is shown", `console.log({get [Symbol.toStringTag](){for(;;);}})`],
  ["a custom inspection", `console.log({[Symbol.for("nodejs.util.inspect.custom")](){for(;;);}})`],
  [
    "a toString of the error",
    `throw {get name(){for(;;);}, get message(){for(;;);}, get stack(){for(;;);}, __proto__: Error.prototype}`
  ],
  ["a proxy's trap", `new Proxy({}, {get(t, k, r){for(;;);}}).x`],
  ["a generator", `function* g(){for(;;) yield 1} for(const x of g());`],
  ["a JSON reviver", `JSON.parse("[1,2]", ()=>{for(;;);})`],
  ["a replacer", `"aa".replaceAll("a", ()=>{for(;;);})`],
  ["an exit listener", `process.on("exit", ()=>{for(;;);})`],
  ["thenables", `const t={then(r){r(t)}}; await t`],
  ["array callbacks", `for(;;) new Array(1000).fill(0).map(x=>x)`],
  ["strings that are built", `for(;;) { let s=""; for(let i=0;i<1e4;i++) s+="x" }`],
  ["built-ins that take long", `const s="x".repeat(2e6); for(;;) s.indexOf("y")`],
  ["an array search without end", `[].includes.call({length:2**53-1},1)`],
  ["a class's static block", `class A{static{for(;;);}}`],
  ["an Error.prepareStackTrace", `Error.prepareStackTrace=()=>{for(;;);}; new Error("x").stack`],
  ["a finalizer in a loop", `const r=new FinalizationRegistry(()=>{}); for(;;) r.register({},1)`]
]

describe("the deadline ends, whatever the program catches,", () => {
  it.each(endless)("%s", (_, code) => {
    const { status, exitCode, ms } = bench.run(code, { limits: { timeoutMs: 150 } })
    assert.deepStrictEqual([status, exitCode], ["timeout", null])
    assertInTime(ms, 150)
    canary()
  })
})

interface Hungry {
  readonly what: string
  readonly code: string
  readonly statuses?: ReadonlyArray<EndingStatus>
}

const hungry: ReadonlyArray<Hungry> = [
  { what: "strings in an array", code: `const a=[]; while(true) a.push("x".repeat(1e5)+a.length)` },
  { what: "one large buffer", code: `new ArrayBuffer(1e9)` },
  { what: "one large array", code: `new Array(1e8).fill(0)` },
  { what: "objects", code: `const a=[]; for(;;) a.push({a:1,b:[2]})` },
  { what: "a string that doubles", code: `let s="x"; for(;;) s+=s`, statuses: ["memory_limit", "error"] },
  { what: "timers", code: `for(;;) setTimeout(()=>{}, 1e6)` },
  { what: "closures", code: `let f=()=>1; for(;;) { const g=f; f=()=>g }` },
  { what: "rejections", code: `const a=[]; for(;;) a.push(Promise.reject(1))` },
  { what: "a map", code: `const m=new Map(); for(let i=0;;i++) m.set(i,{i})` },
  { what: "buffers", code: `const a=[]; for(;;) a.push(new Uint8Array(1e6).fill(1))` },
  { what: "big integers", code: `let a=[]; for(;;) a.push(2n**100000n)` },
  { what: "microtasks", code: `for(;;) queueMicrotask(()=>{})` },
  { what: "symbols", code: `const a=[]; for(;;) a.push(Symbol("x".repeat(100)+a.length))` },
  {
    what: "source text",
    code: `const a=[]; for(let i=0;;i++) a.push(new Function("return "+i+"+'"+"y".repeat(1e4)+"'"))`
  }
]

describe("the memory limit ends", () => {
  it.each(hungry)("$what", ({ code, statuses = ["memory_limit"] }) => {
    const { status, exitCode, error, memoryBytes } = bench.run(code, {
      limits: { memoryBytes: 32 * 1024 * 1024, timeoutMs: 15_000 }
    })
    assert.include(statuses, status)
    if (status === "memory_limit") {
      assert.isNull(exitCode)
      assert.strictEqual(error?.type, "OutOfMemory")
      assert.strictEqual(error?.message, "The program needed more memory than its limit of 32 MiB")
    }
    assert.isBelow(memoryBytes, 100 * 1024 * 1024)
    canary()
  })

  it("nothing when the program lets go of it", () => {
    const { status } = bench.run(`for (let i = 0; i < 200; i++) new Uint8Array(4e6).fill(1)`)
    assert.strictEqual(status, "success")
  })

  it("a program that caught the error only when it dies of another one", () => {
    const { status, stdout } = bench.run(`try { new ArrayBuffer(1e9) } catch (e) { console.log(e.message) }`)
    assert.deepStrictEqual([status, stdout], ["success", "out of memory\n"])
  })
})

const loud: ReadonlyArray<readonly [what: string, code: string]> = [
  ["console.log in a loop", `while(true) console.log("x".repeat(1000))`],
  ["a loop that catches", `for(;;) try { console.log("x".repeat(1000)) } catch { console.error("no") }`],
  ["stdout.write", `for(;;) process.stdout.write("x")`],
  ["one huge line", `console.log("x".repeat(2e7))`],
  ["bytes", `process.stdout.write(new Uint8Array(1e6).fill(120))`],
  [
    "a promise that catches",
    `const f = async () => { for (;;) { console.log("x".repeat(5000)); await null } }; f().catch(() => 0)`
  ],
  ["an exit listener", `process.on("exit", () => console.log("x".repeat(1e5)))`]
]

describe("the output limit ends", () => {
  it.each(loud)("%s", (_, code) => {
    const { status, exitCode, stdout, stderr } = bench.run(code)
    assert.deepStrictEqual([status, exitCode, stdout.length], ["output_limit", null, 65_536])
    assert.notInclude(stderr, "no")
    canary()
  })

  it("a trace that does not fit", () => {
    assert.strictEqual(bench.run(`throw new Error("x".repeat(1e5))`).status, "output_limit")
  })
})

const deep: ReadonlyArray<readonly [what: string, code: string]> = [
  ["a function", `const f=()=>f(); f()`],
  ["a method through map", `const f=()=>[1].map(f); f()`],
  ["a getter", `const o={get x(){return this.x}}; o.x`],
  ["a proxy", `const p=new Proxy({},{get(t,k,r){return r[k]}}); p.x`],
  ["a constructor", `class A{constructor(){new A()}} new A()`],
  ["toString", `const o={toString(){return ""+o}}; ""+o`],
  ["a sort", `const f=()=>[2,1].sort(f); f()`],
  ["apply", `function f(){return f.apply(this,arguments)} f()`],
  ["a generator", `function*g(){yield*g()} g().next()`],
  ["a replacer", `const f=()=>"a".replace(/a/,f); f()`]
]

describe("endless recursion", () => {
  it.each(deep)("of %s is a RangeError with a trace, and the program may catch it", (_, code) => {
    const died = bench.run(code)
    assert.deepStrictEqual([died.status, died.exitCode, died.error?.type], ["error", 1, "RangeError"])
    assert.include(died.stderr, "RangeError: Maximum call stack size exceeded\n    at ")
    assert.isTrue(died.reusable)
    const { stdout, status } = bench.run(`try { ${code} } catch (e) { console.log(e instanceof RangeError) }`)
    assert.deepStrictEqual([status, stdout], ["success", "true\n"])
    canary()
  })

  it("that is caught at every level ends in time", () => {
    const { status } = bench.run(`const f=()=>{try{f()}catch(e){f()}}; f()`, { limits: { timeoutMs: 200 } })
    assert.include(["timeout", "error"], status)
    canary()
  })

  it("goes at least 3,000 calls deep", () => {
    assert.strictEqual(bench.run(`const f = (n) => n === 0 ? 0 : 1 + f(n - 1); console.log(f(3000))`).stdout, "3000\n")
  })

  const spread: ReadonlyArray<readonly [what: string, call: string]> = [
    ["a built-in", "Math.max(...a)"],
    ["a function", "(function () { return arguments.length })(...a)"],
    ["push", "[].push(...a)"],
    ["a constructor", "new (class { constructor(...rest) { this.n = rest.length } })(...a)"],
    ["apply", "Math.max.apply(null, a)"]
  ]
  it.each(spread)("is no matter of arguments: %s takes 65,535, and more are a RangeError", (_, call) => {
    const code = `const f = (n) => { const a = new Array(n).fill(1); try { ${call}; return "ok" } catch (e) { return e.name } }
console.log(f(65535), f(65536), f(200000))`
    assert.strictEqual(bench.run(code).stdout, "ok RangeError RangeError\n")
  })

  const nested: ReadonlyArray<readonly [what: string, code: string]> = [
    ["JSON that is read", `JSON.parse("[".repeat(1e6))`],
    ["JSON that is written", `let a=[]; for(let i=0;i<1e5;i++) a=[a]; JSON.stringify(a)`],
    ["source text", `eval("(".repeat(1e5))`],
    ["a regular expression", `new RegExp("(".repeat(1e5)+")".repeat(1e5))`]
  ]
  it.each(nested)("inside built-ins, over %s, ends as an error", async (_, code) => {
    const { status, reusable, error } = bench.run(code)
    assert.strictEqual(status, "error")
    assert.include(["RangeError", "SyntaxError"], error?.type)
    if (!reusable) await bench.replace()
    canary()
  })
})

describe("what a program may catch is not the end", () => {
  const plain: ReadonlyArray<readonly [code: string, status: EndingStatus, type: string]> = [
    [`(2n**1000000n)**50n`, "error", "RangeError"],
    [`new ArrayBuffer(8e9)`, "error", "RangeError"],
    [`"x".repeat(2**40)`, "error", "RangeError"],
    [`throw Object.assign(new Error("out of memory"))`, "error", "Error"]
  ]
  it.each(plain)("%s", (code, status, type) => {
    const outcome = bench.run(code)
    assert.deepStrictEqual([outcome.status, outcome.error?.type], [status, type])
  })
})

const measure = (runs: number): number => {
  for (let i = 0; i < runs; i++) bench.run(`console.log(new Array(1000).fill(${i}).length)`)
  return process.memoryUsage().rss
}

describe("a thousand runs", () => {
  it("take no more of the host's memory than the first hundred", () => {
    const before = measure(100)
    const after = measure(900)
    assert.isBelow(after - before, 64 * 1024 * 1024)
  })
})
