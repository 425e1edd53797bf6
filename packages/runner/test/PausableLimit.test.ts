import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { pausableLimit } from "../src/PausableLimit.ts"

describe("the time limit of a program that may wait for input", () => {
  const test = (title: string, body: Effect.Effect<void>) => it.effect(title, () => body)

  const isOver = (over: Fiber.Fiber<void>) => over.pollUnsafe() !== undefined

  test(
    "is the program's own where it never waits",
    Effect.gen(function* () {
      const limit = yield* pausableLimit
      const over = yield* Effect.forkChild(limit.over)
      yield* limit.start(10_000)
      yield* TestClock.adjust(9_999)
      assert.isFalse(isOver(over))
      yield* TestClock.adjust(1)
      yield* Fiber.join(over)
      assert.strictEqual(yield* limit.waitedMs, 0)
    }).pipe(Effect.scoped)
  )

  test(
    "stands still while the program waits, and goes on with what is left",
    Effect.gen(function* () {
      const limit = yield* pausableLimit
      const over = yield* Effect.forkChild(limit.over)
      yield* limit.start(10_000)
      yield* TestClock.adjust(4_000)
      yield* limit.pause
      yield* limit.pause
      yield* TestClock.adjust(30_000)
      yield* limit.resume
      yield* limit.resume
      yield* TestClock.adjust(5_999)
      assert.isFalse(isOver(over))
      assert.strictEqual(yield* limit.waitedMs, 30_000)
      yield* TestClock.adjust(1)
      yield* Fiber.join(over)
    }).pipe(Effect.scoped)
  )

  test(
    "ends a program that has waited for a minute in all, however often",
    Effect.gen(function* () {
      const limit = yield* pausableLimit
      const over = yield* Effect.forkChild(limit.over)
      yield* limit.start(10_000)
      for (let time = 0; time < 6; time++) {
        yield* limit.pause
        yield* TestClock.adjust(9_000)
        yield* limit.resume
      }
      yield* limit.pause
      yield* TestClock.adjust(5_999)
      assert.isFalse(isOver(over))
      yield* TestClock.adjust(1)
      yield* Fiber.join(over)
    }).pipe(Effect.scoped)
  )

  test(
    "does not stand still before the program starts",
    Effect.gen(function* () {
      const limit = yield* pausableLimit
      yield* limit.pause
      yield* TestClock.adjust(30_000)
      yield* limit.start(10_000)
      assert.strictEqual(yield* limit.waitedMs, 0)
    }).pipe(Effect.scoped)
  )
})
