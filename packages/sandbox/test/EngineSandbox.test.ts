import type { EngineName } from "@glissade/test-kit/Engines"
import { engineNamed, isRubyInstalled, packageOf } from "@glissade/test-kit/Engines"
import { afterAll, assert, beforeAll, it } from "@effect/vitest"
import { Runtimes } from "@glissade/core/Admission"
import { execute } from "@glissade/core/Execute"
import { Sandbox } from "@glissade/core/Sandbox"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { execution } from "@glissade/testing/Fixtures"
import type { SandboxPrograms } from "@glissade/testing/SandboxContract"
import { sandboxContract } from "@glissade/testing/SandboxContract"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as TestClock from "effect/testing/TestClock"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const limits = { timeoutMs: 60_000, memoryBytes: 256 * 1024 * 1024, outputBytes: 64 * 1024 }

/** One sandbox for all tests of a contract, which would make one each. */
const contractOf = (name: string, engine: EngineName, programs: SandboxPrograms): void => {
  const runtime = ManagedRuntime.make(EngineSandbox.layer({ engines: [packageOf(engine)] }))
  beforeAll(() => runtime.context())
  afterAll(() => runtime.dispose())
  sandboxContract(name, { layer: Layer.effectContext(runtime.contextEffect), programs })
}

contractOf("EngineSandbox with Python", "python", {
  prints: execution(`import sys
sys.stdout.buffer.write("out é😀\\n".encode()[:7])
sys.stdout.flush()
sys.stdout.buffer.write("out é😀\\n".encode()[7:])
print("err", file=sys.stderr)`),
  exits: execution("raise SystemExit(3)"),
  endless: execution("print('x')\nwhile True: pass", { limits }),
  greets: execution(`print("Hello, " + input("Name? "))`)
})

contractOf("EngineSandbox with JavaScript", "javascript", {
  prints: execution(`process.stdout.write("out é"); console.log("😀"); console.error("err")`, {
    language: "javascript"
  }),
  exits: execution("process.exit(3)", { language: "javascript" }),
  endless: execution("console.log('x'); while (true);", { language: "javascript", limits }),
  greets: execution(
    `const rl = require("readline").createInterface({ input: process.stdin, output: process.stdout })
rl.question("Name? ", (name) => { console.log("Hello, " + name); rl.close() })`,
    { language: "javascript" }
  )
})

contractOf("EngineSandbox with Lua", "lua", {
  prints: execution(`io.write("out é") io.write("😀\\n") io.stderr:write("err\\n")`, { language: "lua" }),
  exits: execution("os.exit(3)", { language: "lua" }),
  endless: execution("print('x') while true do end", { language: "lua", limits }),
  greets: execution(`io.write("Name? ") print("Hello, " .. io.read())`, { language: "lua" })
})

if (isRubyInstalled) {
  contractOf("EngineSandbox with Ruby", "ruby", {
    prints: execution(`print "out é"; puts "😀"; warn "err"`, { language: "ruby" }),
    exits: execution("exit 3", { language: "ruby" }),
    endless: execution("puts 'x'; loop {}", { language: "ruby", limits }),
    greets: execution(`print "Name? "; puts "Hello, " + gets.chomp`, { language: "ruby" })
  })
}

it.live("TypeScript's own compiler works in the locked process", () =>
  Effect.gen(function* () {
    const { sandbox } = yield* EngineSandbox.make({ engines: [packageOf("javascript")] })
    const code = `import { A } from "./a"
const twice = (f: Function, c: ClassMethodDecoratorContext) => () => f() * 2
class B implements A { @twice m() { return 2 } }
console.log(new B().m())`
    const files = [{ name: "a.ts", content: "export interface A { m(): number }" }]
    const { stderr, stdout } = yield* execute({ language: "typescript", code, files }).pipe(
      Effect.provideService(Sandbox, sandbox),
      Effect.provideService(Runtimes, sandbox.runtimes)
    )
    assert.deepStrictEqual([stdout, stderr], ["4\n", ""])
  })
)

it.effect("nobody is told that a language is busy while its first interpreter boots, however slowly", () =>
  Effect.gen(function* () {
    // The image is made first, which takes seconds.
    const cacheFolder = mkdtempSync(join(tmpdir(), "glissade-"))
    const { sandbox } = yield* EngineSandbox.make({ engines: [packageOf("python")], warm: [], cacheFolder })
    assert.isDefined(sandbox.booting?.({ language: "python" }))
    const calls = Array.from({ length: 3 }, (_, index) => execute({ language: "python", code: `print(${index})` }))
    const waiting = yield* Effect.all(calls, { concurrency: "unbounded" }).pipe(
      Effect.provideService(Sandbox, sandbox),
      Effect.provideService(Runtimes, sandbox.runtimes),
      Effect.forkChild({ startImmediately: true })
    )
    // Longer than a call waits for its turn.
    yield* TestClock.adjust(15_000)
    assert.isDefined(sandbox.booting?.({ language: "python" }))
    const results = yield* Fiber.join(waiting)
    assert.deepStrictEqual(
      results.map(({ stdout }) => stdout),
      ["0\n", "1\n", "2\n"]
    )
    assert.isUndefined(sandbox.booting?.({ language: "python" }))
    rmSync(cacheFolder, { recursive: true })
  })
)

/** A folder with a manifest of its own, whose engine runs on a package that nobody has. */
const engineWithout = (install?: string): string => {
  const folder = mkdtempSync(join(tmpdir(), "glissade-"))
  const { manifest } = engineNamed("lua")
  const runtime = { ...manifest.runtime, package: "@glissade/not-there", ...(install && { install }) }
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ ...manifest, runtime }))
  return folder
}

it.effect("an engine whose own package is not installed is not offered, and nothing fails", () =>
  Effect.gen(function* () {
    const engines = [packageOf("javascript"), engineWithout()]
    const { sandbox } = yield* EngineSandbox.make({ engines, warm: [] })
    assert.deepStrictEqual(
      sandbox.runtimes.map(({ language }) => language),
      ["javascript", "typescript"]
    )
    assert.deepStrictEqual(EngineSandbox.runtimes({ engines }), sandbox.runtimes)
    assert.deepStrictEqual(EngineSandbox.missing({ engines }), [
      { engine: "lua", install: "npm install @glissade/not-there" }
    ])
  })
)

it("what installs an engine's own package is told as its manifest has it", () => {
  const install = "npm i --no-save @glissade/not-there@1.2.3"
  assert.deepStrictEqual(EngineSandbox.missing({ engines: [engineWithout(install)] }), [{ engine: "lua", install }])
})
