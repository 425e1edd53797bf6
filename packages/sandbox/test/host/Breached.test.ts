import { engineNamed, installedEngines, packageOf } from "@glissade/test-kit/Engines"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Sandbox } from "@glissade/core/Sandbox"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import type { AddressInfo } from "node:net"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as EngineSandbox from "../../src/EngineSandbox.ts"
import { run } from "@glissade/test-kit/Programs"
import { packProgram } from "@glissade/test-kit/PackedProgram"
import type { Numbers } from "./Dial.ts"
import { breakOut, dial } from "./Dial.ts"

const host = packProgram(new URL("BreachedHost.ts", import.meta.url))
afterAll(host.remove)

/** Tries everything that JavaScript in the host process could try; answers what it got. */
const attack = `//breach
const got = []
const attempt = (name, act) => { try { const v = act(); if (v !== undefined && v !== null) got.push(name) } catch {} }
for (const name of ["getBuiltinModule", "dlopen", "binding", "kill", "_kill", "_linkedBinding", "mainModule", "report",
  "execve", "openStdin", "stdin", "stdout", "stderr", "_getActiveHandles", "chdir", "setuid", "loadEnvFile"])
  attempt("process." + name, () => name === "binding" ? process.binding("tcp_wrap") : process[name])
for (const name of ["fetch", "WebSocket", "EventSource", "Worker", "BroadcastChannel", "MessageChannel", "require", "module",
  "navigator", "localStorage"]) attempt(name, () => globalThis[name])
attempt("require by a constructor", () => process.constructor.constructor("return require")())
attempt("Error.prepareStackTrace", () => { let m; Error.prepareStackTrace = (e, s) => { m = s.map((f) => f.getThis && f.getThis()).find(Boolean) }
  new Error().stack; Error.prepareStackTrace = undefined; return m && m.require })
if (Object.keys(process.env).length > 0) got.push("environment " + Object.keys(process.env))
return JSON.stringify(got)`

const imports = `//breach
globalThis.caught = []
for (const name of ["node:fs", "node:net", "node:child_process", "node:worker_threads", "node:module", "node:vm", "node:os", "fs",
  "data:text/javascript,export default process", "file:///etc/passwd"])
  reach(name).then(() => caught.push(name), () => caught.push("refused"))
return "asked"`

/** Arbitrary JavaScript that tampers with what the host itself uses to answer. */
const tamper = `//breach
JSON.stringify = () => '{"forged":true}'
return "done"`

const withBreached = <A, E>(options: EngineSandbox.EngineSandboxOptions, use: Effect.Effect<A, E, Sandbox>) =>
  Effect.runPromise(
    Effect.scoped(
      Effect.flatMap(
        EngineSandbox.make({ ...options, interpreters: 1, programs: { host: host.path } }),
        ({ sandbox }) => Effect.provideService(use, Sandbox, sandbox)
      )
    )
  )

const rows = [
  ["python", "auto"],
  ["python", "off"],
  ["javascript", "auto"],
  ["javascript", "off"]
] as const

const folder = mkdtempSync(join(tmpdir(), "glissade-"))
const calls: Array<string> = []
const tcp = createServer((socket) => {
  calls.push("a port")
  socket.destroy()
})
const unix = createServer((socket) => {
  calls.push("a socket")
  socket.destroy()
})
const numbers = (): Numbers => ({ port: (tcp.address() as AddressInfo).port, socketPath: join(folder, "socket") })

beforeAll(async () => {
  await new Promise<void>((resolve) => tcp.listen(0, "127.0.0.1", resolve))
  await new Promise<void>((resolve) => unix.listen(numbers().socketPath, resolve))
})
afterAll(() => {
  tcp.close()
  unix.close()
  rmSync(folder, { recursive: true })
})

it("without any wall the attacker gets through to a port and to a socket, so that the attempts prove something", async () => {
  // As it was: to look at what is made on demand loads all of HTTP and leaves it within reach.
  const code = `globalThis.WebSocket; new Function(${JSON.stringify(dial(numbers()))})(); setTimeout(() => process.exit(0), 500)`
  const child = spawn(process.execPath, ["-e", code], { stdio: "ignore" })
  await new Promise((resolve) => child.on("exit", resolve))
  assert.includeMembers(calls.splice(0), ["a port", "a socket"])
})

describe.each(rows)("an engine whose first wall is broken: %s, the operating system's wall %s,", (language, osWall) => {
  const options = { engines: [packageOf(language)], osWall } as const

  it("hands JavaScript a process without network, files, processes and environment", () =>
    withBreached(
      options,
      Effect.gen(function* () {
        const usual = language === "python" ? "print(1)" : "console.log(1)"
        assert.strictEqual((yield* run(usual, { language })).stdout, "1\n")
        assert.strictEqual((yield* run(attack, { language })).stdout, "[]")
        assert.strictEqual((yield* run(imports, { language })).stdout, "asked")
        // The process never comes back to its event loop, so that nothing asynchronous ever ends.
        assert.strictEqual((yield* run("//breach\nreturn JSON.stringify(caught)", { language })).stdout, "[]")
        assert.strictEqual((yield* run(usual, { language })).stdout, "1\n")
      })
    ))

  it("hands JavaScript no way to dial out, nor to have the event loop turn", () =>
    withBreached(
      options,
      Effect.gen(function* () {
        const usual = language === "python" ? "print(1)" : "console.log(1)"
        for (const end of ["", breakOut]) {
          yield* Effect.result(run(`//breach\n${dial(numbers())}${end}`, { language }))
          // What it would have begun has its time while others run.
          assert.strictEqual((yield* run(usual, { language })).stdout, "1\n")
          yield* Effect.sleep(300)
          assert.deepStrictEqual(calls.splice(0), [])
        }
      })
    ))

  it("cannot make the parent believe what is no result", () =>
    withBreached(
      options,
      Effect.gen(function* () {
        const result = yield* run(tamper, { language })
        assert.strictEqual(result.status, "error")
        assert.strictEqual(result.error?.type, "SystemError")
        const next = yield* run(language === "python" ? "print(2)" : "console.log(2)", { language })
        assert.strictEqual(next.stdout, "2\n")
      })
    ))
})

describe.each(["python", "javascript"] as const)("an engine that keeps what no reset gives back: %s", (language) => {
  const usual = language === "python" ? "print(1)" : "console.log(1)"
  const pidsAround = (keep: string) =>
    Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const programs = { host: host.path }
          const { pids, sandbox } = yield* EngineSandbox.make({
            engines: [packageOf(language)],
            interpreters: 1,
            programs
          })
          const inside = (code: string) => Effect.provideService(run(code, { language }), Sandbox, sandbox)
          yield* inside(usual)
          const before = pids()
          yield* inside(`//breach\n${keep}\nreturn "kept"`)
          assert.strictEqual((yield* inside(usual)).stdout, "1\n")
          return { before, after: pids() }
        })
      )
    )

  it.each([
    ["a buffer", "globalThis.left = new Uint8Array(200e6).fill(1)"],
    [
      "texts outside of the heap",
      `globalThis.left = Array.from({ length: 50 }, (_, i) => Buffer.alloc(4e6, 97 + i % 9).toString("latin1"))`
    ],
    ["objects", "globalThis.left = Array.from({ length: 3e6 }, (_, i) => [i])"]
  ])("loses its process: %s", async (_what, keep) => {
    const { after, before } = await pidsAround(keep)
    assert.notDeepEqual(after, before)
  })

  it("goes on where it is little, or garbage", async () => {
    const { after, before } = await pidsAround(
      "globalThis.left = new Uint8Array(2e7).fill(1); new Uint8Array(3e8).fill(1)"
    )
    assert.deepStrictEqual(after, before)
  })
})

describe.each(installedEngines)("JavaScript that takes all the memory it can get, in an engine: %s", (language) => {
  it.each([
    ["objects", "const all = []; for (;;) all.push([all.length])"],
    ["buffers", "const all = []; for (;;) all.push(new Uint8Array(1e7).fill(1))"]
  ])("ends with its process: %s", (_what, take) =>
    withBreached(
      { engines: [packageOf(language)] },
      Effect.gen(function* () {
        const result = yield* run(`//breach\n${take}`, { language, timeoutMs: 25_000 })
        assert.strictEqual(result.status, "memory_limit")
        const { greeting } = engineNamed(language).manifest
        assert.include((yield* run(greeting, { language })).stdout, "1")
      })
    )
  )
})
