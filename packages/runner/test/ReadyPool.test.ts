import { assert, describe, it } from "@effect/vitest"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as TestClock from "effect/testing/TestClock"
import { ExtraPlaces } from "../src/ExtraPlaces.ts"
import { idleMs, makeReadyPool, retryMs, undisturbedMs } from "../src/ReadyPool.ts"

class NotMade extends Data.TaggedError("NotMade") {}

/** Lets time pass in steps, so that what wakes in one can wait again in the next. */
const pass = (ms: number) =>
  Effect.forEach(
    Array.from({ length: ms / 50 }),
    () => Effect.andThen(Effect.replicateEffect(Effect.yieldNow, 10), TestClock.adjust(50)),
    { discard: true }
  )

/** A pool of numbers, each of which takes 100 ms to make. */
const numbers = Effect.fnUntraced(function* (
  size: number,
  atOnce = size,
  isUsable?: (one: number) => boolean,
  first?: number,
  extra?: ExtraPlaces
) {
  const seen = { tried: 0, made: 0, ended: 0, making: 0, mostMaking: 0, isBroken: false }
  const making = yield* Semaphore.make(atOnce)
  const make = Effect.gen(function* () {
    seen.tried += 1
    seen.making += 1
    seen.mostMaking = Math.max(seen.mostMaking, seen.making)
    yield* Effect.ensuring(
      Effect.sleep(100),
      Effect.sync(() => (seen.making -= 1))
    )
    if (seen.isBroken) return yield* new NotMade()
    yield* Effect.addFinalizer(() => Effect.sync(() => (seen.ended += 1)))
    return (seen.made += 1)
  })
  return {
    seen,
    pool: yield* makeReadyPool({
      name: "numbers",
      prepare: Effect.void,
      size,
      make,
      making,
      ...(isUsable && { isUsable }),
      ...(first !== undefined && { first }),
      ...(extra && { extra })
    })
  }
})

describe("a pool of things for one use", () => {
  it.effect("makes nothing before somebody comes, and then keeps as many ready as it may", () =>
    Effect.gen(function* () {
      const { pool, seen } = yield* numbers(3)
      yield* pass(10_000)
      assert.strictEqual(seen.made, 0)
      const first = yield* Effect.forkChild(Effect.scoped(pool.take))
      yield* pass(1_000)
      assert.strictEqual(yield* Fiber.join(first), 1)
      assert.deepInclude(seen, { made: 4, ended: 1, mostMaking: 3 })
    })
  )

  it.effect("makes another one after the use of what was taken, after a while, or when somebody waits for it", () =>
    Effect.gen(function* () {
      const { pool, seen } = yield* numbers(2)
      const use = (ms: number) => Effect.forkChild(Effect.scoped(Effect.andThen(pool.take, Effect.sleep(ms))))
      yield* use(100)
      yield* pass(1_000)
      assert.strictEqual(seen.tried, 3)
      yield* use(200)
      yield* pass(150)
      assert.strictEqual(seen.tried, 3)
      yield* pass(150)
      assert.strictEqual(seen.tried, 4)
      yield* use(10_000)
      yield* pass(undisturbedMs - 50)
      assert.strictEqual(seen.tried, 4)
      yield* pass(150)
      assert.strictEqual(seen.tried, 5)
      yield* pass(1_000)
      yield* use(10_000)
      yield* use(10_000)
      yield* pass(50)
      assert.strictEqual(seen.tried, 5)
      yield* use(10_000)
      yield* pass(50)
      assert.strictEqual(seen.tried, 7)
    })
  )

  it.effect("keeps one ready at first, and one more each time that somebody had to wait, until nobody comes", () =>
    Effect.gen(function* () {
      const { pool, seen } = yield* numbers(3, 3, undefined, 1)
      const takeSome = Effect.fnUntraced(function* (count: number) {
        const { made } = seen
        const takes = Effect.forEach(Array.from({ length: count }), () => Effect.scoped(pool.take), {
          concurrency: "unbounded"
        })
        const taken = yield* Effect.forkChild(takes)
        yield* pass(2_000)
        yield* Fiber.join(taken)
        return seen.made - made - count
      })
      // The first one waits, and so there are two.
      assert.strictEqual(yield* takeSome(1), 2)
      assert.strictEqual(yield* takeSome(2), 0)
      assert.strictEqual(yield* takeSome(3), 1)
      assert.strictEqual(yield* takeSome(9), 0)
      yield* pass(2 * idleMs)
      assert.strictEqual(seen.ended, seen.made)
      assert.strictEqual(yield* takeSome(1), 2)
    })
  )

  it.effect("keeps no more ready beyond the first than all pools together may, until another one gives them up", () =>
    Effect.gen(function* () {
      const extra = new ExtraPlaces(1)
      const one = yield* numbers(3, 3, undefined, 1, extra)
      const other = yield* numbers(3, 3, undefined, 1, extra)
      const take = Effect.fnUntraced(function* ({ pool, seen }: typeof one) {
        const taken = yield* Effect.forkChild(Effect.scoped(pool.take))
        yield* pass(2_000)
        yield* Fiber.join(taken)
        return seen.made - seen.ended
      })
      assert.strictEqual(yield* take(one), 2)
      assert.strictEqual(yield* take(other), 1)
      yield* pass(2 * idleMs)
      assert.strictEqual(yield* take(other), 2)
      assert.strictEqual(yield* take(one), 1)
    })
  )

  it.effect("gives up its places beyond the first also where none could be made", () =>
    Effect.gen(function* () {
      const extra = new ExtraPlaces(1)
      const broken = yield* numbers(3, 3, undefined, 1, extra)
      broken.seen.isBroken = true
      const told = yield* Effect.forkChild(Effect.exit(Effect.scoped(broken.pool.take)))
      yield* pass(5_000)
      assert.isTrue(Exit.isFailure(yield* Fiber.join(told)))
      assert.isFalse(extra.take())
      yield* pass(2 * idleMs)
      assert.isTrue(extra.take())
    })
  )

  it.effect("gives nothing twice, and ends each after its use", () =>
    Effect.gen(function* () {
      const { pool, seen } = yield* numbers(2)
      const all = yield* Effect.forkChild(
        Effect.forEach(Array.from({ length: 20 }), () => Effect.scoped(pool.take), { concurrency: "unbounded" })
      )
      yield* pass(5_000)
      assert.strictEqual(new Set(yield* Fiber.join(all)).size, 20)
      assert.deepInclude(seen, { made: 22, ended: 20 })
    })
  )

  it.effect("makes no more at once than all pools together may", () =>
    Effect.gen(function* () {
      const { pool, seen } = yield* numbers(10, 2)
      const one = yield* Effect.forkChild(Effect.scoped(pool.take))
      yield* pass(5_000)
      yield* Fiber.join(one)
      assert.strictEqual(seen.mostMaking, 2)
    })
  )

  it.effect("tells those who wait that none can be made, and goes on when it works again", () =>
    Effect.gen(function* () {
      const { pool, seen } = yield* numbers(2)
      seen.isBroken = true
      const told = yield* Effect.forkChild(Effect.exit(Effect.scoped(pool.take)))
      yield* pass(retryMs + 100)
      assert.deepStrictEqual(yield* Fiber.join(told), Exit.fail(new NotMade()))
      yield* pass(10 * retryMs)
      const { tried } = seen
      yield* pass(10 * retryMs)
      assert.strictEqual(seen.tried, tried, "while nobody waits")
      seen.isBroken = false
      yield* pass(2 * retryMs)
      const after = yield* Effect.forkChild(Effect.scoped(pool.take))
      yield* pass(retryMs)
      assert.strictEqual(yield* Fiber.join(after), 1)
    })
  )

  it.effect("loses nothing of somebody who leaves the line", () =>
    Effect.gen(function* () {
      const { pool, seen } = yield* numbers(1)
      const leaving = yield* Effect.forkChild(Effect.scoped(pool.take))
      yield* pass(50)
      yield* Fiber.interrupt(leaving)
      yield* pass(1_000)
      const staying = yield* Effect.forkChild(Effect.scoped(pool.take))
      yield* pass(1_000)
      assert.strictEqual(yield* Fiber.join(staying), 1)
      assert.deepInclude(seen, { made: 2, ended: 1 })
    })
  )

  it.effect("gives nobody what has broken while it waited", () =>
    Effect.gen(function* () {
      const broken = new Set([2, 3])
      const { pool, seen } = yield* numbers(2, 2, (one) => !broken.has(one))
      const first = yield* Effect.forkChild(Effect.scoped(pool.take))
      yield* pass(1_000)
      assert.strictEqual(yield* Fiber.join(first), 1)
      const second = yield* Effect.forkChild(Effect.scoped(pool.take))
      yield* pass(1_000)
      assert.strictEqual(yield* Fiber.join(second), 4)
      assert.strictEqual(seen.ended, 4)
    })
  )

  it.effect("ends all that wait when nobody has come for a while, and begins again with the next", () =>
    Effect.gen(function* () {
      const { pool, seen } = yield* numbers(2)
      const first = yield* Effect.forkChild(Effect.scoped(pool.take))
      yield* pass(1_000)
      yield* Fiber.join(first)
      yield* pass(2 * idleMs)
      assert.deepInclude(seen, { made: 3, ended: 3 })
      const next = yield* Effect.forkChild(Effect.scoped(pool.take))
      yield* pass(1_000)
      assert.strictEqual(yield* Fiber.join(next), 4)
      assert.deepInclude(seen, { made: 6, ended: 4 })
    })
  )

  it.effect("ends everything with its scope", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { pool, seen } = yield* Scope.provide(numbers(3), scope)
      const first = yield* Effect.forkChild(Effect.scoped(pool.take))
      yield* pass(150)
      yield* Fiber.join(first)
      const waiting = yield* Effect.forkChild(Effect.exit(Effect.scoped(pool.take)))
      yield* pass(50)
      yield* Scope.close(scope, Exit.void)
      yield* pass(1_000)
      assert.strictEqual(seen.made, seen.ended)
      yield* Fiber.interrupt(waiting)
    })
  )
})
