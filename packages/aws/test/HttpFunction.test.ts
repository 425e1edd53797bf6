import { assert, describe, it } from "@effect/vitest"
import type { HttpEvent } from "@glissade/aws/HttpEvent"
import { flushMs, makeHttpFunction } from "../src/HttpFunction.ts"
import { LongestCall } from "@glissade/core/LongestCall"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as OtlpExporter from "effect/observability/OtlpExporter"
import * as TestClock from "effect/testing/TestClock"

const event: HttpEvent = {
  rawPath: "/health",
  rawQueryString: "",
  headers: {},
  isBase64Encoded: false,
  requestContext: { domainName: "x", stage: "$default", http: { method: "GET" } }
}

/** A function whose collector takes what is sent only once it is let, on virtual time. */
const withCollector = Effect.gen(function* () {
  const asked = Latch.makeUnsafe(false)
  const taken = Latch.makeUnsafe(false)
  const sent = Latch.makeUnsafe(false)
  const flush = asked.open.pipe(Effect.andThen(taken.await), Effect.andThen(sent.open), Effect.asVoid)
  const flusher = Layer.succeed(OtlpExporter.Flusher, { flush, register: () => Effect.void })
  const runtime = yield* Effect.acquireRelease(
    Effect.sync(() => ManagedRuntime.make(Layer.mergeAll(flusher, TestClock.layer()))),
    (runtime) => runtime.disposeEffect
  )
  const handler = makeHttpFunction(runtime, () => Promise.resolve(new Response("ok")))
  let answer: string | undefined
  const answered = handler(event).then(({ body }) => {
    answer = body
  })
  const passes = (milliseconds: number) => Effect.promise(() => runtime.runPromise(TestClock.adjust(milliseconds)))
  return {
    asked,
    taken,
    sent,
    answered: Effect.promise(() => answered),
    hasAnswered: () => answer !== undefined,
    passes
  }
})

describe("an answer of a function", () => {
  it.live("waits for its telemetry to leave", () =>
    Effect.gen(function* () {
      const { answered, asked, hasAnswered, taken } = yield* withCollector
      yield* asked.await
      assert.isFalse(hasAnswered())
      yield* taken.open
      yield* answered
    }).pipe(Effect.scoped)
  )

  it.live("waits for no collector for longer than a tenth of a second, and sending goes on", () =>
    Effect.gen(function* () {
      const { answered, asked, hasAnswered, passes, sent, taken } = yield* withCollector
      yield* asked.await
      yield* passes(flushMs - 1)
      assert.isFalse(hasAnswered())
      yield* passes(1)
      yield* answered
      yield* taken.open
      yield* sent.await
    }).pipe(Effect.scoped)
  )
})

it.live("a call knows how long API Gateway waits for its answer", () =>
  Effect.gen(function* () {
    const runtime = ManagedRuntime.make(Layer.empty)
    let longest: number | undefined
    const handler = makeHttpFunction(runtime, (_request, context) => {
      longest = Context.get(context, LongestCall)
      return Promise.resolve(new Response("ok"))
    })
    yield* Effect.promise(() => handler(event))
    assert.strictEqual(longest, 29_000)
    yield* runtime.disposeEffect
  })
)
