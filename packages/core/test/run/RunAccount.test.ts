import { assert, describe, it } from "@effect/vitest"
import * as ActiveJobs from "@glissade/core/ActiveJobs"
import { Runtimes } from "@glissade/core/Admission"
import { CurrentUser } from "@glissade/core/CurrentUser"
import { execute } from "@glissade/core/Execute"
import { work } from "@glissade/core/JobWorker"
import type { PushUnavailable } from "@glissade/core/Push"
import { ConnectionGone, Push } from "@glissade/core/Push"
import type { Delivery } from "@glissade/core/Queue"
import { groupId } from "@glissade/core/Queue"
import { Queue } from "@glissade/core/Queue"
import { layerMemory as layerQueue } from "@glissade/core/QueueMemory"
import { QueueMonitor } from "@glissade/core/QueueMonitor"
import type { RunEvent } from "@glissade/core/RunEvent"
import { RunJournal } from "@glissade/core/RunJournal"
import type { SandboxEvent } from "@glissade/core/Sandbox"
import { layerMemory as layerSandbox, SandboxUnavailable } from "@glissade/core/Sandbox"
import { submit } from "@glissade/core/Submit"
import { JobKeyHash, UserId } from "@glissade/protocol/Ids"
import type { Job } from "@glissade/protocol/Job"
import type { ServerMessage } from "@glissade/protocol/Message"
import { connectionId, execution, job, jobId, lookupOf, result, runtimes } from "@glissade/testing/Fixtures"
import { ConnectionLookup } from "@glissade/core/ConnectionLookup"
import { layerRunJournal, RunJournalMemory } from "@glissade/testing/RunJournalMemory"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"

const started: SandboxEvent = { type: "started" }
const finished: SandboxEvent = { type: "finished", result: result("1\n") }

type Events = Stream.Stream<SandboxEvent, SandboxUnavailable>

const ends = Stream.make(started, finished)
const endsLater = Stream.concat(
  Stream.make(started),
  Stream.fromEffect(Effect.delay(Effect.succeed(finished), "9 seconds"))
)
const crashes: Events = Stream.fail(new SandboxUnavailable({ reason: "crashed", message: "gone" }))

const pushOf = (send: (message: ServerMessage) => Effect.Effect<void, ConnectionGone | PushUnavailable>) =>
  Layer.succeed(Push, { send: (_, message) => send(message) })

const arrives = pushOf(() => Effect.void)

const host = (events: Events, push: Layer.Layer<Push> = arrives) =>
  Layer.mergeAll(
    layerSandbox(runtimes, () => events),
    push,
    layerQueue(),
    Layer.succeed(Runtimes, runtimes)
  )

const deliver = (sent: Job, receiveCount = 1): Delivery => ({
  messageId: "m",
  groupId: groupId(sent),
  body: "",
  job: sent,
  receiveCount,
  attributes: {}
})

/** What the journal kept, without what all events of a run have. */
const kept = Effect.gen(function* () {
  yield* (yield* RunJournal).flush
  return (yield* RunJournalMemory).events()
})

const tags = Effect.map(kept, (events) => events.map(({ _tag }) => _tag))

/** Lets every fiber run until all of them wait for time to pass. */
const quiesce = Effect.repeat(Effect.yieldNow, { times: 50 })

const alice = UserId.make("alice")
const asAlice = Effect.provideService(CurrentUser, { id: alice, claims: {} })

describe("the account of a job", () => {
  it.effect("is that it was submitted, with its program, and then started and finished, with its result", () =>
    Effect.gen(function* () {
      const queue = yield* Queue
      yield* TestClock.setTime(1_000)
      yield* asAlice(submit({ language: "python", code: "print(1)", connectionId: connectionId("c"), jobId: jobId(1) }))
      const worker = yield* Effect.forkChild(queue.consume(work))
      yield* quiesce
      yield* TestClock.adjust("9 seconds")
      yield* (yield* QueueMonitor).whenEmpty
      yield* Fiber.interrupt(worker)
      const run = { way: "async", jobId: jobId(1), attempt: 1, owner: alice, language: "python" } as const
      const expected: ReadonlyArray<RunEvent> = [
        { _tag: "submitted", ...run, at: 1_000, program: execution("print(1)") },
        { _tag: "started", ...run, at: 1_000, delivery: 1 },
        { _tag: "finished", ...run, at: 10_000, delivery: 1, result: result("1\n") }
      ]
      assert.deepStrictEqual(yield* kept, expected)
    }).pipe(Effect.provide([host(endsLater), layerRunJournal()]))
  )

  it.effect("has no owner where nobody says who submits", () =>
    Effect.gen(function* () {
      yield* submit({ language: "python", code: "", connectionId: connectionId("c") })
      const [event] = yield* kept
      assert.notProperty(event, "owner")
    }).pipe(Effect.provide([host(ends), layerRunJournal()]))
  )

  it.effect("has nothing of a submit that the queue refused", () =>
    Effect.gen(function* () {
      const code = "\u0001".repeat(100_000)
      yield* Effect.flip(submit({ language: "python", code, connectionId: connectionId("c") }))
      assert.deepStrictEqual(yield* kept, [])
    }).pipe(Effect.provide([host(ends), layerRunJournal()]))
  )

  it.effect("has the result of a run whose connection closed before it could be pushed, and no other end", () =>
    Effect.gen(function* () {
      yield* work(deliver(job(1)))
      assert.deepStrictEqual(yield* tags, ["started", "finished"])
    }).pipe(
      Effect.provide([
        host(
          ends,
          pushOf(({ type }) => (type === "result" ? Effect.fail(new ConnectionGone()) : Effect.void))
        ),
        layerRunJournal()
      ])
    )
  )

  it.effect("is that it was cancelled where nobody is there for it any more", () =>
    Effect.gen(function* () {
      yield* work(deliver(job(1)))
      const [only, ...more] = yield* kept
      assert.deepInclude(only, { _tag: "cancelled", reason: "connection" })
      assert.deepStrictEqual(more, [])
    }).pipe(
      Effect.provide([host(ends), layerRunJournal()]),
      Effect.provideService(
        ConnectionLookup,
        lookupOf(() => false)
      )
    )
  )

  const keyHash = JobKeyHash.make("ab".repeat(32))
  const withKey = job(1, "c", { keyHash })

  for (const waits of [true, false]) {
    it.effect(`is that a person cancelled it while it ${waits ? "waited" : "ran"}`, () =>
      Effect.gen(function* () {
        const active = yield* ActiveJobs.ActiveJobs
        yield* active.enqueue(withKey, Effect.void)
        if (waits) yield* active.cancel(withKey.jobId, keyHash)
        const worker = yield* Effect.forkChild(work(deliver(withKey)))
        yield* TestClock.adjust("1 second")
        if (!waits) yield* active.cancel(withKey.jobId, keyHash)
        yield* Fiber.join(worker)
        const events = yield* kept
        assert.deepInclude(events.at(-1), { _tag: "cancelled", reason: "person" })
        assert.strictEqual(events.length, waits ? 1 : 2)
      }).pipe(Effect.provide([ActiveJobs.layerMemory.pipe(Layer.provideMerge(host(endsLater))), layerRunJournal()]))
    )
  }

  it.effect("is that it is a dead letter when its fifth delivery failed", () =>
    Effect.gen(function* () {
      for (const receive of [1, 2, 3, 4]) yield* Effect.flip(work(deliver(job(1), receive)))
      assert.deepStrictEqual(yield* kept, [])
      yield* Effect.flip(work(deliver(job(1), 5)))
      const [only, ...more] = yield* kept
      assert.deepInclude(only, { _tag: "dead-lettered", jobId: jobId(1), delivery: 5 })
      assert.deepStrictEqual(more, [])
    }).pipe(Effect.provide([host(crashes), layerRunJournal()]))
  )
})

describe("the account of a synchronous call", () => {
  it.effect("is the same under an id of its own", () =>
    Effect.gen(function* () {
      yield* asAlice(execute({ language: "python", code: "print(1)" }))
      const events = yield* kept
      assert.deepStrictEqual(
        events.map(({ _tag, owner, way }) => [_tag, owner, way]),
        [
          ["submitted", alice, "sync"],
          ["started", alice, "sync"],
          ["finished", alice, "sync"]
        ]
      )
      assert.strictEqual(new Set(events.map((event) => event.jobId)).size, 1)
    }).pipe(Effect.provide([host(ends), layerRunJournal()]))
  )

  it.effect("says so where no interpreter could run it, and where the caller left", () =>
    Effect.gen(function* () {
      yield* Effect.flip(Effect.provide(execute({ language: "python", code: "" }), host(crashes)))
      const leaving = yield* Effect.forkChild(
        Effect.provide(execute({ language: "python", code: "" }), host(endsLater))
      )
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(leaving)
      const reasons = (yield* kept).flatMap((event) => (event._tag === "cancelled" ? [event.reason] : []))
      assert.deepStrictEqual(reasons, ["unavailable", "connection"])
    }).pipe(Effect.provide(layerRunJournal()))
  )
})

describe("a journal whose sink never answers", () => {
  it.effect("is in nobody's way: jobs are taken, run and pushed", () => {
    const pushed: Array<string> = []
    const push = pushOf(({ type }) => Effect.sync(() => void pushed.push(type)))
    return Effect.gen(function* () {
      const queue = yield* Queue
      const sink = yield* RunJournalMemory
      sink.become("hanging")
      const worker = yield* Effect.forkChild(queue.consume(work))
      for (let n = 1; n <= 30; n++) {
        yield* submit({ language: "python", code: "print(1)", connectionId: connectionId("c"), jobId: jobId(n) })
      }
      yield* (yield* QueueMonitor).whenEmpty
      sink.become("open")
      yield* Fiber.interrupt(worker)
      assert.strictEqual(pushed.filter((type) => type === "result").length, 30)
    }).pipe(Effect.provide([host(ends, push), layerRunJournal({ maximumEvents: 10 })]))
  })
})
