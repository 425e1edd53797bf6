import { assert, describe, it } from "@effect/vitest"
import { ActiveJobs } from "@glissade/core/ActiveJobs"
import * as ActiveJobsModule from "@glissade/core/ActiveJobs"
import { Runtimes } from "@glissade/core/Admission"
import type { Caller } from "@glissade/core/Caller"
import { CurrentCaller, CurrentFairnessKey } from "@glissade/core/Caller"
import { hashJobKey } from "@glissade/core/JobKeys"
import { work } from "@glissade/core/JobWorker"
import { Connections, layerMemory as layerPush } from "@glissade/core/Push"
import { groupId, Queue } from "@glissade/core/Queue"
import { layerMemory as layerQueue } from "@glissade/core/QueueMemory"
import { QueueMonitor } from "@glissade/core/QueueMonitor"
import * as ResultStore from "@glissade/core/ResultStore"
import { Sandbox } from "@glissade/core/Sandbox"
import { JobKey } from "@glissade/protocol/Ids"
import { Job } from "@glissade/protocol/Job"
import type { ServerMessage } from "@glissade/protocol/Message"
import { connectionId, job, jobId, result, runtimes } from "@glissade/testing/Fixtures"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"

const key = JobKey.make("0123456789abcdef0123456789abcdef")
const { connectionId: _, ...rest } = job(1)
const alone = Job.make({ ...rest, keyHash: hashJobKey(key) })

const layer = ActiveJobsModule.layerMemory.pipe(
  Layer.provideMerge([layerQueue(), layerPush, ResultStore.layerMemory(), Layer.succeed(Runtimes, runtimes)])
)

const caller: Caller = { key: "203.0.113.7", isLimited: true }

describe("a job without a connection", () => {
  it("is a group of its own", () => {
    assert.strictEqual(groupId(alone), jobId(1))
  })

  it.effect("runs, pushes nothing, keeps its result, and counts for whoever submitted it", () =>
    Effect.gen(function* () {
      const queue = yield* Queue
      const fairness: Array<unknown> = []
      const run = () =>
        Stream.fromEffect(Effect.tap(CurrentFairnessKey, (key) => Effect.sync(() => void fairness.push(key)))).pipe(
          Stream.flatMap(() =>
            Stream.make(
              { type: "started" } as const,
              { type: "output", stream: "stdout", data: "one" } as const,
              { type: "finished", result: result("one") } as const
            )
          )
        )
      yield* Effect.forkScoped(Effect.provideService(queue.consume(work), Sandbox, { run, runtimes }))
      yield* Effect.provideService(queue.enqueue(alone), CurrentCaller, caller)
      yield* (yield* QueueMonitor).whenEmpty
      const store = yield* ResultStore.ResultStore
      const kept = yield* store.get(alone.jobId, alone.keyHash!)
      assert.strictEqual(Option.getOrThrow(kept).result.stdout, "one")
      assert.deepStrictEqual(fairness, [{ caller: caller.key, connection: "" }])
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.effect("is not dropped when a connection that was attached to it closes", () =>
    Effect.gen(function* () {
      const queue = yield* Queue
      const active = yield* ActiveJobs
      const connections = yield* Connections
      const started = yield* Deferred.make<void>()
      const finish = yield* Deferred.make<void>()
      const run = () =>
        Stream.make({ type: "started" } as const).pipe(
          Stream.concat(
            Stream.fromEffect(
              Deferred.succeed(started, undefined).pipe(
                Effect.andThen(Deferred.await(finish)),
                Effect.as({ type: "finished", result: result("done") } as const)
              )
            )
          )
        )
      yield* Effect.forkScoped(Effect.provideService(queue.consume(work), Sandbox, { run, runtimes }))
      yield* active.enqueue(alone, queue.enqueue(alone))
      yield* Deferred.await(started)
      const messages: Array<ServerMessage> = []
      const id = connectionId("visitor")
      yield* connections.open(id, (message) => Effect.sync(() => void messages.push(message)))
      const kept = yield* active.attach({ jobId: alone.jobId, keyHash: alone.keyHash!, connectionId: id })
      assert.deepStrictEqual(
        Option.getOrThrow(kept).map(({ type }) => type),
        ["started"]
      )
      yield* connections.close(id)
      yield* TestClock.adjust("1 minute")
      yield* Deferred.succeed(finish, undefined)
      yield* (yield* QueueMonitor).whenEmpty
      const store = yield* ResultStore.ResultStore
      assert.strictEqual(Option.getOrThrow(yield* store.get(alone.jobId, alone.keyHash!)).result.stdout, "done")
    }).pipe(Effect.scoped, Effect.provide(layer))
  )
})
