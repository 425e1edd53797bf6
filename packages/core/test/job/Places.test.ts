import { assert, describe, it } from "@effect/vitest"
import * as ActiveJobs from "@glissade/core/ActiveJobs"
import { Runtimes } from "@glissade/core/Admission"
import { BlockList, layerMemory as layerBlockList } from "@glissade/core/BlockList"
import { CurrentUser } from "@glissade/core/CurrentUser"
import { ConnectionLookup } from "@glissade/core/ConnectionLookup"
import { execute } from "@glissade/core/Execute"
import { work } from "@glissade/core/JobWorker"
import { Push } from "@glissade/core/Push"
import { Queue, QueueFull } from "@glissade/core/Queue"
import { layerMemory as layerQueue } from "@glissade/core/QueueMemory"
import { QueueMonitor } from "@glissade/core/QueueMonitor"
import { Quotas, unlimited } from "@glissade/core/Quotas"
import type { SandboxEvent } from "@glissade/core/Sandbox"
import { layerMemory as layerSandbox, SandboxUnavailable } from "@glissade/core/Sandbox"
import { submit } from "@glissade/core/Submit"
import { JobKey, JobKeyHash, UserId } from "@glissade/protocol/Ids"
import type { ServerMessage } from "@glissade/protocol/Message"
import { connectionId, job, jobId, lookupOf, result, runtimes } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"

const alice = UserId.make("alice")
const asAlice = Effect.provideService(CurrentUser, { id: alice, claims: {} })

const started: SandboxEvent = { type: "started" }
const finished: SandboxEvent = { type: "finished", result: result("1\n") }

type Events = Stream.Stream<SandboxEvent, SandboxUnavailable>

/** Runs for nine seconds. */
const ends: Events = Stream.concat(
  Stream.make(started),
  Stream.fromEffect(Effect.delay(Effect.succeed(finished), "9 seconds"))
)
/** Crashes after three seconds, each time. */
const crashes: Events = Stream.concat(
  Stream.make(started),
  Stream.fromEffect(Effect.delay(new SandboxUnavailable({ reason: "crashed", message: "gone" }), "3 seconds"))
)
const waits: Events = Stream.never

/** What quotas are told, in order. */
const recorded = () => {
  const told: Array<string> = []
  const tell = (text: string) => Effect.sync(() => void told.push(text))
  const layer = Layer.succeed(Quotas, {
    admit: (user, { way }) =>
      Effect.as(tell(`${user.id} admitted, ${way}`), {
        withdraw: tell("withdrawn"),
        leave: (ms) => tell(`left after ${ms}`)
      }),
    report: ({ owner }, { hasEnded, processorMs }) =>
      tell(`${owner} ${hasEnded ? "ended" : "goes on"} after ${processorMs}`)
  })
  return { told, layer }
}

const host = (events: Events) => {
  const pushed: Array<ServerMessage> = []
  const quotas = recorded()
  const layer = ActiveJobs.layerMemory.pipe(
    Layer.provideMerge(layerQueue()),
    Layer.provideMerge(
      Layer.mergeAll(
        layerSandbox(runtimes, () => events),
        Layer.succeed(Push, { send: (_, message) => Effect.sync(() => void pushed.push(message)) }),
        Layer.succeed(Runtimes, runtimes),
        layerBlockList,
        quotas.layer
      )
    )
  )
  return { ...quotas, layer, pushed }
}

const key = JobKey.make("0123456789abcdef0123456789abcdef")
const request = { language: "python", code: "print(1)", connectionId: connectionId("c"), jobId: jobId(1), jobKey: key }
const call = { language: "python", code: "print(1)" }

/** Lets every fiber run until all of them wait for time to pass. */
const quiesce = Effect.repeat(Effect.yieldNow, { times: 50 })

const consuming = Effect.gen(function* () {
  yield* Effect.forkScoped((yield* Queue).consume(work))
  yield* quiesce
})

describe("the place of a job", () => {
  it.effect("is given back when its result was pushed, with the time that it had an interpreter", () => {
    const { layer, told } = host(ends)
    return Effect.gen(function* () {
      yield* asAlice(submit(request))
      yield* consuming
      yield* TestClock.adjust("9 seconds")
      yield* (yield* QueueMonitor).whenEmpty
      assert.deepStrictEqual(told, ["alice admitted, async", "alice ended after 9000"])
    }).pipe(Effect.scoped, Effect.provide(layer))
  })

  it.effect("is given back when the job was cancelled, with the time until then", () => {
    const { layer, told } = host(ends)
    return Effect.gen(function* () {
      const { cancel } = yield* ActiveJobs.ActiveJobs
      const keyHash = JobKeyHash.make("3e3f21a4acd0b8fd7ba0ef6b1a7d9dbc9b7d9a4e4a86e0a2a9c62b5cf4d4f1c1")
      const keyed = job(1, "c", { keyHash, owner: alice })
      const queue = yield* Queue
      yield* (yield* ActiveJobs.ActiveJobs).enqueue(keyed, queue.enqueue(keyed))
      yield* consuming
      yield* TestClock.adjust("2 seconds")
      yield* cancel(keyed.jobId, keyHash)
      yield* (yield* QueueMonitor).whenEmpty
      assert.deepStrictEqual(told, ["alice ended after 2000"])
    }).pipe(Effect.scoped, Effect.provide(layer))
  })

  it.effect("is kept between deliveries, each of which costs its time, and given back with the dead letter", () => {
    const { layer, told } = host(crashes)
    return Effect.gen(function* () {
      yield* asAlice(submit(request))
      yield* consuming
      yield* TestClock.adjust("5 minutes")
      const again = Array.from({ length: 4 }, () => "alice goes on after 3000")
      assert.deepStrictEqual(told, ["alice admitted, async", ...again, "alice ended after 3000"])
    }).pipe(Effect.scoped, Effect.provide(layer))
  })

  it.effect("is given back where nobody is there for the job any more", () => {
    const { layer, told } = host(ends)
    return Effect.gen(function* () {
      yield* work({
        messageId: "m",
        groupId: "c",
        body: "",
        job: job(1, "c", { owner: alice }),
        receiveCount: 1,
        attributes: {}
      })
      assert.deepStrictEqual(told, ["alice ended after 0"])
    }).pipe(
      Effect.provide(layer),
      Effect.provideService(
        ConnectionLookup,
        lookupOf(() => false)
      )
    )
  })

  it.effect("is not taken by a job that the queue refused", () => {
    const { layer, told } = host(ends)
    const full = new QueueFull({ scope: "queue", unit: "jobs", maximum: 1 })
    return Effect.gen(function* () {
      const { consume } = yield* Queue
      const refusing = Effect.provideService(submit(request), Queue, { consume, enqueue: () => Effect.fail(full) })
      assert.strictEqual((yield* Effect.flip(asAlice(refusing)))._tag, "QueueFull")
      assert.deepStrictEqual(told, ["alice admitted, async", "withdrawn"])
    }).pipe(Effect.provide(layer))
  })
})

describe("the place of a synchronous call", () => {
  it.effect("is given back with its result, and when its caller leaves", () => {
    const { layer, told } = host(ends)
    return Effect.gen(function* () {
      const first = yield* Effect.forkChild(asAlice(execute(call)))
      yield* TestClock.adjust("9 seconds")
      yield* Fiber.join(first)
      const second = yield* Effect.forkChild(asAlice(execute(call)))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(second)
      assert.deepStrictEqual(told, [
        "alice admitted, sync",
        "left after 9000",
        "alice admitted, sync",
        "left after 1000"
      ])
    }).pipe(Effect.provide(layer))
  })

  it.effect("costs nothing where no interpreter was free", () => {
    const { layer, told } = host(waits)
    return Effect.gen(function* () {
      const busy = yield* Effect.forkChild(Effect.flip(asAlice(execute(call))))
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual((yield* Fiber.join(busy))._tag, "SandboxUnavailable")
      assert.deepStrictEqual(told, ["alice admitted, sync", "withdrawn"])
    }).pipe(Effect.provide(layer))
  })
})

describe("a user who is blocked", () => {
  it.effect("has their running job cancelled at once, and those that wait when their turn comes", () => {
    const { layer, pushed, told } = host(ends)
    return Effect.gen(function* () {
      const { block } = yield* BlockList
      for (const n of [1, 2, 3]) yield* asAlice(submit({ ...request, jobId: jobId(n) }))
      yield* consuming
      yield* TestClock.adjust("1 second")
      yield* block(alice)
      yield* (yield* QueueMonitor).whenEmpty
      const ended = pushed.flatMap((message) => (message.type === "result" ? [message.result.status] : []))
      assert.deepStrictEqual(ended, ["cancelled", "cancelled", "cancelled"])
      assert.deepStrictEqual(told.slice(3), ["alice ended after 1000", "alice ended after 0", "alice ended after 0"])
      assert.lengthOf(
        pushed.filter(({ type }) => type === "started"),
        1
      )
    }).pipe(Effect.scoped, Effect.provide(layer))
  })

  it.effect("has a job without a key cancelled as well, and nobody else's", () => {
    const { layer, pushed } = host(ends)
    const { jobKey: _, ...keyless } = request
    return Effect.gen(function* () {
      const { block } = yield* BlockList
      yield* asAlice(submit(keyless))
      yield* submit({ ...keyless, jobId: jobId(2), connectionId: connectionId("other") })
      yield* consuming
      yield* TestClock.adjust("1 second")
      yield* block(alice)
      yield* TestClock.adjust("8 seconds")
      yield* (yield* QueueMonitor).whenEmpty
      const ended = pushed.flatMap((message) => (message.type === "result" ? [message.result.status] : []))
      assert.deepStrictEqual(ended, ["cancelled", "success"])
    }).pipe(Effect.scoped, Effect.provide(layer))
  })

  it.effect("has their synchronous call stopped", () => {
    const { layer, told } = host(ends)
    return Effect.gen(function* () {
      const { block } = yield* BlockList
      const running = yield* Effect.forkChild(Effect.flip(asAlice(execute(call))))
      const other = yield* Effect.forkChild(execute(call))
      yield* TestClock.adjust("1 second")
      yield* block(alice)
      assert.strictEqual((yield* Fiber.join(running))._tag, "UserBlocked")
      assert.include(told, "left after 1000")
      yield* TestClock.adjust("8 seconds")
      assert.strictEqual((yield* Fiber.join(other)).status, "success")
    }).pipe(Effect.provide(layer))
  })
})

it.effect("quotas that nobody sets admit everything", () =>
  Effect.gen(function* () {
    const place = yield* unlimited.admit({ id: undefined, claims: {} }, { way: "sync", execution: job(1).execution })
    yield* Effect.all([place.withdraw, place.leave(1), unlimited.report(job(1), { processorMs: 1, hasEnded: true })])
  })
)
