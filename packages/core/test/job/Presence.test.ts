import { assert, describe, it } from "@effect/vitest"
import * as ActiveJobs from "@glissade/core/ActiveJobs"
import { Runtimes } from "@glissade/core/Admission"
import type { FairnessKey } from "@glissade/core/Caller"
import { CurrentFairnessKey } from "@glissade/core/Caller"
import { answerFrame } from "@glissade/core/Frames"
import * as Metrics from "@glissade/core/Metrics"
import { ConnectionGone, Connections, layerMemory as layerPush } from "@glissade/core/Push"
import { Queue } from "@glissade/core/Queue"
import * as QueueMemory from "@glissade/core/QueueMemory"
import { QueueMonitor } from "@glissade/core/QueueMonitor"
import * as ResultStore from "@glissade/core/ResultStore"
import type { SandboxEvent } from "@glissade/core/Sandbox"
import { layerMemory as layerSandbox } from "@glissade/core/Sandbox"
import { submit } from "@glissade/core/Submit"
import { work } from "@glissade/core/JobWorker"
import { JobRequest } from "@glissade/protocol/Execution"
import { JobKey } from "@glissade/protocol/Ids"
import { maximumQueueMessageBytes } from "@glissade/protocol/Job"
import type { ServerMessage } from "@glissade/protocol/Message"
import { connectionId, jobId, result, runtimes } from "@glissade/testing/Fixtures"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"

const key = (n: number) => JobKey.make(`key-of-job-${n}`.padEnd(32, "0"))
const runMs = 10_000

/** What one interpreter did. A program takes ten seconds and prints its code before and after. */
const makeInterpreter = () => {
  const interpreter = Semaphore.makeUnsafe(1)
  /** Programs that were sent to it, and those that it was killed for. */
  const sent: Array<string> = []
  const killed: Array<string> = []
  /** For whom it was asked. */
  const keys: Array<FairnessKey> = []
  const run = (code: string): Stream.Stream<SandboxEvent> => {
    const print = (data: string): SandboxEvent => ({ type: "output", stream: "stdout", data })
    const program = Stream.fromEffect(Effect.sync(() => (sent.push(code), print(`${code} begins\n`)))).pipe(
      Stream.concat(
        Stream.fromEffect(
          Effect.as(Effect.sleep(runMs), print("ends\n")).pipe(
            Effect.onInterrupt(() => Effect.sync(() => killed.push(code)))
          )
        )
      ),
      Stream.concat(
        Stream.make<ReadonlyArray<SandboxEvent>>({ type: "finished", result: result(`${code} begins\nends\n`) })
      )
    )
    return Stream.unwrap(
      Effect.as(
        Effect.tap(CurrentFairnessKey, (key) => Effect.sync(() => keys.push(key))).pipe(
          Effect.andThen(
            Effect.acquireRelease(interpreter.take(1), () => interpreter.release(1), { interruptible: true })
          )
        ),
        Stream.concat(Stream.make<ReadonlyArray<SandboxEvent>>({ type: "started" }), program)
      )
    )
  }
  return { run, sent, killed, keys }
}

const quiesce = Effect.repeat(Effect.yieldNow, { times: 200 })

/** The flow of the embedded server with one interpreter, and what each connection was pushed. */
const withFlow = <A, E>(
  test: (flow: {
    readonly sent: ReadonlyArray<string>
    readonly killed: ReadonlyArray<string>
    readonly pushed: (name: string) => ReadonlyArray<ServerMessage>
    readonly open: (name: string) => Effect.Effect<void>
    readonly close: (name: string) => Effect.Effect<void>
    readonly keys: ReadonlyArray<FairnessKey>
    readonly submit: (n: number, name: string, withKey?: boolean, attempt?: number) => Effect.Effect<void>
    /** Submits the job again with a program that is too large for the queue. */
    readonly submitTooLarge: (n: number, name: string, attempt: number) => Effect.Effect<void>
    /** Has the next messages for a connection get stuck; they fail when the answer is run. */
    readonly fail: (name: string) => Effect.Effect<Effect.Effect<void>>
    readonly attach: (n: number, name: string) => Effect.Effect<void>
    readonly dropped: Effect.Effect<number>
  }) => Effect.Effect<A, E, QueueMonitor>
) =>
  Effect.gen(function* () {
    const { keys, killed, run, sent } = makeInterpreter()
    const inboxes = new Map<string, Array<ServerMessage>>()
    const inbox = (name: string) => {
      const messages = inboxes.get(name) ?? []
      inboxes.set(name, messages)
      return messages
    }
    const context = yield* Layer.build(
      ActiveJobs.layerMemory.pipe(
        Layer.provideMerge([QueueMemory.layerMemory(), ResultStore.layerMemory()]),
        Layer.provideMerge([
          layerPush,
          Layer.succeed(Runtimes, runtimes),
          layerSandbox(runtimes, ({ code }) => run(code))
        ])
      )
    )
    yield* Effect.gen(function* () {
      const queue = yield* Queue
      const connections = yield* Connections
      yield* Effect.forkScoped(queue.consume(work))
      const stuck = new Map<string, Deferred.Deferred<void, ConnectionGone>>()
      const receive = (name: string) => (message: ServerMessage) =>
        Effect.suspend(() => {
          const broken = stuck.get(name)
          return broken === undefined ? Effect.sync(() => void inbox(name).push(message)) : Deferred.await(broken)
        })
      const count = Effect.map(Metric.value(Metrics.connectionsGone), ({ count }) => Number(count))
      const before = yield* count
      yield* test({
        sent,
        killed,
        pushed: inbox,
        keys,
        open: (name) =>
          connections.open(connectionId(name), receive(name), { key: `caller of ${name}`, isLimited: false }),
        fail: (name) =>
          Effect.sync(() => {
            const broken = Deferred.makeUnsafe<void, ConnectionGone>()
            stuck.set(name, broken)
            return Effect.andThen(Deferred.fail(broken, new ConnectionGone()), quiesce)
          }),
        close: (name) => Effect.andThen(connections.close(connectionId(name)), quiesce),
        submitTooLarge: (n, name, attempt) =>
          submit(
            JobRequest.make({
              language: "python",
              code: "x".repeat(maximumQueueMessageBytes),
              connectionId: connectionId(name),
              jobId: jobId(n),
              jobKey: key(n),
              attempt
            })
          ).pipe(
            Effect.flip,
            Effect.tap((error) => Effect.sync(() => assert.strictEqual(error._tag, "JobTooLarge"))),
            Effect.orDie,
            Effect.andThen(quiesce),
            Effect.provideContext(context)
          ),
        submit: (n, name, withKey = false, attempt = 1) => {
          const to = connectionId(name)
          const request = { language: "python", code: `job ${n}`, connectionId: to, jobId: jobId(n), attempt }
          const keyed = withKey ? { ...request, jobKey: key(n) } : request
          return submit(JobRequest.make(keyed)).pipe(
            Effect.orDie,
            Effect.andThen(quiesce),
            Effect.provideContext(context)
          )
        },
        attach: (n, name) => {
          const frame = JSON.stringify({ action: "attach", job_id: jobId(n), job_key: key(n) })
          return Effect.provideContext(answerFrame(frame, connectionId(name)), context).pipe(
            Effect.flatMap((messages) => Effect.forEach(messages, receive(name), { discard: true })),
            Effect.orDie,
            Effect.andThen(quiesce)
          )
        },
        dropped: Effect.map(count, (now) => now - before)
      })
    }).pipe(Effect.provideContext(context))
  }).pipe(Effect.scoped)

const depth = Effect.flatMap(QueueMonitor, (queue) => queue.depth)

const text = (messages: ReadonlyArray<ServerMessage>) =>
  messages.map((message) => (message.type === "output" ? message.data : "")).join("")

describe("a job whose connection closes", () => {
  it.effect("leaves the line at once, costs no interpreter, and is counted", () =>
    withFlow(({ close, dropped, killed, open, sent, submit }) =>
      Effect.gen(function* () {
        yield* open("running")
        yield* submit(0, "running")
        for (let n = 1; n <= 100; n++) {
          yield* open(`c${n}`)
          yield* submit(n, `c${n}`)
        }
        for (let n = 1; n <= 100; n++) yield* close(`c${n}`)
        assert.strictEqual(yield* depth, 1)
        assert.strictEqual(yield* dropped, 100)
        yield* open("next")
        yield* submit(101, "next")
        yield* TestClock.adjust(runMs)
        yield* quiesce
        assert.deepStrictEqual(sent, ["job 0", "job 101"])
        assert.deepStrictEqual(killed, [])
      })
    )
  )

  it.effect("is not sent to an interpreter where it closes in the moment of its turn", () =>
    withFlow(({ close, open, sent, submit }) =>
      Effect.gen(function* () {
        yield* open("a")
        yield* open("b")
        yield* submit(1, "a")
        yield* submit(2, "b")
        yield* Effect.all([TestClock.adjust(runMs), close("b")], { concurrency: "unbounded" })
        yield* quiesce
        assert.deepStrictEqual(sent, ["job 1"])
      })
    )
  )

  it.effect("with a key gives up its place in the line, and is dropped after five seconds", () =>
    withFlow(({ close, open, sent, submit }) =>
      Effect.gen(function* () {
        yield* open("first")
        yield* submit(0, "first")
        yield* open("left")
        yield* submit(1, "left", true)
        yield* submit(2, "left", true)
        yield* close("left")
        yield* open("next")
        yield* submit(3, "next")
        yield* TestClock.adjust("4 seconds")
        yield* quiesce
        assert.strictEqual(yield* depth, 4)
        yield* TestClock.adjust("1 second")
        yield* quiesce
        assert.strictEqual(yield* depth, 2)
        yield* TestClock.adjust(runMs)
        yield* quiesce
        assert.deepStrictEqual(sent, ["job 0", "job 3"])
      })
    )
  )

  it.effect("while it runs loses its interpreter half a second later, and after five seconds where it has a key", () =>
    withFlow(({ close, killed, open, submit }) =>
      Effect.gen(function* () {
        yield* open("a")
        yield* submit(1, "a")
        yield* close("a")
        yield* TestClock.adjust("499 millis")
        yield* quiesce
        assert.deepStrictEqual(killed, [])
        yield* TestClock.adjust("1 millis")
        yield* quiesce
        assert.deepStrictEqual(killed, ["job 1"])
        yield* open("b")
        yield* submit(2, "b", true)
        yield* close("b")
        yield* TestClock.adjust("4999 millis")
        yield* quiesce
        assert.deepStrictEqual(killed, ["job 1"])
        yield* TestClock.adjust("1 millis")
        yield* quiesce
        assert.deepStrictEqual(killed, ["job 1", "job 2"])
      })
    )
  )
})

describe("a job that another connection is attached to", () => {
  it.effect("has the messages of the run so far first, and then the rest of the same run", () =>
    withFlow(({ attach, close, open, pushed, sent, submit }) =>
      Effect.gen(function* () {
        yield* open("before")
        yield* submit(1, "before", true)
        yield* TestClock.adjust("50 millis")
        yield* quiesce
        yield* close("before")
        yield* TestClock.adjust("3 seconds")
        yield* open("after")
        yield* attach(1, "after")
        assert.deepStrictEqual(
          pushed("after").map((message) => message.type),
          ["attached", "started", "output"]
        )
        yield* TestClock.adjust(runMs)
        yield* quiesce
        assert.deepStrictEqual(sent, ["job 1"])
        assert.strictEqual(text(pushed("after")), "job 1 begins\nends\n")
        const runs = [...pushed("before"), ...pushed("after")].flatMap((message) =>
          "runId" in message ? [message.runId] : []
        )
        assert.strictEqual(new Set(runs).size, 1)
        const seqs = pushed("after").flatMap((message) => ("seq" in message ? [message.seq] : []))
        assert.deepStrictEqual(seqs, [0, 1, 2, 3])
      })
    )
  )

  it.effect("comes back to the line, and runs for that connection", () =>
    withFlow(({ attach, close, open, pushed, sent, submit }) =>
      Effect.gen(function* () {
        yield* open("first")
        yield* submit(0, "first")
        yield* open("before")
        yield* submit(1, "before", true)
        yield* close("before")
        yield* open("after")
        yield* attach(1, "after")
        for (let n = 0; n < 2; n++) {
          yield* TestClock.adjust(runMs)
          yield* quiesce
        }
        assert.deepStrictEqual(sent, ["job 0", "job 1"])
        assert.strictEqual(pushed("after").at(-1)?.type, "result")
      })
    )
  )

  it.effect("is not found with another key, on another submit, or after its time", () =>
    withFlow(({ attach, close, open, pushed, submit }) =>
      Effect.gen(function* () {
        yield* open("a")
        yield* submit(1, "a", true)
        yield* open("thief")
        const frames = [
          { action: "attach", job_id: jobId(1), job_key: key(2) },
          { action: "attach", job_id: jobId(1), job_key: key(1), attempt: 2 }
        ]
        const active = yield* Effect.context<QueueMonitor>()
        for (const frame of frames) {
          const [answer] = yield* Effect.provideContext(
            answerFrame(JSON.stringify(frame), connectionId("thief")),
            active
          )
          assert.deepInclude(answer, { type: "attached", found: false })
        }
        yield* close("a")
        yield* TestClock.adjust("5 seconds")
        yield* quiesce
        yield* attach(1, "thief")
        assert.deepInclude(pushed("thief").at(-1), { type: "attached", found: false })
      })
    )
  )

  it.effect("is sent what the run has said once for each connection, however often that one asks", () =>
    withFlow(({ attach, close, open, pushed, submit }) =>
      Effect.gen(function* () {
        yield* open("before")
        yield* submit(1, "before", true)
        yield* TestClock.adjust("50 millis")
        yield* quiesce
        yield* close("before")
        for (const name of ["one", "two"]) {
          yield* open(name)
          yield* attach(1, name)
          yield* attach(1, name)
        }
        // It gave the job to the other one.
        yield* attach(1, "one")
        const found = (name: string) =>
          pushed(name).flatMap((message) => (message.type === "attached" ? [message.found] : []))
        assert.deepStrictEqual(found("one"), [true, true, false])
        assert.deepStrictEqual(found("two"), [true, true])
        assert.strictEqual(text(pushed("one")), "job 1 begins\n")
        assert.strictEqual(text(pushed("two")), "job 1 begins\n")
      })
    )
  )

  it.effect("goes on where the connection before it breaks in the middle of a message", () =>
    withFlow(({ attach, close, fail, open, pushed, sent, submit }) =>
      Effect.gen(function* () {
        yield* open("before")
        yield* submit(1, "before", true)
        // The output is on its way to the old connection when another one is attached.
        const stuck = yield* fail("before")
        yield* TestClock.adjust("50 millis")
        yield* quiesce
        yield* close("before")
        yield* open("after")
        yield* attach(1, "after")
        yield* stuck
        yield* TestClock.adjust(runMs)
        yield* quiesce
        assert.deepStrictEqual(sent, ["job 1"])
        assert.strictEqual(text(pushed("after")), "job 1 begins\nends\n")
        assert.strictEqual(pushed("after").at(-1)?.type, "result")
      })
    )
  )

  it.effect("takes the turns of its caller of now, and not of one that is gone", () =>
    withFlow(({ attach, close, open, keys, submit }) =>
      Effect.gen(function* () {
        yield* open("first")
        yield* submit(0, "first")
        yield* open("before")
        yield* submit(1, "before", true)
        yield* close("before")
        yield* open("after")
        yield* attach(1, "after")
        assert.deepStrictEqual(keys.at(-1), { caller: "caller of after", connection: connectionId("after") })
      })
    )
  )
})

describe("a job that is submitted again", () => {
  it.effect("is not run for its earlier attempt, whose connection is gone", () =>
    withFlow(({ close, open, pushed, sent, submit }) =>
      Effect.gen(function* () {
        yield* open("busy")
        yield* submit(0, "busy")
        yield* open("before")
        yield* submit(1, "before", true)
        yield* close("before")
        yield* open("after")
        yield* submit(1, "after", true, 2)
        for (let n = 0; n < 3; n++) {
          yield* TestClock.adjust(runMs)
          yield* quiesce
        }
        assert.deepStrictEqual(sent, ["job 0", "job 1"])
        const attempts = pushed("after").flatMap((message) => ("attempt" in message ? [message.attempt] : []))
        assert.deepStrictEqual([...new Set(attempts)], [2])
        assert.strictEqual(pushed("after").at(-1)?.type, "result")
      })
    )
  )

  it.effect("goes on for who is attached, where the queue refuses the later attempt", () =>
    withFlow(({ attach, close, killed, open, pushed, submit, submitTooLarge }) =>
      Effect.gen(function* () {
        yield* open("before")
        yield* submit(1, "before", true)
        yield* open("after")
        yield* attach(1, "after")
        yield* close("before")
        yield* TestClock.adjust("6 seconds")
        yield* open("another")
        yield* submitTooLarge(1, "another", 2)
        yield* TestClock.adjust(runMs)
        yield* quiesce
        assert.deepStrictEqual(killed, [])
        assert.strictEqual(pushed("after").at(-1)?.type, "result")
      })
    )
  )

  it.effect("is known while its latest attempt waits, when an earlier one is dropped", () =>
    withFlow(({ attach, close, open, pushed, submit }) =>
      Effect.gen(function* () {
        yield* open("busy")
        yield* submit(0, "busy")
        yield* open("before")
        yield* submit(1, "before", true)
        yield* close("before")
        yield* open("after")
        yield* submit(1, "after", true, 2)
        yield* TestClock.adjust("6 seconds")
        yield* quiesce
        yield* close("after")
        yield* open("last")
        yield* attach(1, "last")
        assert.deepInclude(pushed("last").at(0), { type: "attached", found: true })
      })
    )
  )
})
