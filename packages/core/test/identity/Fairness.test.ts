import { assert, describe, it } from "@effect/vitest"
import { Push } from "@glissade/core/Push"
import { Queue } from "@glissade/core/Queue"
import * as QueueMemory from "@glissade/core/QueueMemory"
import { layerMemory as layerSandbox } from "@glissade/core/Sandbox"
import type { SandboxEvent } from "@glissade/core/Sandbox"
import { work } from "@glissade/core/JobWorker"
import { job, result, runtimes } from "@glissade/testing/Fixtures"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"

const runMs = 1_000

/** So many interpreters, each of which takes a second for a program; who comes first is served first. */
const layerInterpreters = (count: number) => {
  const interpreters = Semaphore.makeUnsafe(count)
  return layerSandbox(runtimes, ({ code }) =>
    Stream.scoped(
      Stream.unwrap(
        Effect.acquireRelease(interpreters.take(1), () => interpreters.release(1)).pipe(
          Effect.as(
            Stream.concat(
              Stream.make<ReadonlyArray<SandboxEvent>>({ type: "started" }),
              Stream.fromEffect(Effect.as(Effect.sleep(runMs), { type: "finished" as const, result: result(code) }))
            )
          )
        )
      )
    )
  )
}

const quiesce = Effect.repeat(Effect.yieldNow, { times: 100 })

describe("a person with one job beside one with a thousand", () => {
  for (const interpreters of [1, 2]) {
    it.effect(`waits for one run at most, with ${interpreters} interpreters`, () => {
      const ends = new Map<string, number>()
      const push = Layer.succeed(Push, {
        send: (_, message) =>
          Effect.map(Clock.currentTimeMillis, (now) => {
            if (message.type === "result") ends.set(message.jobId, now)
          })
      })
      return Effect.gen(function* () {
        const queue = yield* Queue
        for (let n = 0; n < 1_000; n++) yield* queue.enqueue(job(n, "greedy"))
        yield* Effect.forkScoped(queue.consume(work))
        yield* quiesce
        // In the middle of a run of the other.
        yield* TestClock.adjust(runMs / 2)
        yield* queue.enqueue(job(5_000, "modest"))
        for (let halves = 0; halves < 8; halves++) {
          yield* quiesce
          yield* TestClock.adjust(runMs / 2)
        }
        const end = ends.get(job(5_000).jobId)
        assert.isDefined(end)
        // Half a run that was under way, and its own.
        assert.isAtMost(end! - runMs / 2, 1.5 * runMs)
      }).pipe(
        Effect.scoped,
        Effect.provide(Layer.mergeAll(QueueMemory.layerMemory(), push, layerInterpreters(interpreters)))
      )
    })
  }
})
