import { assert, describe, it } from "@effect/vitest"
import { Runtimes } from "@glissade/core/Admission"
import { Queue } from "@glissade/core/Queue"
import { layerMemory } from "@glissade/core/QueueMemory"
import { ConnectionLookup } from "@glissade/core/ConnectionLookup"
import { submit } from "@glissade/core/Submit"
import { JobBody } from "@glissade/protocol/Job"
import { connectionId, jobId, lookupOf, runtimes } from "@glissade/testing/Fixtures"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

const request = { language: "python", code: "print(1)", connectionId: connectionId("here") }

const layer = Layer.merge(layerMemory(), Layer.succeed(Runtimes, runtimes))

describe("submit", () => {
  it.effect("puts the job on the queue under the client's job id and attempt, with the trace it belongs to", () =>
    Effect.gen(function* () {
      const queue = yield* Queue
      const received = yield* Deferred.make<{ readonly body: string; readonly traceparent: string | undefined }>()
      yield* Effect.forkScoped(
        queue.consume(({ attributes, body }) =>
          Effect.asVoid(Deferred.succeed(received, { body, traceparent: attributes.traceparent }))
        )
      )
      assert.strictEqual(yield* submit({ ...request, jobId: jobId(9), attempt: 2 }), jobId(9))
      const { body, traceparent } = yield* Deferred.await(received)
      const job = yield* Schema.decodeEffect(JobBody)(body)
      assert.strictEqual(job.jobId, jobId(9))
      assert.strictEqual(job.attempt, 2)
      assert.strictEqual(job.connectionId, "here")
      assert.match(traceparent ?? "", /^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/)
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.effect("makes a job id where the client sent none", () =>
    Effect.gen(function* () {
      assert.match(yield* submit(request), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    }).pipe(Effect.provide(layer))
  )

  it.effect("accepts nothing for a connection that is not there", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(submit(request))
      assert.strictEqual(error._tag, "UnknownConnection")
    }).pipe(
      Effect.provideService(
        ConnectionLookup,
        lookupOf(() => false)
      ),
      Effect.provide(layer)
    )
  )
})
