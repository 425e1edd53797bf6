import { assert, describe, it } from "@effect/vitest"
import { ConnectionGone, Push, PushUnavailable } from "@glissade/core/Push"
import type { Delivery } from "@glissade/core/Queue"
import { groupId } from "@glissade/core/Queue"
import type { SandboxEvent } from "@glissade/core/Sandbox"
import { Sandbox, SandboxUnavailable } from "@glissade/core/Sandbox"
import { ConnectionLookup } from "@glissade/core/ConnectionLookup"
import { work } from "@glissade/core/JobWorker"
import type { Job } from "@glissade/protocol/Job"
import { maximumDiagnosticBytes, maximumDiagnostics } from "@glissade/protocol/Diagnostic"
import { JobBody } from "@glissade/protocol/Job"
import type { ServerMessage } from "@glissade/protocol/Message"
import { ServerMessage as ServerMessageSchema } from "@glissade/protocol/Message"
import { job, lookupOf, result, runtimes } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import * as TestClock from "effect/testing/TestClock"

const deliver = (sent: Job, receiveCount = 1): Delivery => ({
  messageId: "message-1",
  groupId: groupId(sent),
  body: Schema.encodeSync(JobBody)(sent),
  receiveCount,
  attributes: {}
})

const output = (data: string, stream: "stdout" | "stderr" = "stdout"): SandboxEvent => ({
  type: "output",
  stream,
  data
})
const started: SandboxEvent = { type: "started" }
const finished = (stdout: string): SandboxEvent => ({ type: "finished", result: result(stdout) })

type Events = Stream.Stream<SandboxEvent, SandboxUnavailable>

/** Works on one delivery with a push that is given and a sandbox whose runs all go as the events say. */
const workWith = (push: Push["Service"], events: Events, delivery: Delivery) =>
  work(delivery).pipe(
    Effect.provideService(Push, push),
    Effect.provideService(Sandbox, { run: () => events, runtimes })
  )

/** A push that keeps what arrives, and fails as the function says. */
const recorder = (
  fail: (message: ServerMessage, sends: number) => ConnectionGone | PushUnavailable | undefined = () => undefined
) => {
  const messages: Array<ServerMessage> = []
  let sends = 0
  const service = Push.of({
    send: (_, message) =>
      Effect.suspend(() => {
        const error = fail(message, ++sends)
        if (error !== undefined) return Effect.fail(error)
        messages.push(message)
        return Effect.void
      })
  })
  return { service, messages, sends: () => sends }
}

/** Lets every fiber run until all of them wait for time to pass. */
const quiesce = Effect.repeat(Effect.yieldNow, { times: 50 })

const summary = (message: ServerMessage) =>
  message.type === "output" ? `${message.stream}:${message.data}` : message.type

describe("work", () => {
  it.effect("pushes started, the output in its order and the result, numbered from 0 under one run", () =>
    Effect.gen(function* () {
      const push = recorder()
      const events = Stream.make(started, output("a"), output("b"), output("!", "stderr"), output("c"), finished("abc"))
      yield* workWith(push.service, events, deliver(job(7), 2))
      assert.deepStrictEqual(push.messages.map(summary), ["started", "stdout:ab", "stderr:!", "stdout:c", "result"])
      const runs = push.messages.map((message) => ("runId" in message ? message : undefined)!)
      assert.deepStrictEqual(
        runs.map((message) => message.seq),
        [0, 1, 2, 3, 4]
      )
      assert.strictEqual(new Set(runs.map((message) => message.runId)).size, 1)
      assert.isTrue(runs.every((run) => run.delivery === 2 && run.attempt === 1 && run.jobId === job(7).jobId))
    })
  )

  it.effect("pushes output while the program still runs, at most 50 ms after it was written", () =>
    Effect.gen(function* () {
      const push = recorder()
      const events = Stream.make(started, output("early")).pipe(
        Stream.concat(Stream.fromEffect(Effect.as(Effect.sleep("1 second"), finished("early"))))
      )
      const fiber = yield* Effect.forkChild(workWith(push.service, events, deliver(job(1))))
      yield* quiesce
      yield* TestClock.adjust("49 millis")
      assert.deepStrictEqual(push.messages.map(summary), ["started"])
      yield* quiesce
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(push.messages.map(summary), ["started", "stdout:early"])
      yield* quiesce
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(fiber)
    })
  )

  it.effect("sends no message over 30,000 bytes, and leaves the output out of a result that would be", () =>
    Effect.gen(function* () {
      const push = recorder()
      const text = '"é😀\n'.repeat(20_000)
      yield* workWith(push.service, Stream.make(started, output(text), finished(text)), deliver(job(1)))
      const encode = Schema.encodeSync(Schema.fromJsonString(ServerMessageSchema))
      for (const message of push.messages) assert.isAtMost(Buffer.byteLength(encode(message)), 30_000)
      const pieces = push.messages.map((message) => (message.type === "output" ? message.data : ""))
      assert.strictEqual(pieces.join(""), text)
      const last = push.messages.at(-1)!
      assert.isTrue(last.type === "result" && last.result.stdout === null && last.result.stderr === null)
    })
  )

  it.effect("pushes what a check found in a message that is no longer, with the output apart if need be", () =>
    Effect.gen(function* () {
      const encode = Schema.encodeSync(Schema.fromJsonString(ServerMessageSchema))
      const found = { file: "main.ts", line: 1, column: 7, code: 2322, message: "é".repeat(120) }
      const diagnostics = Array.from({ length: maximumDiagnostics }, () => found)
      assert.isBelow(Buffer.byteLength(JSON.stringify(diagnostics)), maximumDiagnosticBytes)
      const error = { type: "T".repeat(200), message: '"'.repeat(1_000) }
      const lengths = [0, 5_000, 9_000, 14_000, 20_000]
      for (const length of lengths) {
        const push = recorder()
        const text = "x".repeat(length)
        const end: SandboxEvent = { type: "finished", result: result(text, { diagnostics, error }) }
        yield* workWith(push.service, Stream.make(started, output(text), end), deliver(job(8)))
        const last = push.messages.at(-1)!
        assert.isAtMost(Buffer.byteLength(encode(last)), 30_000)
        assert(last.type === "result")
        assert.deepStrictEqual(last.result.diagnostics, diagnostics)
        assert.strictEqual(last.result.stdout === null, length > 10_000)
      }
    })
  )

  it.effect("pushes pictures in parts after the output, and leaves them out of the result", () =>
    Effect.gen(function* () {
      const push = recorder()
      const artifacts = [
        { name: "a.png", mediaType: "image/png", data: "A".repeat(60_000) },
        { name: "b.svg", mediaType: "image/svg+xml", data: "Qg==" }
      ] as const
      const end: SandboxEvent = { type: "finished", result: result("a", { artifacts }) }
      yield* workWith(push.service, Stream.make(started, output("a"), end), deliver(job(7)))
      const encode = Schema.encodeSync(Schema.fromJsonString(ServerMessageSchema))
      for (const message of push.messages) assert.isAtMost(encode(message).length, 30_000)
      assert.deepStrictEqual(
        push.messages.map((message) => (message.type === "artifact" ? message.name : message.type)),
        ["started", "output", "a.png", "a.png", "a.png", "b.svg", "result"]
      )
      assert.deepStrictEqual(
        push.messages.map((message) => ("seq" in message ? message.seq : undefined)),
        [0, 1, 2, 3, 4, 5, 6]
      )
      const data = push.messages.map((message) => (message.type === "artifact" ? message.data : "")).join("")
      assert.strictEqual(data, artifacts.map((artifact) => artifact.data).join(""))
      const last = push.messages.at(-1)
      assert.deepStrictEqual(last?.type === "result" && last.result, result("a"))
    })
  )

  it.effect("does not run a program whose connection has gone, and is done with the message", () =>
    Effect.gen(function* () {
      const push = recorder(() => new ConnectionGone())
      let ran = false
      const events = Stream.make(started).pipe(
        Stream.concat(Stream.fromEffect(Effect.sync(() => ((ran = true), started))))
      )
      yield* workWith(push.service, Stream.concat(events, Stream.fromEffect(Effect.never)), deliver(job(1)))
      assert.strictEqual(push.sends(), 1)
      // The program leaves for the interpreter when the stream is asked for more than `started`.
      assert.isFalse(ran)
    })
  )

  it.effect("does not wait for an interpreter where it is known that the connection has gone", () =>
    Effect.gen(function* () {
      const push = recorder()
      yield* workWith(push.service, Stream.never, deliver(job(1))).pipe(
        Effect.provideService(
          ConnectionLookup,
          lookupOf(() => false)
        )
      )
      assert.strictEqual(push.sends(), 0)
    })
  )

  it.effect("stops a program when its connection goes while it runs", () =>
    Effect.gen(function* () {
      const push = recorder((message) => (message.type === "output" ? new ConnectionGone() : undefined))
      let stopped = false
      const events = Stream.make(started, output("x")).pipe(
        Stream.concat(Stream.fromEffect(Effect.onInterrupt(Effect.never, () => Effect.sync(() => (stopped = true)))))
      )
      const fiber = yield* Effect.forkChild(workWith(push.service, events, deliver(job(1))))
      yield* quiesce
      yield* TestClock.adjust("50 millis")
      yield* Fiber.join(fiber)
      assert.isTrue(stopped)
    })
  )

  it.effect("tries a push that is unavailable three more times and goes on where it was", () =>
    Effect.gen(function* () {
      const push = recorder((_, sends) =>
        sends >= 2 && sends <= 4 ? new PushUnavailable({ message: "throttled" }) : undefined
      )
      const events = Stream.make(started, output("a"), finished("a"))
      const fiber = yield* Effect.forkChild(workWith(push.service, events, deliver(job(1))))
      yield* quiesce
      for (let second = 0; second < 5; second++) {
        yield* TestClock.adjust("1 second")
        yield* quiesce
      }
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(push.messages.map(summary), ["started", "stdout:a", "result"])
    })
  )

  it.effect("gives the message back when a push stays unavailable", () =>
    Effect.gen(function* () {
      const push = recorder(() => new PushUnavailable({ message: "throttled" }))
      const fiber = yield* Effect.forkChild(
        Effect.exit(workWith(push.service, Stream.make(started, finished("")), deliver(job(1))))
      )
      yield* quiesce
      for (let second = 0; second < 5; second++) {
        yield* TestClock.adjust("1 second")
        yield* quiesce
      }
      assert.isTrue(Exit.isFailure(yield* Fiber.join(fiber)))
      assert.strictEqual(push.sends(), 4)
    })
  )

  it.effect("gives the message back when the sandbox fails, or ends without a result", () =>
    Effect.gen(function* () {
      const push = recorder()
      const crash = new SandboxUnavailable({ reason: "crashed", message: "the process died" })
      for (const events of [Stream.concat(Stream.make(started), Stream.fail(crash)), Stream.make(started)]) {
        const error = yield* Effect.flip(workWith(push.service, events, deliver(job(1))))
        assert.strictEqual(error._tag, "SandboxUnavailable")
      }
    })
  )

  it.effect(
    "ends a job as memory_limit whose interpreter the system killed twice, and gives it back the first time",
    () =>
      Effect.gen(function* () {
        const push = recorder()
        const killed = new SandboxUnavailable({ reason: "killed", message: "the process was killed" })
        const events = Stream.concat(Stream.make(started, output("a")), Stream.fail(killed))
        const first = yield* Effect.flip(workWith(push.service, events, deliver(job(1), 1)))
        assert.deepInclude(first, { _tag: "SandboxUnavailable", reason: "killed" })
        yield* workWith(push.service, events, deliver(job(1), 2))
        const last = push.messages.at(-1)
        assert.isTrue(last?.type === "result")
        if (last?.type !== "result") return
        assert.deepInclude(last.result, { status: "memory_limit", exitCode: null })
        assert.include(last.result.error?.message, "more memory than the server has")
      })
  )

  it.effect("gives a message back that is no job, without a word of its body in the error", () =>
    Effect.gen(function* () {
      const push = recorder()
      for (const body of ["", "secret text", "[]", '{"job_id":"secret"}']) {
        const delivery = { ...deliver(job(1)), body }
        const error = yield* Effect.flip(workWith(push.service, Stream.empty, delivery))
        assert.strictEqual(error._tag, "MalformedJob")
        assert.notInclude(JSON.stringify(error), "secret")
      }
      assert.strictEqual(push.sends(), 0)
    })
  )

  it.effect("takes a job of a newer version that has fields it does not know", () =>
    Effect.gen(function* () {
      const push = recorder()
      const delivery = deliver(job(1))
      const body = JSON.stringify({ ...JSON.parse(delivery.body), priority: "high" })
      yield* workWith(push.service, Stream.make(started, finished("")), { ...delivery, body })
      assert.deepStrictEqual(push.messages.map(summary), ["started", "result"])
    })
  )

  it.effect("is one trace with the submit: the wait in the queue, the run and every push are spans of it", () =>
    Effect.gen(function* () {
      const spans: Array<Tracer.Span> = []
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          spans.push(span)
          return span
        }
      })
      const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
      const delivery = { ...deliver(job(1)), attributes: { traceparent } }
      yield* Effect.withTracer(
        workWith(recorder().service, Stream.make(started, output("a"), finished("a")), delivery),
        tracer
      )
      assert.deepStrictEqual(spans.map(({ name }) => name).toSorted(), [
        "JobWorker.work",
        "Push.send",
        "Push.send",
        "Push.send",
        "Queue.wait",
        "Sandbox.run"
      ])
      assert.isTrue(spans.every(({ traceId }) => traceId === "0af7651916cd43dd8448eb211c80319c"))
      assert.isTrue(spans.every(({ status }) => status._tag === "Ended"))
      const work = spans.find(({ name }) => name === "JobWorker.work")!
      assert.isTrue(Option.isSome(work.parent) && work.parent.value.spanId === "b7ad6b7169203331")
    })
  )
})
