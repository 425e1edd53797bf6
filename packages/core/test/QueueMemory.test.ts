import { assert, describe, it } from "@effect/vitest"
import { Queue } from "@glissade/core/Queue"
import { layerMemory, QueueMemory } from "@glissade/core/QueueMemory"
import { job } from "@glissade/testing/Fixtures"
import { queueContract } from "@glissade/testing/QueueContract"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"

queueContract("layerMemory", {
  layer: layerMemory(),
  deadLetters: Effect.map(QueueMemory, (queue) => queue.deadLetters().map((letter) => letter.body)),
  backoffMs: 5_000
})

describe("layerMemory", () => {
  it.effect("takes the same job again once the deduplication window of five minutes is over", () =>
    Effect.gen(function* () {
      const queue = yield* Queue
      const memory = yield* QueueMemory
      yield* queue.enqueue(job(1))
      yield* TestClock.adjust("299 seconds")
      yield* queue.enqueue(job(1))
      assert.strictEqual(memory.depth(), 1)
      yield* TestClock.adjust("1 second")
      yield* queue.enqueue(job(1))
      assert.strictEqual(memory.depth(), 2)
    }).pipe(Effect.provide(layerMemory()))
  )

  it.effect("gives a message back after its visibility timeout when its worker died without a word", () =>
    Effect.gen(function* () {
      const queue = yield* Queue
      const memory = yield* QueueMemory
      yield* queue.enqueue(job(1))
      const dying = yield* Effect.forkChild(queue.consume(() => Effect.never))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(dying)
      const counts: Array<number> = []
      yield* Effect.forkScoped(queue.consume((delivery) => Effect.sync(() => void counts.push(delivery.receiveCount))))
      yield* TestClock.adjust("59 seconds")
      assert.deepStrictEqual(counts, [])
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(counts, [2])
      assert.strictEqual(memory.depth(), 0)
    }).pipe(Effect.scoped, Effect.provide(layerMemory({ visibilityTimeoutMs: 60_000 })))
  )

  it.effect("refuses more jobs than one connection may have waiting, and more than all may", () =>
    Effect.gen(function* () {
      const queue = yield* Queue
      yield* queue.enqueue(job(1, "a"))
      yield* queue.enqueue(job(2, "a"))
      const one = yield* Effect.flip(queue.enqueue(job(3, "a")))
      assert.deepInclude(one, { _tag: "QueueFull", scope: "connection", maximum: 2 })
      yield* queue.enqueue(job(4, "b"))
      const all = yield* Effect.flip(queue.enqueue(job(5, "c")))
      assert.deepInclude(all, { _tag: "QueueFull", scope: "queue", maximum: 3 })
    }).pipe(Effect.provide(layerMemory({ maximumPerGroup: 2, maximum: 3 })))
  )

  it.effect("puts a body that is no job through its three receives and holds up only its own group", () =>
    Effect.gen(function* () {
      const queue = yield* Queue
      const memory = yield* QueueMemory
      const handled: Array<string> = []
      yield* Effect.forkScoped(
        queue.consume((delivery) =>
          delivery.body === "no job" ? Effect.fail("malformed") : Effect.sync(() => void handled.push(delivery.groupId))
        )
      )
      yield* memory.send({ groupId: "a", deduplicationId: "x", body: "no job", attributes: {} })
      yield* queue.enqueue(job(1, "a"))
      yield* queue.enqueue(job(2, "b"))
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(handled, ["b"])
      yield* TestClock.adjust("15 seconds")
      assert.deepStrictEqual(handled, ["b", "a"])
      assert.deepStrictEqual(
        memory.deadLetters().map((letter) => letter.body),
        ["no job"]
      )
      yield* memory.whenEmpty
    }).pipe(Effect.scoped, Effect.provide(layerMemory()))
  )
})
