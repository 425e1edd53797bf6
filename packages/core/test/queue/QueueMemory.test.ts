import { assert, describe, it } from "@effect/vitest"
import { ConnectionLookup } from "@glissade/core/ConnectionLookup"
import { Queue } from "@glissade/core/Queue"
import { layerMemory, QueueMemory } from "@glissade/core/QueueMemory"
import { QueueMonitor } from "@glissade/core/QueueMonitor"
import { execution, job } from "@glissade/testing/Fixtures"
import { queueContract } from "@glissade/testing/QueueContract"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"

queueContract("layerMemory", {
  layer: layerMemory(),
  deadLetters: Effect.map(QueueMemory, (queue) => queue.deadLetters().map((letter) => letter.body))
})

describe("layerMemory", () => {
  it.effect("takes the same job again once the deduplication window of five minutes is over", () =>
    Effect.gen(function* () {
      const queue = yield* Queue
      const monitor = yield* QueueMonitor
      yield* queue.enqueue(job(1))
      yield* TestClock.adjust("299 seconds")
      yield* queue.enqueue(job(1))
      assert.strictEqual(yield* monitor.depth, 1)
      yield* TestClock.adjust("1 second")
      yield* queue.enqueue(job(1))
      assert.strictEqual(yield* monitor.depth, 2)
    }).pipe(Effect.provide(layerMemory()))
  )

  it.effect("gives a message back after its visibility timeout when its worker died without a word", () =>
    Effect.gen(function* () {
      const queue = yield* Queue
      const monitor = yield* QueueMonitor
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
      assert.strictEqual(yield* monitor.depth, 0)
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

  const large = (n: number, connection: string) => job(n, connection, { execution: execution("x".repeat(200_000)) })
  const limits = { maximumBytes: 1_000_000, maximumBytesPerConnection: 500_000, maximumBytesPerCaller: 700_000 }

  it.effect("refuses more bytes than one connection may have waiting, and takes more once some are handled", () =>
    Effect.gen(function* () {
      const queue = yield* Queue
      yield* queue.enqueue(large(1, "a"))
      yield* queue.enqueue(large(2, "a"))
      const full = yield* Effect.flip(queue.enqueue(large(3, "a")))
      assert.deepInclude(full, { _tag: "QueueFull", scope: "connection", unit: "bytes", maximum: 500_000 })
      yield* Effect.forkScoped(queue.consume(() => Effect.void))
      yield* (yield* QueueMonitor).whenEmpty
      assert.strictEqual(yield* (yield* QueueMonitor).bytes, 0)
      yield* queue.enqueue(large(3, "a"))
    }).pipe(Effect.scoped, Effect.provide(layerMemory(limits)))
  )

  it.effect("refuses more bytes than all may have waiting, of whatever connection", () =>
    Effect.gen(function* () {
      const queue = yield* Queue
      for (let n = 1; n <= 4; n++) yield* queue.enqueue(large(n, `c${n}`))
      const full = yield* Effect.flip(queue.enqueue(large(5, "c5")))
      assert.deepInclude(full, { _tag: "QueueFull", scope: "queue", unit: "bytes", maximum: 1_000_000 })
    }).pipe(Effect.provide(layerMemory(limits)))
  )

  it.effect("counts two bytes for each unit of a text that V8 keeps so", () =>
    Effect.gen(function* () {
      const queue = yield* Queue
      yield* queue.enqueue(job(1, "a", { execution: execution("\u{1f600}".repeat(30_000)) }))
      assert.isAtLeast(yield* (yield* QueueMonitor).bytes, 120_000)
    }).pipe(Effect.provide(layerMemory(limits)))
  )

  for (const isLimited of [true, false]) {
    it.effect(
      `${isLimited ? "refuses" : "takes"} more bytes of one address where it is ${isLimited ? "" : "not "}limited`,
      () =>
        Effect.gen(function* () {
          const queue = yield* Queue
          for (let n = 1; n <= 3; n++) yield* queue.enqueue(large(n, `c${n}`))
          const result = yield* Effect.result(queue.enqueue(large(4, "c4")))
          assert.strictEqual(result._tag, isLimited ? "Failure" : "Success")
          if (result._tag === "Failure") assert.deepInclude(result.failure, { scope: "caller", maximum: 700_000 })
        }).pipe(
          Effect.provide(layerMemory(limits)),
          Effect.provideService(ConnectionLookup, {
            ...ConnectionLookup.defaultValue(),
            callerOf: () => ({ key: "192.0.2.1", isLimited })
          })
        )
    )
  }

  it.effect("refuses more jobs of one address, however small, and takes those of others", () => {
    const callerOf = (connection: string) => ({ key: connection.startsWith("one") ? "192.0.2.1" : "", isLimited: true })
    return Effect.gen(function* () {
      const queue = yield* Queue
      for (let n = 1; n <= 3; n++) yield* queue.enqueue(job(n, `one${n}`))
      const full = yield* Effect.flip(queue.enqueue(job(4, "one4")))
      assert.deepInclude(full, { _tag: "QueueFull", scope: "caller", unit: "jobs", maximum: 3 })
      yield* queue.enqueue(job(5, "other"))
      yield* Effect.forkScoped(queue.consume(() => Effect.void))
      yield* (yield* QueueMonitor).whenEmpty
      for (let n = 6; n <= 8; n++) yield* queue.enqueue(job(n, `one${n}`))
    }).pipe(
      Effect.scoped,
      Effect.provide(layerMemory({ maximumPerCaller: 3 })),
      Effect.provideService(ConnectionLookup, { ...ConnectionLookup.defaultValue(), callerOf })
    )
  })

  it.effect("keeps the latest dead letters, bounded in number and bytes", () =>
    Effect.gen(function* () {
      const queue = yield* Queue
      const memory = yield* QueueMemory
      const monitor = yield* QueueMonitor
      yield* Effect.forkScoped(queue.consume(() => Effect.fail("never")))
      for (let n = 1; n <= 6; n++) yield* queue.enqueue(n < 4 ? job(n, `c${n}`) : large(n, `c${n}`))
      for (let n = 0; n < 20; n++) yield* TestClock.adjust("5 seconds")
      yield* monitor.whenEmpty
      // Two of 200,000 bytes are over the bound together with a third, and three at most are kept.
      assert.deepStrictEqual(
        memory.deadLetters().map(({ job: letter }) => letter?.jobId),
        [job(5).jobId, job(6).jobId]
      )
    }).pipe(Effect.scoped, Effect.provide(layerMemory({ maximumDeadLetters: 3, maximumDeadLetterBytes: 500_000 })))
  )

  it.effect("remembers so many submits at most, and forgets the oldest first", () =>
    Effect.gen(function* () {
      const queue = yield* Queue
      const monitor = yield* QueueMonitor
      for (let n = 1; n <= 4; n++) yield* queue.enqueue(job(n, `c${n}`))
      yield* queue.enqueue(job(4, "c4"))
      assert.strictEqual(yield* monitor.depth, 4)
      yield* queue.enqueue(job(1, "c1"))
      assert.strictEqual(yield* monitor.depth, 5)
    }).pipe(Effect.provide(layerMemory({ maximumSeen: 3 })))
  )

  it.effect("puts a body that is no job through its five receives and holds up only its own group", () =>
    Effect.gen(function* () {
      const queue = yield* Queue
      const memory = yield* QueueMemory
      const monitor = yield* QueueMonitor
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
      yield* TestClock.adjust("75 seconds")
      assert.deepStrictEqual(handled, ["b"])
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(handled, ["b", "a"])
      assert.deepStrictEqual(
        memory.deadLetters().map((letter) => letter.body),
        ["no job"]
      )
      yield* monitor.whenEmpty
    }).pipe(Effect.scoped, Effect.provide(layerMemory()))
  )
})
