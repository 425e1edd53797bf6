import { assert, describe, it } from "@effect/vitest"
import { layerWithUsage } from "@glissade/accounts/RunQuotas"
import { StorageUnavailable } from "@glissade/core/StorageUnavailable"
import type { DayUsage } from "@glissade/core/Usage"
import { Usage } from "@glissade/core/Usage"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import { flushMs } from "../../src/quotas/UsageLedger.ts"
import { address, alice, anonymous, bob, makeQuotas, only, sync } from "./AskQuotas.ts"

/** Days in memory, and whether they can be reached. */
const fakeUsage = () => {
  const state = {
    stored: new Map<string, DayUsage>(),
    writes: 0,
    isAway: false,
    /** How long each call takes. */
    takes: Effect.void as Effect.Effect<void>
  }
  const reach = Effect.suspend(() =>
    Effect.andThen(
      state.takes,
      state.isAway ? Effect.fail(new StorageUnavailable({ reason: "unreachable", message: "away" })) : Effect.void
    )
  )
  const of = (user: DayUsage["user"], day: string) =>
    state.stored.get(`${user} ${day}`) ?? { user, day, runs: 0, processorMs: 0 }
  const layer = Layer.succeed(Usage, {
    add: (entries) =>
      Effect.map(reach, () => {
        state.writes += 1
        for (const { day, processorMs, runs, user } of entries) {
          const before = of(user, day)
          const sum = { runs: before.runs + runs, processorMs: before.processorMs + processorMs }
          state.stored.set(`${user} ${day}`, { user, day, ...sum })
        }
      }),
    ofDay: (user, day) => Effect.map(reach, () => of(user, day)),
    latest: () => Effect.succeed([])
  })
  return { layer, state, of }
}

const day = "1970-01-11"
const start = 10 * 86_400_000

const setUp = Effect.fnUntraced(function* (
  limits: Parameters<typeof only>[0] = {},
  usage: ReturnType<typeof fakeUsage> = fakeUsage()
) {
  yield* TestClock.setTime(start)
  const kept = Layer.provide(layerWithUsage(only(limits)), usage.layer)
  const quotas = yield* makeQuotas({}, kept)
  return { ...quotas, ...usage }
})

describe("the counts of a day", () => {
  it.effect("are written in batches, of users and not of addresses", () =>
    Effect.gen(function* () {
      const { of, place, state } = yield* setUp()
      yield* (yield* place(alice)).leave(1_500)
      yield* place(alice)
      yield* (yield* place(bob)).withdraw
      yield* place(anonymous, sync, address("a"))
      yield* TestClock.adjust(flushMs)
      assert.deepInclude(of(alice.id!, day), { runs: 2, processorMs: 1_500 })
      assert.deepInclude(of(bob.id!, day), { runs: 0, processorMs: 0 })
      assert.strictEqual(state.stored.size, 2)
      const { writes } = state
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(state.writes, writes)
    }).pipe(Effect.scoped)
  )

  it.effect("go on from what is stored, and count what was run meanwhile once", () =>
    Effect.gen(function* () {
      const usage = fakeUsage()
      usage.state.stored.set(`${alice.id} ${day}`, { user: alice.id!, day, runs: 5, processorMs: 9_000 })
      usage.state.takes = Effect.sleep(100)
      const { isAdmitted, place, usageOf } = yield* setUp({ runsPerDay: 8 }, usage)
      yield* (yield* place(alice)).leave(1_000)
      yield* TestClock.adjust(150)
      yield* place(alice)
      yield* TestClock.adjust(1_000)
      assert.deepInclude(yield* usageOf(alice), { runsToday: 7, processorSecondsToday: 10 })
      assert.deepStrictEqual([yield* isAdmitted(alice), yield* isAdmitted(alice)], [true, false])
      yield* TestClock.adjust(flushMs)
      assert.deepInclude(usage.of(alice.id!, day), { runs: 8, processorMs: 10_000 })
    }).pipe(Effect.scoped)
  )

  it.effect("are in nobody's way while the store hangs, and complete when it is back", () =>
    Effect.gen(function* () {
      const { isAdmitted, of, state } = yield* setUp()
      state.isAway = true
      assert.isTrue(yield* isAdmitted(alice))
      yield* TestClock.adjust(flushMs)
      state.takes = Effect.never
      for (let n = 0; n < 9; n++) assert.isTrue(yield* isAdmitted(alice))
      state.takes = Effect.void
      state.isAway = false
      yield* TestClock.adjust(flushMs)
      yield* TestClock.adjust(flushMs)
      assert.strictEqual(of(alice.id!, day).runs, 10)
    }).pipe(Effect.scoped)
  )

  it.effect("go to the day in which a run was admitted, and its time to the day in which it ended", () =>
    Effect.gen(function* () {
      const { of, place } = yield* setUp()
      yield* TestClock.adjust(86_400_000 - 1_000)
      const late = yield* place(alice)
      yield* TestClock.adjust(2_000)
      yield* late.leave(2_000)
      yield* TestClock.adjust(flushMs)
      assert.deepInclude(of(alice.id!, day), { runs: 1, processorMs: 0 })
      assert.deepInclude(of(alice.id!, "1970-01-12"), { runs: 0, processorMs: 2_000 })
    }).pipe(Effect.scoped)
  )

  it.effect("are written when the process ends", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { of, place } = yield* Effect.provideService(setUp(), Scope.Scope, scope)
      yield* (yield* place(alice)).leave(700)
      yield* Scope.close(scope, Exit.void)
      assert.deepInclude(of(alice.id!, day), { runs: 1, processorMs: 700 })
    })
  )
})
