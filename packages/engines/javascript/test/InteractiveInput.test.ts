import { assert, beforeAll, describe, it } from "@effect/vitest"
import { Bench as EngineBench } from "@glissade/test-kit/EngineBench"
import { engineNamed } from "@glissade/test-kit/Engines"
import { readsTypedInput } from "@glissade/test-kit/InteractiveInput"
import { makeEngine } from "../src/JavaScriptEngine.ts"
import { Bench } from "./support.ts"

let engineBench: EngineBench
let bench: Bench
beforeAll(async () => {
  engineBench = await EngineBench.start(makeEngine(engineNamed("javascript").assets), "javascript")
  bench = await Bench.start()
})

readsTypedInput(() => engineBench, {
  greets: `const rl = require("readline").createInterface({ input: process.stdin, output: process.stdout })
rl.question("Name? ", (name) => { console.log("Hello, " + name); rl.close() })`,
  echoes: `const rl = require("readline").createInterface({ input: process.stdin })
rl.on("line", (line) => console.log("[" + line + "]")).on("close", () => console.log("end"))`
})

describe("a JavaScript program that reads what is typed", () => {
  const prints = (name: string, code: string, typed: ReadonlyArray<string | number>, stdout: string) =>
    it(name, () => {
      const outcome = bench.run(code, { typed })
      assert.strictEqual(outcome.stderr, "")
      assert.strictEqual(outcome.stdout, stdout)
      assert.strictEqual(outcome.status, "success")
    })

  prints(
    "asks again and again with promises",
    `import { createInterface } from "node:readline/promises"
const rl = createInterface({ input: process.stdin, output: process.stdout })
const a = await rl.question("a? "), b = await rl.question("b? ")
console.log(+a + +b)
rl.close()`,
    ["1\n", "2\n"],
    "a? b? 3\n"
  )
  prints(
    "iterates over lines",
    `import { createInterface } from "node:readline"
for await (const line of createInterface({ input: process.stdin })) { console.log("<" + line + ">"); if (line === "q") break }
console.log("out")`,
    ["x\n", "q\n", "never read\n"],
    "<x>\n<q>\nout\n"
  )
  prints(
    "iterates over chunks",
    `process.stdin.setEncoding("utf8")
for await (const chunk of process.stdin) console.log(JSON.stringify(chunk))`,
    ["ä\n", "b\n"],
    `"ä\\n"\n"b\\n"\n`
  )
  prints(
    "goes on with its timers while it waits",
    `let n = 0
const timer = setInterval(() => n++, 20)
process.stdin.once("data", (chunk) => { clearInterval(timer); console.log(n > 0, String(chunk)); process.stdin.pause() })`,
    [110, "done"],
    "true done\n"
  )
  prints(
    "hears it beside immediates without end",
    `let n = 0; process.stdin.on("data", (chunk) => { console.log(String(chunk), n > 0); n = -1; process.stdin.pause() })
const spin = () => { if (n >= 0) { n++; setImmediate(spin) } }; spin()`,
    ["stop"],
    "stop true\n"
  )
  prints(
    "ends once nobody reads any more",
    `process.stdin.on("data", (chunk) => { console.log(String(chunk)); process.stdin.pause() })`,
    ["one", "two"],
    "one\n"
  )
  prints(
    "ends where its input does not hold it",
    `process.stdin.on("data", () => {}); process.stdin.unref(); setTimeout(() => console.log("done"), 10)`,
    [1_000, "late"],
    "done\n"
  )
  prints(
    "reads a descriptor in turn",
    `const fs = require("fs"); const bytes = Buffer.alloc(100)
for (let n = fs.readSync(0, bytes); n > 0; n = fs.readSync(0, bytes)) console.log(n, bytes.toString("utf8", 0, n).trim())`,
    ["one\n", "three\n"],
    "4 one\n6 three\n"
  )
  prints(
    "reads all of it",
    `console.log(JSON.stringify(require("fs").readFileSync(0, "utf8")))`,
    ["one\n", "two\n"],
    `"one\\ntwo\\n"\n`
  )
  prints(
    "reads when it is told that it can",
    `process.stdin.on("readable", () => { let chunk; while ((chunk = process.stdin.read()) !== null) console.log("got", String(chunk)) })
process.stdin.on("end", () => console.log("end"))`,
    ["one", "two"],
    "got one\ngot two\nend\n"
  )
  prints(
    "passes it on",
    `process.stdin.pipe(process.stdout); process.stdin.on("end", () => console.log("end"))`,
    ["one\n", "two\n"],
    "one\ntwo\nend\n"
  )
})
