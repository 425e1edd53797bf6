import { assert, it } from "@effect/vitest"
import { CurrentFairnessKey } from "@glissade/core/Caller"
import { SandboxUnavailable } from "@glissade/core/Sandbox"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { HostProcess } from "../../src/process/HostProcess.ts"
import type { Offer } from "../../src/pool/WaitQueue.ts"
import { WaitQueue } from "../../src/pool/WaitQueue.ts"

const offer = (pid: number): Offer => ({ process: { pid } as HostProcess, returned: Deferred.makeUnsafe() })
const asked = (line: WaitQueue) => Effect.forkChild(line.next, { startImmediately: true })
const given = (fiber: Fiber.Fiber<Offer, SandboxUnavailable>) =>
  Effect.map(Fiber.join(fiber), ({ process }) => process.pid)

it.effect("whoever asked first gets the process that was free first", () =>
  Effect.gen(function* () {
    const line = new WaitQueue(2)
    const [one, two] = [yield* asked(line), yield* asked(line)]
    assert.isTrue(line.isAwaited)
    line.offer(offer(1))
    line.offer(offer(2))
    assert.deepStrictEqual([yield* given(one), yield* given(two)], [1, 2])
    assert.isFalse(line.isAwaited)
  })
)

it.effect("somebody beside an address that asks without end through 500 connections waits for two runs at most", () =>
  Effect.gen(function* () {
    const line = new WaitQueue(2)
    const ask = (caller: string, connection: string) =>
      Effect.forkChild(Effect.provideService(line.next, CurrentFairnessKey, { caller, connection }), {
        startImmediately: true
      })
    for (let round = 0; round < 4; round++) {
      for (let n = 0; n < 500; n++) yield* ask("198.51.100.1", `greedy ${n}`)
    }
    for (const pid of [1, 2]) line.offer(offer(pid))
    let runs = 0
    const run = Effect.gen(function* () {
      line.done()
      line.offer(offer(1_000 + runs++))
      yield* Effect.yieldNow
    })
    for (let n = 0; n < 100; n++) yield* run
    runs = 0
    const modest = yield* ask("192.0.2.7", "modest")
    while (modest.pollUnsafe() === undefined) yield* run
    assert.isAtMost(runs, 2)
  })
)

it.effect("spares do not let more programs run at once", () =>
  Effect.gen(function* () {
    const line = new WaitQueue(1)
    line.offer(offer(1))
    line.offer(offer(2))
    const [one, two] = [yield* asked(line), yield* asked(line)]
    assert.strictEqual(yield* given(one), 1)
    assert.isUndefined(two.pollUnsafe())
    line.done()
    assert.strictEqual(yield* given(two), 2)
  })
)

it.effect("what was given to somebody who left in that moment goes to the next", () =>
  Effect.gen(function* () {
    const line = new WaitQueue(1)
    const [one, two, three] = [yield* asked(line), yield* asked(line), yield* asked(line)]
    yield* Fiber.interrupt(two)
    line.offer(offer(1))
    yield* Fiber.interrupt(one)
    line.done()
    line.offer(offer(2))
    assert.isNumber(yield* given(three))
  })
)

it.effect("a process that is retired is not given out", () =>
  Effect.gen(function* () {
    const line = new WaitQueue(2)
    line.offer(offer(1))
    line.offer(offer(2))
    assert.strictEqual(line.retire()?.pid, 2)
    assert.strictEqual(yield* given(yield* asked(line)), 1)
    assert.isUndefined(line.retire())
  })
)

it.effect("where no process can be started, everybody who waits is told", () =>
  Effect.gen(function* () {
    const line = new WaitQueue(1)
    const waiting = [yield* asked(line), yield* asked(line)]
    line.fail(new SandboxUnavailable({ reason: "boot", message: "no" }))
    for (const fiber of waiting) assert.strictEqual((yield* Effect.flip(Fiber.join(fiber))).reason, "boot")
  })
)
