import { assert, describe, it } from "@effect/vitest"
import { execution } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { generateKeyPairSync } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { runOn } from "../src/RemoteSandbox.ts"

const runtime = { language: "c", version: "12", engine: "GCC 12", mainFile: "main.c" }
const hello = {
  type: "hello",
  protocol: 1,
  runner: "one that hangs",
  isolation: "none",
  runtimes: [],
  maximum_runs: 1,
  examples: {}
}

/** A runner that says these lines, one at the start and one after each line that it hears, and then nothing more. */
const hangingRunner = Effect.fnUntraced(function* (lines: ReadonlyArray<object>) {
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "glissade-hanging-"))),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
  )
  const socketPath = join(folder, "socket")
  const { promise: hangs, resolve } = Promise.withResolvers<void>()
  const server = createServer((socket) => {
    let said = 0
    const next = () => {
      if (said === lines.length) return resolve()
      return socket.write(`${JSON.stringify(lines[said++])}\n`)
    }
    socket.on("error", () => {})
    socket.on("data", next)
    next()
  })
  yield* Effect.acquireRelease(
    Effect.callback<void>((resume) => void server.listen(socketPath, () => resume(Effect.void))),
    () => Effect.sync(() => void server.close())
  )
  return { hangs, socketPath }
})

describe("a run on a runner that hangs", () => {
  it.effect.each([
    ["before it says what it is", [], "crashed", "does not answer"],
    ["before it has a container", [hello], "boot", "had no container in time"],
    ["in the middle of the run", [hello, { type: "started" }], "crashed", "did not end the run in time"]
  ] as const)("fails in the end: %s", ([, lines, expected, message]) =>
    Effect.gen(function* () {
      const { hangs, socketPath } = yield* hangingRunner(lines)
      const { privateKey } = generateKeyPairSync("ed25519")
      const program = execution("int main() {}", { language: "c" })
      const run = yield* runOn({ socketPath, privateKey }, runtime, program).pipe(
        Stream.runDrain,
        Effect.flip,
        Effect.forkChild
      )
      yield* Effect.promise(() => hangs)
      yield* TestClock.adjust("5 minutes")
      const { message: told, reason } = yield* Fiber.join(run)
      assert.strictEqual(reason, expected)
      assert.include(told, message)
    })
  )
})
