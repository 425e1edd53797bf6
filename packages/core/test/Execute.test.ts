import { assert, describe, it } from "@effect/vitest"
import { Runtimes } from "@glissade/core/Admission"
import { execute } from "@glissade/core/Execute"
import type { SandboxEvent, SandboxUnavailable } from "@glissade/core/Sandbox"
import { layerMemory } from "@glissade/core/Sandbox"
import { result, runtimes } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"

const started: SandboxEvent = { type: "started" }
const finished: SandboxEvent = { type: "finished", result: result("1\n") }

const over = (events: Stream.Stream<SandboxEvent, SandboxUnavailable>) =>
  Layer.merge(
    layerMemory(runtimes, () => events),
    Layer.succeed(Runtimes, runtimes)
  )

const request = { language: "python", code: "print(1)" }

describe("execute", () => {
  it.effect("answers with the result of the run", () =>
    Effect.gen(function* () {
      const answer = yield* execute(request)
      assert.deepStrictEqual(answer, result("1\n"))
    }).pipe(Effect.provide(over(Stream.make(started, finished))))
  )

  it.effect("gives up after two seconds without an interpreter, and stops waiting for one", () => {
    let waiting = true
    const events = Stream.fromEffect(Effect.onInterrupt(Effect.never, () => Effect.sync(() => (waiting = false))))
    return Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Effect.flip(execute(request)))
      yield* TestClock.adjust("1999 millis")
      assert.isTrue(waiting)
      yield* TestClock.adjust("1 millis")
      assert.deepInclude(yield* Fiber.join(fiber), { _tag: "SandboxUnavailable", reason: "busy" })
      assert.isFalse(waiting)
    }).pipe(Effect.provide(over(events)))
  })

  it.effect("lets a run that has begun take its time", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(execute(request))
      yield* TestClock.adjust("9 seconds")
      assert.deepStrictEqual(yield* Fiber.join(fiber), result("1\n"))
    }).pipe(
      Effect.provide(
        over(Stream.concat(Stream.make(started), Stream.fromEffect(Effect.as(Effect.sleep("9 seconds"), finished))))
      )
    )
  )

  it.effect("fails when the run ends without a result", () =>
    Effect.gen(function* () {
      assert.deepInclude(yield* Effect.flip(execute(request)), { _tag: "SandboxUnavailable", reason: "crashed" })
    }).pipe(Effect.provide(over(Stream.make(started))))
  )
})
