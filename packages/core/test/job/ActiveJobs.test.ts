import { assert, describe, it } from "@effect/vitest"
import * as ActiveJobs from "@glissade/core/ActiveJobs"
import { Runtimes } from "@glissade/core/Admission"
import { cancelJob, readJob } from "@glissade/core/JobAccess"
import { hashJobKey } from "@glissade/core/JobKeys"
import { ConnectionGone, Push } from "@glissade/core/Push"
import * as QueueMemory from "@glissade/core/QueueMemory"
import { Queue } from "@glissade/core/Queue"
import * as ResultStore from "@glissade/core/ResultStore"
import type { SandboxEvent } from "@glissade/core/Sandbox"
import { layerMemory as layerSandbox, SandboxUnavailable } from "@glissade/core/Sandbox"
import { ConnectionLookup } from "@glissade/core/ConnectionLookup"
import { submit } from "@glissade/core/Submit"
import { work } from "@glissade/core/JobWorker"
import { JobRequest } from "@glissade/protocol/Execution"
import type { ConnectionId } from "@glissade/protocol/Ids"
import { JobKey } from "@glissade/protocol/Ids"
import type { ServerMessage } from "@glissade/protocol/Message"
import { connectionId, jobId, lookupOf, result, runtimes } from "@glissade/testing/Fixtures"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"

const key = (n: number) => JobKey.make(`key-of-job-${n}`.padEnd(32, "0"))

const request = (n: number, code: string) =>
  JobRequest.make({ language: "python", code, connectionId: connectionId("one"), jobId: jobId(n), jobKey: key(n) })

/** Programs that wait for a minute, unless their code is `quick`; `unlucky` ones find no interpreter, `broken` ones lose it. */
const events = (code: string, interrupted: Array<string>): Stream.Stream<SandboxEvent, SandboxUnavailable> => {
  if (code === "unlucky") return Stream.fail(new SandboxUnavailable({ reason: "boot", message: "none" }))
  const lost = Stream.fail(new SandboxUnavailable({ reason: "crashed", message: "gone" }))
  return code === "broken"
    ? Stream.concat(Stream.take(waiting(code, interrupted), 2), lost)
    : waiting(code, interrupted)
}

const waiting = (code: string, interrupted: Array<string>): Stream.Stream<SandboxEvent> =>
  Stream.make<ReadonlyArray<SandboxEvent>>({ type: "started" }, { type: "output", stream: "stdout", data: code }).pipe(
    Stream.concat(
      Stream.fromEffect(
        Effect.as(code === "quick" ? Effect.void : Effect.sleep("1 minute"), {
          type: "finished" as const,
          result: result(code)
        }).pipe(Effect.onInterrupt(() => Effect.sync(() => interrupted.push(code))))
      )
    )
  )

/** The flow with everything in memory: a worker takes jobs, and what is pushed is kept. */
const makeFlow = Effect.gen(function* () {
  const pushed: Array<ServerMessage> = []
  const interrupted: Array<string> = []
  const gone = new Set<ConnectionId>()
  const push = Layer.succeed(Push, {
    send: (to, message) =>
      Effect.suspend(() =>
        gone.has(to) ? Effect.fail(new ConnectionGone()) : Effect.sync(() => void pushed.push(message))
      )
  })
  const context = yield* Layer.build(
    Layer.mergeAll(ActiveJobs.layerMemory, ResultStore.layerMemory()).pipe(
      Layer.provideMerge([
        push,
        QueueMemory.layerMemory(),
        Layer.succeed(Runtimes, runtimes),
        layerSandbox(runtimes, ({ code }) => events(code, interrupted))
      ])
    )
  )
  const ends = () =>
    pushed.flatMap((message) => (message.type === "result" ? [[message.jobId, message.result.status] as const] : []))
  return { context, ends, gone, interrupted, pushed }
})

const withFlow = <A, E>(
  test: (flow: Effect.Success<typeof makeFlow>) => Effect.Effect<A, E, Effect.Services<typeof submitOne> | never>
) =>
  Effect.scoped(
    Effect.gen(function* () {
      const flow = yield* makeFlow
      return yield* Effect.gen(function* () {
        const queue = yield* Queue
        yield* Effect.forkScoped(queue.consume(work))
        return yield* test(flow)
      }).pipe(Effect.provideContext(flow.context))
    })
  )

const submitOne = submit(request(1, "slow"))

/** Lets every fiber run until all of them wait for time to pass. */
const quiesce = Effect.repeat(Effect.yieldNow, { times: 100 })

describe("a job that is cancelled", () => {
  it.effect("stops while it runs, and says so once", () =>
    withFlow(({ ends, interrupted }) =>
      Effect.gen(function* () {
        yield* submitOne
        yield* quiesce
        assert.deepInclude(yield* readJob(jobId(1), key(1)), { status: "running" })
        yield* cancelJob(jobId(1), key(1))
        yield* quiesce
        assert.deepStrictEqual(interrupted, ["slow"])
        assert.deepStrictEqual(ends(), [[jobId(1), "cancelled"]])
        const read = yield* readJob(jobId(1), key(1))
        assert.strictEqual(read.result?.status, "cancelled")
      })
    )
  )

  it.effect("pushes what it had written before it says that it is cancelled", () =>
    withFlow(({ pushed }) =>
      Effect.gen(function* () {
        yield* submitOne
        yield* quiesce
        yield* cancelJob(jobId(1), key(1))
        yield* quiesce
        assert.deepStrictEqual(
          pushed.map((message) => message.type),
          ["started", "output", "result"]
        )
      })
    )
  )

  it.effect("is told at once while it waits behind another, and never runs", () =>
    withFlow(({ ends, pushed }) =>
      Effect.gen(function* () {
        yield* submitOne
        yield* submit(request(2, "second"))
        yield* quiesce
        assert.deepInclude(yield* readJob(jobId(2), key(2)), { status: "queued" })
        yield* cancelJob(jobId(2), key(2))
        assert.deepStrictEqual(ends(), [[jobId(2), "cancelled"]])
        yield* TestClock.adjust("1 minute")
        yield* quiesce
        assert.deepStrictEqual(ends(), [
          [jobId(2), "cancelled"],
          [jobId(1), "success"]
        ])
        assert.isFalse(pushed.some((message) => message.type === "started" && message.jobId === jobId(2)))
      })
    )
  )

  it.effect("does not hold up the next one of its connection", () =>
    withFlow(({ ends }) =>
      Effect.gen(function* () {
        yield* submitOne
        yield* submit(request(2, "quick"))
        yield* quiesce
        yield* cancelJob(jobId(1), key(1))
        yield* quiesce
        assert.deepStrictEqual(ends(), [
          [jobId(1), "cancelled"],
          [jobId(2), "success"]
        ])
      })
    )
  )

  it.effect("stays cancelled in its next attempt", () =>
    withFlow(({ interrupted, pushed }) =>
      Effect.gen(function* () {
        yield* submitOne
        yield* quiesce
        yield* cancelJob(jobId(1), key(1))
        yield* submit(JobRequest.make({ ...request(1, "slow"), attempt: 2 }))
        yield* quiesce
        assert.deepStrictEqual(interrupted, ["slow"])
        assert.strictEqual(pushed.filter((message) => message.type === "started").length, 1)
      })
    )
  )
})

describe("a job that waits for its next delivery", () => {
  it.effect("keeps nothing of what the run before had said", () =>
    withFlow(({ pushed }) =>
      Effect.gen(function* () {
        yield* submit(request(1, "broken"))
        yield* quiesce
        assert.isTrue(pushed.some(({ type }) => type === "started"))
        const { attach } = yield* ActiveJobs.ActiveJobs
        const attachment = { jobId: jobId(1), keyHash: hashJobKey(key(1)), connectionId: connectionId("other") }
        assert.deepStrictEqual(yield* attach(attachment), Option.some([]))
      })
    )
  )
})

const failure = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.map(Effect.flip(effect), (error) => error)

describe("reading a job", () => {
  it.effect("gives its whole result when it has finished", () =>
    withFlow(() =>
      Effect.gen(function* () {
        yield* submit(request(1, "quick"))
        yield* quiesce
        assert.deepStrictEqual(yield* readJob(jobId(1), key(1)), {
          jobId: jobId(1),
          status: "finished",
          result: result("quick")
        })
      })
    )
  )

  for (const [what, other] of [
    ["another key", key(2)],
    ["no key", undefined]
  ] as const) {
    it.effect(`with ${what} is as if there were no job, running or finished, and cancels nothing`, () =>
      withFlow(({ ends }) =>
        Effect.gen(function* () {
          yield* submitOne
          yield* quiesce
          assert.strictEqual((yield* failure(readJob(jobId(1), other)))._tag, "JobUnknown")
          assert.strictEqual((yield* failure(cancelJob(jobId(1), other)))._tag, "JobUnknown")
          yield* TestClock.adjust("1 minute")
          yield* quiesce
          assert.deepStrictEqual(ends(), [[jobId(1), "success"]])
          assert.strictEqual((yield* failure(readJob(jobId(1), other)))._tag, "JobUnknown")
        })
      )
    )
  }

  it.effect("is over 15 minutes after its end", () =>
    withFlow(() =>
      Effect.gen(function* () {
        yield* submit(request(1, "quick"))
        yield* quiesce
        yield* TestClock.adjust("14 minutes")
        assert.deepInclude(yield* readJob(jobId(1), key(1)), { status: "finished" })
        yield* TestClock.adjust("1 minute")
        assert.strictEqual((yield* failure(readJob(jobId(1), key(1))))._tag, "JobUnknown")
      })
    )
  )

  it.effect("is no job any more when its message became a dead letter, unless it was submitted again", () =>
    withFlow(() =>
      Effect.gen(function* () {
        const again = { ...request(1, "slow"), attempt: 2, connectionId: connectionId("other") }
        yield* submit(request(1, "unlucky"))
        yield* submit(request(2, "unlucky"))
        yield* quiesce
        const pass = Effect.fnUntraced(function* (seconds: number) {
          for (let passed = 0; passed < seconds; passed += 5) {
            yield* TestClock.adjust("5 seconds")
            yield* quiesce
          }
        })
        yield* pass(70)
        assert.deepInclude(yield* readJob(jobId(1), key(1)), { status: "queued" })
        yield* submit(again)
        // Each of the two is hidden for 80 s in all.
        yield* pass(20)
        assert.deepInclude(yield* readJob(jobId(1), key(1)), { status: "running" })
        yield* pass(80)
        assert.strictEqual((yield* failure(readJob(jobId(2), key(2))))._tag, "JobUnknown")
      })
    )
  )

  it.effect("is nobody else's who submits one under the same id with a key of their own", () =>
    withFlow(({ interrupted }) =>
      Effect.gen(function* () {
        yield* submitOne
        yield* quiesce
        yield* submit({ ...request(1, "slow"), jobKey: key(7), attempt: 2, connectionId: connectionId("thief") })
        // It is another job, which is theirs to cancel.
        assert.deepInclude(yield* readJob(jobId(1), key(7)), { status: "queued" })
        yield* cancelJob(jobId(1), key(7))
        yield* quiesce
        assert.deepStrictEqual(interrupted, [])
        assert.deepInclude(yield* readJob(jobId(1), key(1)), { status: "running" })
      })
    )
  )

  it.effect("is no job any more when its turn comes and nobody is there for it", () => {
    let isThere = true
    return withFlow(() =>
      Effect.gen(function* () {
        yield* submit(request(1, "slow"))
        yield* submit(request(2, "quick"))
        yield* quiesce
        isThere = false
        yield* TestClock.adjust("1 minute")
        yield* quiesce
        assert.strictEqual((yield* failure(readJob(jobId(2), key(2))))._tag, "JobUnknown")
      })
    ).pipe(
      Effect.provideService(
        ConnectionLookup,
        lookupOf(() => isThere)
      )
    )
  })

  it.effect("is no job any more when nobody is there for what it says, unless it was submitted again", () =>
    withFlow(({ gone }) =>
      Effect.gen(function* () {
        yield* submit(request(1, "slow"))
        yield* submit(request(2, "slow"))
        yield* quiesce
        const again = JobRequest.make({ ...request(2, "slow"), attempt: 2, connectionId: connectionId("two") })
        yield* submit(again)
        yield* quiesce
        gone.add(connectionId("one"))
        yield* TestClock.adjust("1 minute")
        yield* quiesce
        assert.strictEqual((yield* failure(readJob(jobId(1), key(1))))._tag, "JobUnknown")
        assert.deepInclude(yield* readJob(jobId(2), key(2)), { status: "finished" })
        // The first submit of it comes last, and to nobody.
        yield* TestClock.adjust("1 hour")
        yield* submit(request(2, "slow"))
        yield* quiesce
        assert.strictEqual((yield* failure(readJob(jobId(2), key(2))))._tag, "JobUnknown")
      })
    )
  )

  it.effect("says so where jobs are not kept", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* failure(readJob(jobId(1), key(1))))._tag, "JobsNotKept")
      assert.strictEqual((yield* failure(cancelJob(jobId(1), key(1))))._tag, "JobsNotKept")
    })
  )

  it.effect("knows nothing of a job that the queue did not take", () =>
    Effect.gen(function* () {
      const active = yield* ActiveJobs.ActiveJobs
      const job = { jobId: jobId(9), keyHash: hashJobKey(key(9)) } as never
      yield* Effect.exit(active.enqueue(job, Effect.failCause(Cause.fail("full"))))
      assert.strictEqual(active.find(jobId(9), hashJobKey(key(9)))._tag, "None")
    }).pipe(
      Effect.provide(
        ActiveJobs.layerMemory.pipe(
          Layer.provide([Layer.succeed(Push, { send: () => Effect.void }), Layer.succeed(Runtimes, runtimes)])
        )
      )
    )
  )
})
