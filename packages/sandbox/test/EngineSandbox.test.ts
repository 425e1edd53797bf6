import { afterAll, assert, beforeAll, it } from "@effect/vitest"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { execution } from "@glissade/testing/Fixtures"
import type { SandboxPrograms } from "@glissade/testing/SandboxContract"
import { sandboxContract } from "@glissade/testing/SandboxContract"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { readFileSync } from "node:fs"
import { resolveFiles } from "../src/HostCommand.ts"
import { isRubyInstalled } from "./ruby/Installed.ts"

const limits = { timeoutMs: 60_000, memoryBytes: 256 * 1024 * 1024, outputBytes: 64 * 1024 }

/** One sandbox for all tests of a contract, which would make one each. */
const contractOf = (name: string, engine: EngineSandbox.EngineName, programs: SandboxPrograms): void => {
  const runtime = ManagedRuntime.make(EngineSandbox.layer({ engines: [engine] }))
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
  endless: execution("print('x')\nwhile True: pass", { limits })
})

contractOf("EngineSandbox with JavaScript", "javascript", {
  prints: execution(`process.stdout.write("out é"); console.log("😀"); console.error("err")`, {
    language: "javascript"
  }),
  exits: execution("process.exit(3)", { language: "javascript" }),
  endless: execution("console.log('x'); while (true);", { language: "javascript", limits })
})

contractOf("EngineSandbox with Lua", "lua", {
  prints: execution(`io.write("out é") io.write("😀\\n") io.stderr:write("err\\n")`, { language: "lua" }),
  exits: execution("os.exit(3)", { language: "lua" }),
  endless: execution("print('x') while true do end", { language: "lua", limits })
})

if (isRubyInstalled) {
  contractOf("EngineSandbox with Ruby", "ruby", {
    prints: execution(`print "out é"; puts "😀"; warn "err"`, { language: "ruby" }),
    exits: execution("exit 3", { language: "ruby" }),
    endless: execution("puts 'x'; loop {}", { language: "ruby", limits })
  })
}

it.effect("an engine whose package is not installed is not offered, and nothing fails", () =>
  Effect.gen(function* () {
    const files = { folders: { javascript: resolveFiles().folders.javascript! } }
    const { sandbox } = yield* EngineSandbox.make({ files, warm: [] })
    assert.deepStrictEqual(
      sandbox.runtimes.map(({ language }) => language),
      ["javascript", "typescript"]
    )
    assert.deepStrictEqual(EngineSandbox.runtimes({ files }), sandbox.runtimes)
  })
)

it("where Ruby is not installed, the command that installs it is told, with the version that is tested", () => {
  const files = { folders: { javascript: resolveFiles().folders.javascript! } }
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    peerDependencies: Record<string, string>
  }
  const [[name, version]] = Object.entries(manifest.peerDependencies) as [[string, string]]
  assert.deepStrictEqual(EngineSandbox.missing({ files }), [
    { engine: "ruby", install: `npm i --no-save ${name}@${version}` }
  ])
})
