import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { readFileSync } from "node:fs"
import type { HostCommand } from "../../src/process/HostCommand.ts"
import { spawnHost } from "../../src/process/HostProcess.ts"
import * as Pool from "../../src/pool/Pool.ts"
import { innermostProcess } from "../../src/pool/ProcessMemory.ts"
import { run } from "../../src/process/RunProgram.ts"
import { fakeHost } from "./FakeHost.ts"
import { execution } from "@glissade/test-kit/Programs"

const runtime = { language: "python", version: "3", engine: "fake", mainFile: "main.py" }

const poolOf = (command: HostCommand, options: Partial<Pool.PoolOptions> = {}) =>
  Pool.make({ engine: "fake", command: Effect.succeed(command), interpreters: 1, ...options })

const resultOf = (pool: Pool.Pool, changes = {}) =>
  Effect.map(Stream.runLast(run(pool, runtime, execution("x", changes))), (last) => {
    assert.isTrue(last._tag === "Some" && last.value.type === "finished")
    return last._tag === "Some" && last.value.type === "finished" ? last.value.result : assert.fail()
  })

/** Somebody who runs a program in a pool of such processes gets this. */
const resultWith = (onProgram: string, changes = {}) =>
  Effect.scoped(Effect.flatMap(poolOf(fakeHost({ onProgram })), (pool) => resultOf(pool, changes)))

it.live("a host process that is killed is given no other program, though it has not ended yet", () =>
  Effect.gen(function* () {
    const { gone, isAlive, kill, ready } = yield* spawnHost(fakeHost({}))
    yield* ready
    assert.isTrue(isAlive())
    yield* kill
    assert.isFalse(isAlive())
    yield* gone
    assert.isFalse(isAlive())
  }).pipe(Effect.scoped)
)

describe("a host process that was taken over", () => {
  const frames = {
    "a second ready": "send(Kind.ready)",
    "output while no program runs": `send(Kind.stdout, Buffer.from("x"))`,
    "output without bytes": "send(Kind.stdout)",
    "an ending without a run": "end()",
    "a reset without a run": "send(Kind.reset)",
    "a picture without a run": "send(Kind.artifact, Buffer.alloc(9))",
    "a wait for input without a run": "send(Kind.waiting, Buffer.alloc(4))"
  }
  for (const [what, frame] of Object.entries(frames)) {
    it.live(`is killed for ${what}`, () =>
      Effect.gen(function* () {
        const { gone, ready } = yield* spawnHost(fakeHost({ atOnce: `for (;;) ${frame}` }))
        yield* ready
        assert.strictEqual((yield* gone).killedFor, "fault")
      }).pipe(Effect.scoped)
    )
  }

  it.live("ends its program as an error, with a sentence, where it says what cannot be read", () =>
    Effect.gen(function* () {
      const endings = [
        `send(Kind.ending, Buffer.from("no JSON"))`,
        `end({ status: "winning" })`,
        `end({ exitCode: 1.5 })`,
        `end({ error: { type: "x".repeat(9_000), message: "" } })`,
        `send(Kind.stdout)`,
        // Nobody types.
        `send(Kind.waiting, Buffer.alloc(4)); read(5)`
      ]
      for (const ending of endings) {
        const result = yield* resultWith(ending)
        assert.deepInclude(result, { status: "error", exitCode: null }, ending)
        assert.deepStrictEqual(result.error, { type: "SystemError", message: "the program broke its interpreter" })
      }
    })
  )

  it.live("is not believed that a limit was reached which was not", () =>
    Effect.gen(function* () {
      for (const status of ["timeout", "output_limit"]) {
        const result = yield* resultWith(`end({ status: "${status}", exitCode: null })`)
        assert.strictEqual(result.error?.type, "SystemError", status)
      }
      const atLimit = `send(Kind.stdout, Buffer.alloc(65_536, 97)); end({ status: "output_limit", exitCode: null })`
      assert.strictEqual((yield* resultWith(atLimit)).status, "output_limit")
    })
  )

  it.live("does not say how long it ran: that is measured from outside, in whole milliseconds", () =>
    Effect.gen(function* () {
      const nap = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60)"
      const { durationMs } = yield* resultWith(`${nap}; end({ durationMs: -5 })`)
      assert.isTrue(Number.isSafeInteger(durationMs))
      assert.isAtLeast(durationMs, 59)
    })
  )

  it.live("cannot write more to one stream than its limit, though the other has room", () =>
    Effect.gen(function* () {
      const result = yield* resultWith(
        `send(Kind.stdout, Buffer.alloc(65_536)); send(Kind.stdout, Buffer.alloc(1)); end()`
      )
      assert.strictEqual(result.error?.type, "SystemError")
    })
  )
})

describe("a process", () => {
  it.live("that cannot be started is gone, and the reason is there for the log", () =>
    Effect.gen(function* () {
      const { gone } = yield* spawnHost({ file: "/nowhere/node", args: [], readable: [] })
      assert.include((yield* gone).signal, "ENOENT")
    }).pipe(Effect.scoped)
  )

  it.live.skipIf(process.platform !== "linux")("is taken before the server when memory runs out", () =>
    Effect.gen(function* () {
      const { pid, ready } = yield* spawnHost(fakeHost({}))
      yield* ready
      for (const one of [pid!, innermostProcess(pid!)]) {
        assert.strictEqual(readFileSync(`/proc/${one}/oom_score_adj`, "utf8").trim(), "1000")
      }
    }).pipe(Effect.scoped)
  )
})

describe.skipIf(process.platform === "win32")("a host process that is killed", () => {
  it.live("ends with what it started, which could keep its pipes open for good", () =>
    Effect.gen(function* () {
      const args = ["-c", "sleep 1000 & echo this is no frame >&3; wait"]
      const { gone } = yield* spawnHost({ file: "/bin/sh", args, readable: [] })
      assert.strictEqual((yield* gone).killedFor, "fault")
    }).pipe(Effect.scoped)
  )
})

const allocate = (megabytes: number) => `Buffer.alloc(${megabytes} << 20, 1)`

describe("a pool", () => {
  it.live("replaces a process after so many runs", () =>
    Effect.gen(function* () {
      const pool = yield* poolOf(fakeHost({}), { recycling: { maximumRuns: 2 } })
      const seen: Array<number | undefined> = []
      for (let n = 0; n < 4; n++) {
        seen.push(yield* Effect.scoped(Effect.map(pool.take, ({ pid }) => pid)))
      }
      assert.strictEqual(new Set(seen).size, 2)
    }).pipe(Effect.scoped)
  )

  it.live("replaces a process that is old, after a run", () =>
    Effect.gen(function* () {
      const pool = yield* poolOf(fakeHost({}), { recycling: { maximumAgeMs: 0 } })
      yield* resultOf(pool)
      const [before] = pool.pids()
      yield* resultOf(pool)
      assert.notInclude(pool.pids(), before)
    }).pipe(Effect.scoped)
  )

  it.live.skipIf(process.platform !== "linux")("replaces a process that keeps memory from its runs", () =>
    Effect.gen(function* () {
      const onProgram = `globalThis.kept = ${allocate(300)}; end(); send(Kind.reset)`
      const pool = yield* poolOf(fakeHost({ onProgram }))
      yield* resultOf(pool)
      const [before] = pool.pids()
      yield* resultOf(pool)
      assert.notInclude(pool.pids(), before)
    }).pipe(Effect.scoped)
  )

  it.live.skipIf(process.platform !== "linux")("kills a process that takes far more memory than its run may", () =>
    Effect.gen(function* () {
      const onProgram = `globalThis.kept = [${Array.from({ length: 10 }, () => allocate(100)).join()}]; for (;;);`
      const result = yield* resultWith(onProgram, { timeoutMs: 30_000, memoryBytes: 1 << 20 })
      assert.strictEqual(result.status, "memory_limit")
    })
  )
})
