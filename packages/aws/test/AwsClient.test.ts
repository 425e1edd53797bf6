import { assert, describe, it } from "@effect/vitest"
import type { AwsFault } from "../src/AwsFault.ts"
import * as Sqs from "../src/Sqs.ts"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import type { Answer, Call } from "./FakeAws.ts"
import { accepted, environment, fakeAws } from "./FakeAws.ts"

const withSqs = <A, E>(url: string, use: (sqs: Sqs.Sqs["Service"]) => Effect.Effect<A, E>) =>
  Effect.flatMap(Sqs.Sqs, use).pipe(Effect.provide(Layer.orDie(Sqs.layer)), Effect.provide(environment(url)))

const message = { body: "{}", groupId: "a", deduplicationId: "1", attributes: {} }

/** What is made of this answer to a request that is not repeated. */
const faultOf = Effect.fnUntraced(function* (answer: Answer) {
  const { url } = yield* fakeAws(answer)
  return yield* Effect.flip(withSqs(url, (sqs) => sqs.receive))
})

/** An SQS that answers nothing, and says when it was asked. */
const silentAws = Effect.gen(function* () {
  const asked = Latch.makeUnsafe(false)
  const aws = yield* fakeAws(() => {
    asked.openUnsafe()
    return "silence"
  })
  return { ...aws, asked: asked.await }
})

describe("a fault of AWS", () => {
  it.live("has the status, the service's code, its message and the request's id", () =>
    Effect.gen(function* () {
      const fault = yield* faultOf(() => ({
        status: 400,
        headers: { "x-amzn-requestid": "5c3f0b1e" },
        body: '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no such queue"}'
      }))
      const { code, isTransient, message, requestId, status } = fault
      assert.deepStrictEqual(
        { status, code, message, requestId, isTransient },
        { status: 400, code: "QueueDoesNotExist", message: "no such queue", requestId: "5c3f0b1e", isTransient: false }
      )
    }).pipe(Effect.scoped)
  )

  const transient: ReadonlyArray<readonly [what: string, answer: ReturnType<Answer>, isTransient: boolean]> = [
    ["an error of its own", { status: 500 }, true],
    ["throttling", { status: 400, body: '{"__type":"ThrottlingException","message":"slow down"}' }, true],
    ["too many requests", { status: 429 }, true],
    ["no answer", undefined, true],
    ["an answer that is not JSON", { status: 200, body: "<html>" }, true],
    ["an answer without what it must have", { status: 200, body: '{"Messages":[{"Body":""}]}' }, true],
    ["no permission", { status: 403, body: '{"__type":"AccessDeniedException","message":"no"}' }, false],
    ["a wrong signature", { status: 403, body: '{"__type":"SignatureDoesNotMatch","message":"no"}' }, false]
  ]
  for (const [what, answer, isTransient] of transient) {
    it.live(`(${what}) ${isTransient ? "may pass" : "stays"}`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* faultOf(() => answer)).isTransient, isTransient)
      }).pipe(Effect.scoped)
    )
  }

  it.live("(a message whose sum is another than that of what was sent) is one", () =>
    Effect.gen(function* () {
      const body = JSON.stringify({ MessageId: "1", MD5OfMessageBody: "0".repeat(32) })
      const { calls, url } = yield* fakeAws(() => ({ status: 200, body }))
      const fault = yield* Effect.flip(withSqs(url, (sqs) => sqs.send(message)))
      assert.include(fault.message, "Checksum")
      assert.strictEqual(calls.length, 3)
    }).pipe(Effect.scoped)
  )
})

describe("a request", () => {
  it.live("is repeated with the right time when the clock here is wrong", () =>
    Effect.gen(function* () {
      const now = new Date("2031-02-03T04:05:06Z")
      const signedAt = ({ authorization }: Call) => /Credential=\w+\/(\d{8})\//.exec(authorization ?? "")?.[1]
      const { calls, url } = yield* fakeAws((call) =>
        signedAt(call) === "20310203"
          ? accepted(call)
          : {
              status: 403,
              headers: { date: now.toUTCString() },
              body: '{"__type":"RequestTimeTooSkewed","message":"the difference is too large"}'
            }
      )
      yield* withSqs(url, (sqs) => sqs.send(message))
      assert.strictEqual(calls.length, 2)
    }).pipe(Effect.scoped)
  )

  it.live("that removes a message is repeated when its connection was closed", () =>
    Effect.gen(function* () {
      const { calls, url } = yield* fakeAws((_, count) => (count === 1 ? undefined : { status: 200 }))
      yield* withSqs(url, (sqs) => sqs.remove("handle"))
      assert.strictEqual(calls.length, 2)
    }).pipe(Effect.scoped)
  )

  it.live("goes over the connection of the one before", () =>
    Effect.gen(function* () {
      const { calls, url } = yield* fakeAws(accepted)
      yield* withSqs(url, (sqs) => Effect.andThen(sqs.send(message), sqs.send(message)))
      assert.strictEqual(calls.length, 2)
      assert.strictEqual(new Set(calls.map(({ port }) => port)).size, 1)
    }).pipe(Effect.scoped)
  )

  for (const [what, seconds, ask] of [
    ["that hides a message has five seconds", 5, (sqs: Sqs.Sqs["Service"]) => sqs.hide("handle", 5)],
    ["that waits for a message has twenty-five", 25, (sqs: Sqs.Sqs["Service"]) => sqs.receive]
  ] as const) {
    it.effect(`${what}, and is aborted then`, () =>
      Effect.gen(function* () {
        const { asked, calls, url } = yield* silentAws
        yield* withSqs(url, (sqs) =>
          Effect.gen(function* () {
            const asking = yield* Effect.forkChild(Effect.flip(ask(sqs) as Effect.Effect<unknown, AwsFault>))
            yield* asked
            yield* TestClock.adjust(seconds * 1000 - 1)
            assert.isUndefined(asking.pollUnsafe())
            yield* TestClock.adjust(1)
            assert.strictEqual((yield* Fiber.join(asking)).code, "Timeout")
            yield* Effect.promise(() => calls[0]!.closed)
          })
        )
      }).pipe(Effect.scoped)
    )
  }

  it.live("is aborted with the effect that is interrupted", () =>
    Effect.gen(function* () {
      const { asked, calls, url } = yield* silentAws
      yield* withSqs(url, (sqs) =>
        Effect.gen(function* () {
          const receiving = yield* Effect.forkChild(sqs.receive)
          yield* asked
          yield* Fiber.interrupt(receiving)
          yield* Effect.promise(() => calls[0]!.closed)
        })
      )
    }).pipe(Effect.scoped)
  )
})
