import { assert, describe, it } from "@effect/vitest"
import { Runtimes } from "@glissade/core/Admission"
import { CurrentUser } from "@glissade/core/CurrentUser"
import type { QuotaRequest } from "@glissade/core/Quotas"
import { QuotaExceeded, Quotas, unlimited } from "@glissade/core/Quotas"
import { Queue } from "@glissade/core/Queue"
import { layerMemory } from "@glissade/core/QueueMemory"
import { QueueMonitor } from "@glissade/core/QueueMonitor"
import { ConnectionLookup } from "@glissade/core/ConnectionLookup"
import * as RunInputs from "@glissade/core/RunInputs"
import { submit } from "@glissade/core/Submit"
import { JobKey, UserId } from "@glissade/protocol/Ids"
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

  it.effect("refuses a job without a connection where no results are kept", () =>
    Effect.gen(function* () {
      const { connectionId: _, ...alone } = request
      const error = yield* Effect.flip(submit({ ...alone, jobKey: JobKey.make("0123456789abcdef0123456789abcdef") }))
      assert.strictEqual(error._tag, "UnprocessableRequest")
      assert.include(error.message, "this server keeps no results")
    }).pipe(Effect.provide(layer))
  )

  const typing = { ...request, input: "stream" as const }
  const interactive = Layer.provideMerge(
    RunInputs.layerMemory,
    Layer.merge(layerMemory(), Layer.succeed(Runtimes, [{ ...runtimes[0]!, interactiveInput: true }, runtimes[1]!]))
  )
  const faultOf = (wanted: Parameters<typeof submit>[0]) =>
    Effect.map(Effect.flip(submit(wanted)), (error) => {
      assert.strictEqual(error._tag, "UnprocessableRequest")
      return error.message
    })

  it.effect("takes a job that is given input while it runs, and says so to the worker", () =>
    Effect.gen(function* () {
      const queue = yield* Queue
      const received = yield* Deferred.make<string>()
      yield* Effect.forkScoped(queue.consume(({ body }) => Effect.asVoid(Deferred.succeed(received, body))))
      yield* submit(typing)
      assert.strictEqual((yield* Schema.decodeEffect(JobBody)(yield* Deferred.await(received))).input, "stream")
    }).pipe(Effect.scoped, Effect.provide(interactive))
  )

  it.effect("refuses such a job in words where its language or the way cannot", () =>
    Effect.gen(function* () {
      const { language } = runtimes[1]!
      assert.include(
        yield* faultOf({ ...typing, language }),
        `a program in ${language} is given no input while it runs`
      )
      const { connectionId: _, ...alone } = typing
      assert.include(yield* faultOf(alone), "the input comes over the connection")
    }).pipe(Effect.provide(interactive))
  )

  it.effect("refuses such a job in words on a host whose programs run elsewhere", () =>
    Effect.gen(function* () {
      assert.include(yield* faultOf(typing), "programs are given no input while they run on this server")
    }).pipe(Effect.provide(layer))
  )

  it.effect("makes a job id where the client sent none", () =>
    Effect.gen(function* () {
      assert.match(yield* submit(request), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    }).pipe(Effect.provide(layer))
  )

  it.effect("gives the job to the user who submits it, and to nobody where that is not known", () =>
    Effect.gen(function* () {
      const queue = yield* Queue
      const owners: Array<string | undefined> = []
      yield* Effect.forkScoped(queue.consume(({ job }) => Effect.sync(() => void owners.push(job?.owner))))
      yield* Effect.provideService(submit(request), CurrentUser, { id: UserId.make("alice"), claims: {} })
      yield* submit(request)
      yield* (yield* QueueMonitor).whenEmpty
      assert.deepStrictEqual(owners, ["alice", undefined])
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.effect("asks for the user's quota before it accepts a job, a repeat as what it is", () =>
    Effect.gen(function* () {
      const asked: Array<QuotaRequest> = []
      const quotas = {
        ...unlimited,
        admit: (_: unknown, what: QuotaRequest) => {
          asked.push(what)
          return Effect.fail(new QuotaExceeded({ message: "used up" }))
        }
      }
      const twice = Effect.all([1, 2].map(() => Effect.flip(submit({ ...request, jobId: jobId(9), attempt: 2 }))))
      const errors = yield* Effect.provideService(twice, Quotas, quotas)
      assert.deepStrictEqual(
        errors.map(({ _tag }) => _tag),
        ["QuotaExceeded", "QuotaExceeded"]
      )
      for (const what of asked) assert.deepInclude(what, { way: "async", jobId: jobId(9), attempt: 2 })
      assert.strictEqual(yield* (yield* QueueMonitor).depth, 0)
      // What cannot be run costs no quota.
      yield* Effect.flip(Effect.provideService(submit({ ...request, language: "cobol" }), Quotas, quotas))
      assert.lengthOf(asked, 2)
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
