import { assert, describe, it } from "@effect/vitest"
import { work } from "@glissade/core/JobWorker"
import { Push } from "@glissade/core/Push"
import { groupId } from "@glissade/core/Queue"
import type { SandboxEvent } from "@glissade/core/Sandbox"
import { Sandbox } from "@glissade/core/Sandbox"
import { OutputForm } from "@glissade/protocol/Execution"
import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import type { Job } from "@glissade/protocol/Job"
import { JobBody } from "@glissade/protocol/Job"
import type { ServerMessage } from "@glissade/protocol/Message"
import { job, result, runtimes } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"

const started: SandboxEvent = { type: "started" }
const output = (data: string): SandboxEvent => ({ type: "output", stream: "stdout", data })

/** The messages that a job in some form is pushed, whose program prints these pieces with a second between them. */
const pushed = Effect.fnUntraced(function* (
  form: Job["output"],
  pieces: ReadonlyArray<string>,
  ended: ExecutionResult = result(pieces.join(""))
) {
  const { stderr } = ended.compile ?? {}
  const compiler: ReadonlyArray<SandboxEvent> = stderr
    ? [{ type: "output", stream: "stderr", stage: "compile", data: stderr }]
    : []
  const messages: Array<ServerMessage> = []
  const push = Push.of({ send: (_, message) => Effect.sync(() => void messages.push(message)) })
  const events = Stream.make(started).pipe(
    Stream.concat(Stream.fromIterable(compiler)),
    Stream.concat(Stream.fromIterable(pieces.map(output)).pipe(Stream.tap(() => Effect.sleep("1 second")))),
    Stream.concat(Stream.make<[SandboxEvent]>({ type: "finished", result: ended }))
  )
  const sent = job(1, undefined, form === undefined ? {} : { output: form })
  const body = Schema.encodeSync(JobBody)(sent)
  const fiber = yield* work({ messageId: "m", groupId: groupId(sent), body, receiveCount: 1, attributes: {} }).pipe(
    Effect.provideService(Push, push),
    Effect.provideService(Sandbox, { run: () => events, runtimes }),
    Effect.forkChild
  )
  yield* TestClock.adjust(`${pieces.length + 1} seconds`)
  yield* Fiber.join(fiber)
  const last = messages.at(-1)
  return {
    pieces: messages.flatMap((message) => (message.type === "output" && !message.stage ? [message.data] : [])),
    compiler: messages.flatMap((message) => (message.type === "output" && message.stage ? [message.data] : [])),
    result: last?.type === "result" ? last.result.stdout : undefined,
    compile: last?.type === "result" ? last.result.compile : undefined
  }
})

describe("a job whose output is wanted", () => {
  it.effect("in pieces is not sent it a second time with its result", () =>
    Effect.gen(function* () {
      assert.deepInclude(yield* pushed("pieces", ["a", "b"]), { pieces: ["a", "b"], result: null })
    })
  )

  it.effect("in the result is sent no pieces", () =>
    Effect.gen(function* () {
      assert.deepInclude(yield* pushed("result", ["a", "b"]), { pieces: [], result: "ab" })
    })
  )

  it.effect("in both forms, or says nothing, is sent both", () =>
    Effect.gen(function* () {
      const both = { pieces: ["a", "b"], result: "ab" }
      assert.deepInclude(yield* pushed("both", ["a", "b"]), both)
      assert.deepInclude(yield* pushed(undefined, ["a", "b"]), both)
    })
  )

  it.effect("in the result is sent pieces before it where the result would be over 30,000 bytes", () =>
    Effect.gen(function* () {
      const text = "x".repeat(20_000)
      const sent = yield* pushed("result", [text, text])
      assert.strictEqual(sent.pieces.join(""), text + text)
      assert.strictEqual(sent.result, null)
    })
  )

  it.effect("in the result is sent what there was when the run was cut off without its output", () =>
    Effect.gen(function* () {
      const cut = { ...result(""), stdout: null, stderr: null, status: "cancelled" } as const
      assert.deepInclude(yield* pushed("result", ["a", "b"], cut), { pieces: ["ab"], result: null })
    })
  )

  const compiledWith = (stderr: string, stdout = "a") =>
    result(stdout, {
      compile: { exitCode: 0, stdout: "", stderr, truncated: { stdout: false, stderr: false }, durationMs: 1 }
    })

  it.effect("has what a compiler wrote in its own pieces, and in the result where that has room for it", () =>
    Effect.gen(function* () {
      const ended = compiledWith("warning")
      const { compile } = ended
      const pieces = { pieces: ["a"], compiler: ["warning"] }
      assert.deepStrictEqual(yield* pushed("pieces", ["a"], ended), { ...pieces, result: null, compile })
      assert.deepStrictEqual(yield* pushed("both", ["a"], ended), { ...pieces, result: "a", compile })
      assert.deepStrictEqual(yield* pushed("result", ["a"], ended), { pieces: [], compiler: [], result: "a", compile })
      const long = "w".repeat(40_000)
      for (const form of OutputForm.literals) {
        const sent = yield* pushed(form, ["a"], compiledWith(long))
        assert.strictEqual(sent.compiler.join(""), long)
        assert.deepInclude(sent, { pieces: ["a"], result: null, compile: { ...compile!, stdout: null, stderr: null } })
      }
    })
  )

  it.effect.prop(
    "in any form comes to the same output",
    [
      OutputForm,
      Schema.Array(Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(9_000))).check(Schema.isMaxLength(6))
    ],
    ([form, pieces]) =>
      Effect.gen(function* () {
        const wellFormed = pieces.map((piece) => piece.toWellFormed())
        const sent = yield* pushed(form, wellFormed)
        assert.strictEqual(sent.result ?? sent.pieces.join(""), wellFormed.join(""))
      })
  )
})
