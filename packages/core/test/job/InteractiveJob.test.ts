import { assert, describe, it } from "@effect/vitest"
import { answerFrame } from "@glissade/core/Frames"
import { work } from "@glissade/core/JobWorker"
import { Push } from "@glissade/core/Push"
import { groupId } from "@glissade/core/Queue"
import * as RunInputs from "@glissade/core/RunInputs"
import type { SandboxEvent } from "@glissade/core/Sandbox"
import { Sandbox } from "@glissade/core/Sandbox"
import type { Job } from "@glissade/protocol/Job"
import { JobBody } from "@glissade/protocol/Job"
import type { ServerMessage } from "@glissade/protocol/Message"
import { connectionId, job, jobId, result, runtimes } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

const event = (data: string): SandboxEvent => ({ type: "output", stream: "stdout", data })

/** A program that asks for lines until there are no more, and prints each. */
const asks = (input: Stream.Stream<string> = Stream.empty): Stream.Stream<SandboxEvent> =>
  Stream.make<[SandboxEvent, SandboxEvent, SandboxEvent]>({ type: "started" }, event("> "), { type: "waiting" }).pipe(
    Stream.concat(
      Stream.flatMap(input, (line) =>
        Stream.make<[SandboxEvent, SandboxEvent]>(event(`[${line}]`), { type: "waiting" })
      )
    ),
    Stream.concat(Stream.make<[SandboxEvent]>({ type: "finished", result: result("") }))
  )

/** Lets every fiber run until all of them wait. */
const quiesce = Effect.repeat(Effect.yieldNow, { times: 50 })

const summary = (message: ServerMessage) => (message.type === "output" ? message.data : message.type)

/** Works on a job; `type` sends a frame `stdin` of its connection, and gives what is answered. */
const working = (sent: Job) =>
  Effect.gen(function* () {
    const messages: Array<ServerMessage> = []
    const fiber = yield* work({
      messageId: "m",
      groupId: groupId(sent),
      body: Schema.encodeSync(JobBody)(sent),
      receiveCount: 1,
      attributes: {}
    }).pipe(
      Effect.provideService(Push, Push.of({ send: (_, message) => Effect.sync(() => void messages.push(message)) })),
      Effect.provideService(Sandbox, { run: (_, input) => asks(input), runtimes }),
      Effect.forkChild
    )
    yield* quiesce
    const first = messages[0]
    const runId = first?.type === "started" ? first.runId : assert.fail("it does not run")
    const type = (seq: number, data: string, changes: object = {}, from = sent.connectionId!) =>
      Effect.gen(function* () {
        const frame = { action: "stdin", job_id: sent.jobId, attempt: 1, run_id: runId, seq, data, ...changes }
        const answers = yield* answerFrame(JSON.stringify(frame), from)
        yield* quiesce
        return answers.map((answer) => (answer.type === "error" ? answer.message : answer.type))
      })
    return { type, end: Fiber.join(fiber), said: () => messages.map(summary) }
  })

const interactive = job(1, undefined, { input: "stream" })

describe("a job that is given input while it runs", () => {
  it.effect("says when it waits, behind the output so far, and goes on with what its connection sends", () =>
    Effect.gen(function* () {
      const { end, said, type } = yield* working(interactive)
      assert.deepStrictEqual(said(), ["started", "> ", "waiting"])
      assert.deepStrictEqual(yield* type(0, "one"), [])
      assert.deepStrictEqual(said().slice(3), ["[one]", "waiting"])
      assert.deepStrictEqual(yield* type(1, "", { eof: true }), [])
      yield* end
      assert.deepStrictEqual(said().slice(5), ["result"])
    }).pipe(Effect.provide(RunInputs.layerMemory))
  )

  it.effect("is told how it waits also where its output is wanted in the result", () =>
    Effect.gen(function* () {
      const { said } = yield* working(job(1, undefined, { input: "stream", output: "result" }))
      assert.deepStrictEqual(said(), ["started", "> ", "waiting"])
    }).pipe(Effect.provide(RunInputs.layerMemory))
  )

  it.effect("takes each piece once, in its order", () =>
    Effect.gen(function* () {
      const { said, type } = yield* working(interactive)
      yield* type(0, "a")
      assert.deepStrictEqual(yield* type(0, "a"), [])
      assert.match((yield* type(2, "c")).join(""), /without gaps/)
      yield* type(1, "b")
      assert.deepStrictEqual(said().slice(3), ["[a]", "waiting", "[b]", "waiting"])
    }).pipe(Effect.provide(RunInputs.layerMemory))
  )

  it.effect("takes nothing of another connection, another attempt or another job", () =>
    Effect.gen(function* () {
      const { said, type } = yield* working(interactive)
      yield* type(0, "stolen", {}, connectionId("another"))
      yield* type(0, "old", { attempt: 2 })
      yield* type(0, "other", { job_id: jobId(2) })
      yield* type(0, "forged", { run_id: jobId(3) })
      assert.deepStrictEqual(said(), ["started", "> ", "waiting"])
    }).pipe(Effect.provide(RunInputs.layerMemory))
  )

  it.effect("takes 64 KiB in all, and no more pieces than there can be messages for", () =>
    Effect.gen(function* () {
      const { type } = yield* working(interactive)
      let seq = 0
      for (let kib = 0; kib < 63; kib++) assert.deepStrictEqual(yield* type(seq++, "x".repeat(1_024)), [])
      for (let piece = 0; piece < 32; piece++) assert.deepStrictEqual(yield* type(seq++, "y"), [])
      assert.match((yield* type(seq, "y")).join(""), /at most 65536 bytes/)
    }).pipe(Effect.provide(RunInputs.layerMemory))
  )

  it.effect("is given nothing after its end, and says nothing of that", () =>
    Effect.gen(function* () {
      const { end, type } = yield* working(interactive)
      yield* type(0, "", { eof: true })
      yield* end
      assert.deepStrictEqual(yield* type(1, "late"), [])
    }).pipe(Effect.provide(RunInputs.layerMemory))
  )

  it.effect("is not there for a job that did not ask for it", () =>
    Effect.gen(function* () {
      const { end, said } = yield* working(job(1))
      yield* end
      assert.strictEqual(said().at(-1), "result")
    }).pipe(Effect.provide(RunInputs.layerMemory))
  )

  it.effect("is refused in words on a host whose programs run elsewhere", () =>
    Effect.gen(function* () {
      const frame = { action: "stdin", job_id: jobId(1), attempt: 1, run_id: jobId(2), seq: 0, data: "x" }
      const [answer] = yield* answerFrame(JSON.stringify(frame), connectionId("here"))
      assert.strictEqual(answer?.type === "error" && answer.message.includes("no input while they run"), true)
    })
  )

  it.effect("does not take text that no file can hold", () =>
    Effect.gen(function* () {
      const frame = { action: "stdin", job_id: jobId(1), attempt: 1, run_id: jobId(2), seq: 0, data: "\ud800" }
      const [answer] = yield* answerFrame(JSON.stringify(frame), connectionId("here"))
      assert.strictEqual(answer?.type, "error")
    }).pipe(Effect.provide(RunInputs.layerMemory))
  )
})
