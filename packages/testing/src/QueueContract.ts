import { assert, describe, it } from "@effect/vitest"
import type { Delivery } from "@glissade/core/Queue"
import { backoffSeconds, maximumReceives, Queue } from "@glissade/core/Queue"
import type { Job } from "@glissade/protocol/Job"
import { JobBody } from "@glissade/protocol/Job"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as EffectQueue from "effect/Queue"
import type * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import { execution, job } from "./Fixtures.ts"

/** How to run the suite on a layer of `Queue`. */
export interface QueueContractOptions<R, E> {
  readonly layer: Layer.Layer<R, E>
  /** Reads the bodies of the dead letters, oldest first. */
  readonly deadLetters: Effect.Effect<ReadonlyArray<string>, unknown, R>
  /** What a remote queue may take beyond the backoff of a failed message, in milliseconds. */
  readonly slackMs?: number
  /** Uses the real clock, for remote queues. */
  readonly live?: boolean
}

class Refused extends Schema.TaggedError<Refused>()("Refused", {}) {}

const decode = (delivery: Delivery) => Effect.orDie(Schema.decodeEffect(JobBody)(delivery.body))

/** Receives deliveries in order, and handles each with the given function. */
const observe = Effect.fnUntraced(function* (
  handle: (job: Job, delivery: Delivery) => Effect.Effect<void, Refused> = () => Effect.void
) {
  const queue = yield* Queue
  const seen = yield* EffectQueue.unbounded<{ readonly job: Job; readonly delivery: Delivery }>()
  yield* Effect.forkScoped(
    queue.consume(
      Effect.fnUntraced(function* (delivery) {
        const received = yield* decode(delivery)
        EffectQueue.offerUnsafe(seen, { job: received, delivery })
        yield* handle(received, delivery)
      })
    )
  )
  return EffectQueue.take(seen)
})

/** What every layer of `Queue` must do. Call it in a test file with the layer. */
export const queueContract = <R, E>(name: string, options: QueueContractOptions<R | Queue, E>): void => {
  const { slackMs = 0 } = options
  const advance = (ms: number) => (options.live ? Effect.sleep(ms) : TestClock.adjust(ms))
  const backOff = (receiveCount: number) => advance(1000 * backoffSeconds(receiveCount) + slackMs)
  const test = (title: string, body: Effect.Effect<void, unknown, R | Queue | Scope.Scope>) => {
    const run = () => Effect.scoped(Effect.provide(body, options.layer))
    if (options.live) it.live(title, run, 180_000)
    else it.effect(title, run)
  }

  describe(`${name} keeps the contract of Queue`, () => {
    test(
      "hands a job over as it was put in, the first time with receive count 1",
      Effect.gen(function* () {
        const queue = yield* Queue
        const sent = job(1, "a", { execution: execution("print('é ☃ 😀')", { stdin: "in", args: ["x"] }) })
        const next = yield* observe()
        yield* queue.enqueue(sent, { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" })
        const { delivery, job: received } = yield* next
        assert.deepStrictEqual(received, sent)
        assert.strictEqual(delivery.receiveCount, 1)
        assert.strictEqual(delivery.groupId, "a")
        assert.strictEqual(delivery.attributes.traceparent, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
      })
    )

    test(
      "handles the jobs of one connection one after another in the order of their submits",
      Effect.gen(function* () {
        const queue = yield* Queue
        let running = 0
        let most = 0
        const next = yield* observe(() =>
          Effect.gen(function* () {
            most = Math.max(most, ++running)
            yield* Effect.yieldNow
            running--
          })
        )
        for (let n = 1; n <= 5; n++) yield* queue.enqueue(job(n, "b"))
        const order: Array<string> = []
        for (let n = 1; n <= 5; n++) order.push((yield* next).job.jobId)
        assert.deepStrictEqual(
          order,
          [1, 2, 3, 4, 5].map((n) => job(n).jobId)
        )
        assert.strictEqual(most, 1)
      })
    )

    test(
      "does not let one connection hold up another",
      Effect.gen(function* () {
        const queue = yield* Queue
        const release = yield* Deferred.make<void>()
        const next = yield* observe((received) =>
          received.connectionId === "slow" ? Deferred.await(release) : Effect.void
        )
        yield* queue.enqueue(job(11, "slow"))
        yield* queue.enqueue(job(12, "slow"))
        yield* queue.enqueue(job(13, "quick"))
        const first = [(yield* next).job.jobId, (yield* next).job.jobId].toSorted()
        assert.deepStrictEqual(first, [job(11).jobId, job(13).jobId])
        yield* Deferred.succeed(release, undefined)
        assert.strictEqual((yield* next).job.jobId, job(12).jobId)
      })
    )

    test(
      "takes a repeated submit for the same job, and the next attempt for another one",
      Effect.gen(function* () {
        const queue = yield* Queue
        const next = yield* observe()
        yield* queue.enqueue(job(21, "c"))
        yield* queue.enqueue(job(21, "c"))
        yield* queue.enqueue(job(21, "c", { attempt: 2 }))
        assert.strictEqual((yield* next).job.attempt, 1)
        assert.strictEqual((yield* next).job.attempt, 2)
      })
    )

    test(
      "delivers again what was not handled, with a higher receive count, before what comes after it",
      Effect.gen(function* () {
        const queue = yield* Queue
        const next = yield* observe((_, delivery) =>
          delivery.receiveCount === 1 ? Effect.fail(new Refused()) : Effect.void
        )
        yield* queue.enqueue(job(31, "d"))
        const first = yield* next
        assert.strictEqual(first.delivery.receiveCount, 1)
        yield* queue.enqueue(job(32, "d"))
        yield* backOff(1)
        const second = yield* next
        assert.strictEqual(second.job.jobId, job(31).jobId)
        assert.strictEqual(second.delivery.receiveCount, 2)
        assert.strictEqual((yield* next).job.jobId, job(32).jobId)
      })
    )

    test(
      "moves a job that is never handled to the dead letters after five receives, and not those that wait behind it",
      Effect.gen(function* () {
        const queue = yield* Queue
        // Both wait before the first receive: a batch that contained both would count as a receive of the second too.
        yield* queue.enqueue(job(41, "e"))
        yield* queue.enqueue(job(42, "e"))
        const next = yield* observe((received) =>
          received.jobId === job(41).jobId ? Effect.fail(new Refused()) : Effect.void
        )
        for (let receive = 1; receive <= maximumReceives; receive++) {
          const { delivery, job: received } = yield* next
          assert.strictEqual(received.jobId, job(41).jobId)
          assert.strictEqual(delivery.receiveCount, receive)
          yield* backOff(receive)
        }
        const after = yield* next
        assert.strictEqual(after.job.jobId, job(42).jobId)
        assert.strictEqual(after.delivery.receiveCount, 1)
        const letters = yield* options.deadLetters
        const ids = yield* Effect.forEach(letters, (body) => Schema.decodeEffect(JobBody)(body))
        assert.deepStrictEqual(
          ids.map((letter) => letter.jobId),
          [job(41).jobId]
        )
      })
    )

    test(
      "refuses a job whose message is over 240 KiB, naming both sizes",
      Effect.gen(function* () {
        const queue = yield* Queue
        const error = yield* Effect.flip(queue.enqueue(job(51, "f", { execution: execution("x".repeat(250_000)) })))
        assert.strictEqual(error._tag, "JobTooLarge")
        if (error._tag !== "JobTooLarge") return
        assert.strictEqual(error.maximumBytes, 240 * 1024)
        assert.isAbove(error.bytes, 250_000)
      })
    )
  })
}
