import { assert, describe, it } from "@effect/vitest"
import { Push } from "@glissade/core/Push"
import { Queue } from "@glissade/core/Queue"
import * as QueueMemory from "@glissade/core/QueueMemory"
import type { SandboxEvent } from "@glissade/core/Sandbox"
import { layerMemory as layerSandbox, Sandbox } from "@glissade/core/Sandbox"
import { RunId } from "@glissade/protocol/Ids"
import type { ServerMessage } from "@glissade/protocol/Message"
import { Started } from "@glissade/protocol/Message"
import { dieAfter } from "@glissade/testing/faults/DyingWorker"
import { atCalls, partition, seeded } from "@glissade/testing/faults/FaultSchedule"
import type { PushFault } from "@glissade/testing/faults/FaultyPush"
import { faultyPush } from "@glissade/testing/faults/FaultyPush"
import type { DeliveryFault, EnqueueFault } from "@glissade/testing/faults/FaultyQueue"
import { faultyQueue } from "@glissade/testing/faults/FaultyQueue"
import type { SandboxFault } from "@glissade/testing/faults/FaultySandbox"
import { faultySandbox } from "@glissade/testing/faults/FaultySandbox"
import { connectionId, execution, job, jobId, result, runtimes } from "@glissade/testing/Fixtures"
import { queueContract } from "@glissade/testing/QueueContract"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"

const message = (seq: number) =>
  Started.make({ jobId: jobId(1), attempt: 1, delivery: 1, runId: RunId.make(jobId(2)), seq })

/** A push that keeps the numbers of what arrives. */
const recorder = () => {
  const arrived: Array<number> = []
  const send = (_: unknown, sent: ServerMessage) =>
    Effect.sync(() => {
      if ("seq" in sent) arrived.push(sent.seq)
    })
  return { arrived, layer: Layer.succeed(Push, Push.of({ send })) }
}

const send = Effect.fnUntraced(function* (seq: number) {
  const push = yield* Push
  return yield* Effect.result(push.send(connectionId("a"), message(seq)))
})

const tagOf = (outcome: Result.Result<void, { readonly _tag: string }>) =>
  Result.isFailure(outcome) ? outcome.failure._tag : "sent"

describe("a schedule of faults", () => {
  it("names calls by their number", () => {
    const next = atCalls({ 1: "a", 3: "b" })
    assert.deepStrictEqual([next(), next(), next(), next(), next()], [undefined, "a", undefined, "b", undefined])
  })

  it("cuts everything between two calls", () => {
    const next = partition(1, 3, "cut")
    assert.deepStrictEqual([next(), next(), next(), next()], [undefined, "cut", "cut", undefined])
  })

  it("is the same for the same seed, and has about the share of faults that was asked for", () => {
    const draw = (seed: number) => {
      const next = seeded(seed, 0.2, ["a", "b"])
      return Array.from({ length: 2_000 }, next)
    }
    assert.deepStrictEqual(draw(7), draw(7))
    assert.notDeepEqual(draw(7), draw(8))
    for (const kind of ["a", "b"]) {
      const count = draw(7).filter((fault) => fault === kind).length
      assert.isAbove(count, 150)
      assert.isBelow(count, 250)
    }
  })
})

describe("a faulty push", () => {
  const rows: ReadonlyArray<readonly [PushFault, answer: string, arrived: ReadonlyArray<number>]> = [
    ["unavailable", "PushUnavailable", [1]],
    ["unavailable-after", "PushUnavailable", [0, 1]],
    ["lost", "sent", [1]],
    ["repeated", "sent", [0, 0, 1]],
    ["late", "sent", [1, 0]],
    ["gone", "ConnectionGone", [1]]
  ]

  it.effect.each(rows)("%s: the sender hears %s", ([fault, answer, expected]) =>
    Effect.gen(function* () {
      const { arrived, layer } = recorder()
      yield* Effect.gen(function* () {
        assert.strictEqual(tagOf(yield* send(0)), answer)
        assert.strictEqual(tagOf(yield* send(1)), "sent")
        yield* TestClock.adjust(1_500)
      }).pipe(Effect.provide(faultyPush(layer, { schedule: atCalls({ 0: fault }) })))
      assert.deepStrictEqual(arrived, expected)
    })
  )

  it.effect("slow: the sender waits as long as the message", () =>
    Effect.gen(function* () {
      const { arrived, layer } = recorder()
      yield* Effect.gen(function* () {
        const sending = yield* Effect.forkChild(send(0))
        yield* TestClock.adjust(999)
        assert.deepStrictEqual(arrived, [])
        yield* TestClock.adjust(1)
        yield* Fiber.join(sending)
        assert.deepStrictEqual(arrived, [0])
      }).pipe(Effect.provide(faultyPush(layer, { schedule: atCalls({ 0: "slow" }), lateMs: 1_000 })))
    })
  )
})

/** Puts one job on a faulty queue and answers what was heard, and the receive counts that the handler saw. */
const throughQueue = Effect.fnUntraced(function* (faults: { enqueue?: EnqueueFault; delivery?: DeliveryFault }) {
  const queue = yield* Queue
  const seen: Array<number> = []
  yield* Effect.forkScoped(queue.consume(({ receiveCount }) => Effect.sync(() => void seen.push(receiveCount))))
  const answer = tagOf(yield* Effect.result(queue.enqueue(job(1))))
  yield* TestClock.adjust(0)
  if (faults.delivery === "failed") yield* TestClock.adjust(5_000)
  return { answer, seen }
}, Effect.scoped)

describe("a faulty queue", () => {
  const rows: ReadonlyArray<
    readonly [{ enqueue?: EnqueueFault; delivery?: DeliveryFault }, answer: string, seen: ReadonlyArray<number>]
  > = [
    [{ enqueue: "unavailable" }, "QueueUnavailable", []],
    [{ enqueue: "unavailable-after" }, "QueueUnavailable", [1]],
    [{ delivery: "twice" }, "sent", [1, 2]],
    [{ delivery: "again" }, "sent", [1, 2]],
    [{ delivery: "failed" }, "sent", [2]]
  ]

  it.effect.each(rows)("%o: the sender hears %s, and it is handled with receive counts %o", ([faults, answer, seen]) =>
    Effect.gen(function* () {
      const layer = faultyQueue(QueueMemory.layerMemory(), {
        ...(faults.enqueue !== undefined && { enqueue: atCalls({ 0: faults.enqueue }) }),
        ...(faults.delivery !== undefined && { delivery: atCalls({ 0: faults.delivery }) })
      })
      assert.deepStrictEqual(yield* Effect.provide(throughQueue(faults), layer), { answer, seen })
    })
  )
})

const program = layerSandbox(runtimes, () =>
  Stream.make<ReadonlyArray<SandboxEvent>>(
    { type: "started" },
    { type: "output", stream: "stdout", data: "a" },
    { type: "finished", result: result("a") }
  )
)

describe("a faulty sandbox", () => {
  const rows: ReadonlyArray<readonly [SandboxFault, events: ReadonlyArray<string>]> = [
    ["boot", []],
    ["busy", []],
    ["crashed", ["started", "output"]]
  ]

  it.effect.each(rows)("%s: the run ends after %o", ([fault, events]) =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const run = (seen: Array<string>) =>
        Effect.result(
          Stream.runForEach(sandbox.run(execution("")), ({ type }) => Effect.sync(() => void seen.push(type)))
        )
      const broken: Array<string> = []
      const outcome = yield* run(broken)
      assert.deepStrictEqual(broken, events)
      assert.isTrue(Result.isFailure(outcome) && outcome.failure.reason === fault)
      const whole: Array<string> = []
      yield* run(whole)
      assert.deepStrictEqual(whole, ["started", "output", "finished"])
    }).pipe(Effect.provide(faultySandbox(program, atCalls({ 0: fault }))))
  )
})

describe("a worker that dies", () => {
  it.effect.each([0, 1, 2, 3])(
    "after %i of its three pushes has done what came before, and the queue hears nothing",
    (pushes) =>
      Effect.gen(function* () {
        const { arrived, layer } = recorder()
        const work = Effect.forEach(
          [0, 1, 2],
          (seq) => Effect.andThen(Push, (push) => push.send(connectionId("a"), message(seq))),
          {
            discard: true
          }
        )
        const outcome = yield* Effect.result(
          Effect.provide(dieAfter(work, pushes, Effect.fail("silence" as const)), layer)
        )
        assert.isTrue(Result.isFailure(outcome) && outcome.failure === "silence")
        assert.deepStrictEqual(arrived, [0, 1, 2].slice(0, pushes))
      })
  )
})

// A layer on which nothing is scheduled is the layer below.
const withInside = Layer.effect(QueueMemory.QueueMemory, QueueMemory.QueueMemory).pipe(
  Layer.provideMerge(QueueMemory.layerMemory())
)
queueContract("a faulty queue without faults", {
  layer: Layer.unwrap(
    Effect.map(Layer.build(withInside), (context) =>
      Layer.merge(Layer.succeedContext(context), faultyQueue(Layer.succeedContext(context), {}))
    )
  ),
  deadLetters: Effect.map(QueueMemory.QueueMemory, (queue) => queue.deadLetters().map(({ body }) => body))
})
