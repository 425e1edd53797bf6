import { assert, describe, it } from "@effect/vitest"
import { defaults } from "@glissade/accounts/RunQuotas"
import { unknownCaller } from "@glissade/core/Caller"
import { JobKeyHash } from "@glissade/protocol/Ids"
import { jobId } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { address, alice, anonymous, bob, job, makeQuotas, only, sync } from "./AskQuotas.ts"

const day = 86_400_000

describe("the quota of runs a minute", () => {
  it.effect("holds for any 60 seconds, and says when the next run is admitted", () =>
    Effect.gen(function* () {
      const { admit, ask, isAdmitted } = yield* makeQuotas(only({ runsPerMinute: 2 }))
      assert.isTrue(yield* isAdmitted(alice))
      yield* TestClock.adjust("40 seconds")
      assert.isTrue(yield* isAdmitted(alice))
      assert.strictEqual(yield* ask(alice), "runs-per-minute")
      const refused = yield* Effect.flip(admit(alice, sync))
      assert.deepInclude(refused, {
        retryAfterSeconds: 20,
        quota: { name: "runs-per-minute", limit: 2, remaining: 0, windowSeconds: 60 }
      })
      yield* TestClock.adjust("20 seconds")
      assert.isTrue(yield* isAdmitted(alice))
      assert.isFalse(yield* isAdmitted(alice))
      yield* TestClock.adjust("39 seconds")
      assert.isFalse(yield* isAdmitted(alice))
    }).pipe(Effect.scoped)
  )

  it.effect("does not count what was withdrawn", () =>
    Effect.gen(function* () {
      const { isAdmitted, place } = yield* makeQuotas(only({ runsPerMinute: 1, runsPerDay: 1, runsAtOnce: 1 }))
      for (let n = 0; n < 10; n++) yield* (yield* place(alice)).withdraw
      assert.isTrue(yield* isAdmitted(alice))
      assert.isFalse(yield* isAdmitted(alice))
    }).pipe(Effect.scoped)
  )
})

describe("the quota of runs a day", () => {
  it.effect("holds until midnight in UTC", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(10 * day + day / 2)
      const { admit, isAdmitted } = yield* makeQuotas(only({ runsPerDay: 2 }))
      assert.deepStrictEqual(yield* Effect.replicateEffect(isAdmitted(alice), 3), [true, true, false])
      const { quota, retryAfterSeconds } = yield* Effect.flip(admit(alice, sync))
      assert.deepStrictEqual(quota, { name: "runs-per-day", limit: 2, remaining: 0, windowSeconds: 86_400 })
      assert.strictEqual(retryAfterSeconds, 43_200)
      yield* TestClock.adjust(day / 2 - 1)
      assert.isFalse(yield* isAdmitted(alice))
      yield* TestClock.adjust(1)
      assert.isTrue(yield* isAdmitted(alice))
    }).pipe(Effect.scoped)
  )
})

describe("the quota of runs at once", () => {
  it.effect("is given back when a run ends, once", () =>
    Effect.gen(function* () {
      const { ask, isAdmitted, place } = yield* makeQuotas(only({ runsAtOnce: 2 }))
      const first = yield* place(alice)
      yield* place(alice)
      assert.strictEqual(yield* ask(alice), "runs-at-once")
      for (let n = 0; n < 3; n++) yield* Effect.andThen(first.leave(5), first.withdraw)
      assert.isTrue(yield* isAdmitted(alice))
      assert.isFalse(yield* isAdmitted(alice))
    }).pipe(Effect.scoped)
  )

  it.effect("is kept by a job between its deliveries, and given back after the last", () =>
    Effect.gen(function* () {
      const { isAdmitted, report } = yield* makeQuotas(only({ runsAtOnce: 1 }))
      const waiting = { jobId: jobId(1), attempt: 1, owner: alice.id! }
      yield* isAdmitted(alice, job(1))
      yield* report(waiting, { processorMs: 5, hasEnded: false })
      assert.isFalse(yield* isAdmitted(alice, job(2)))
      // Somebody else's job of the same name.
      yield* report({ ...waiting, owner: bob.id! }, { processorMs: 5, hasEnded: true })
      assert.isFalse(yield* isAdmitted(alice, job(2)))
      yield* report(waiting, { processorMs: 5, hasEnded: true })
      assert.isTrue(yield* isAdmitted(alice, job(2)))
    }).pipe(Effect.scoped)
  )

  it.effect("becomes free by itself where nobody gives it back", () =>
    Effect.gen(function* () {
      const { isAdmitted } = yield* makeQuotas(only({ runsAtOnce: 1 }))
      yield* isAdmitted(alice, job(1))
      // Five runs of ten seconds, 80 s of backoff between them, and the wait for the first.
      yield* TestClock.adjust(defaults.queueMs + 130_000 - 1)
      assert.isFalse(yield* isAdmitted(alice, job(2)))
      yield* TestClock.adjust(1)
      assert.isTrue(yield* isAdmitted(alice, job(2)))
    }).pipe(Effect.scoped)
  )
})

describe("the quota of processor seconds a day", () => {
  it.effect("sets aside what a run may take, and gives back what it did not", () =>
    Effect.gen(function* () {
      const { admit, ask, place } = yield* makeQuotas(only({ processorSecondsPerDay: 25 }))
      const first = yield* place(alice)
      yield* place(alice)
      const refused = yield* Effect.flip(admit(alice, sync))
      assert.deepInclude(refused, { retryAfterSeconds: 2 })
      assert.include(refused.message, "25 s are left")
      yield* first.leave(4_000)
      const third = yield* place(alice)
      yield* third.leave(10_000)
      const spent = yield* Effect.flip(admit(alice, sync))
      assert.deepStrictEqual(spent.quota, {
        name: "processor-seconds-per-day",
        limit: 25,
        remaining: 11,
        unit: "seconds",
        windowSeconds: 86_400
      })
      yield* TestClock.adjust(day)
      assert.notStrictEqual(yield* ask(alice), "processor-seconds-per-day")
    }).pipe(Effect.scoped)
  )

  it.effect("counts every delivery of a job, also those that failed and those that another process admitted", () =>
    Effect.gen(function* () {
      const { report, usageOf } = yield* makeQuotas(only({}))
      const reported = { jobId: jobId(1), attempt: 1, owner: alice.id! }
      yield* report(reported, { processorMs: 3_000, hasEnded: false })
      yield* report(reported, { processorMs: 4_000, hasEnded: true })
      yield* report({ jobId: jobId(1), attempt: 1 }, { processorMs: 4_000, hasEnded: true })
      assert.deepInclude(yield* usageOf(alice), { processorSecondsToday: 7, runsNow: 0 })
    }).pipe(Effect.scoped)
  )
})

describe("a repeated submit", () => {
  it.effect("counts once for as long as a queue drops it", () =>
    Effect.gen(function* () {
      const { isAdmitted, usageOf } = yield* makeQuotas(only({ runsPerDay: 2, runsAtOnce: 2 }))
      assert.deepStrictEqual(
        yield* Effect.replicateEffect(isAdmitted(alice, job(1)), 50),
        Array.from({ length: 50 }, () => true)
      )
      assert.deepInclude(yield* usageOf(alice), { runsToday: 1, runsNow: 1 })
      yield* TestClock.adjust("5 minutes")
      yield* isAdmitted(alice, job(1))
      assert.deepInclude(yield* usageOf(alice), { runsToday: 2, runsNow: 1 })
    }).pipe(Effect.scoped)
  )

  it.effect("is another run as another attempt, with another key, or of somebody else", () =>
    Effect.gen(function* () {
      const { isAdmitted, usageOf } = yield* makeQuotas(only({}))
      const keyHash = JobKeyHash.make("ab".repeat(32))
      for (const what of [job(1), job(1, 2), { ...job(1), keyHash }]) yield* isAdmitted(alice, what)
      assert.strictEqual((yield* usageOf(alice)).runsToday, 3)
      yield* isAdmitted(bob, job(1))
      assert.strictEqual((yield* usageOf(bob)).runsToday, 1)
    }).pipe(Effect.scoped)
  )

  it.effect("counts where the first was withdrawn", () =>
    Effect.gen(function* () {
      const { place, usageOf } = yield* makeQuotas(only({}))
      yield* (yield* place(alice, job(1))).withdraw
      yield* place(alice, job(1))
      assert.deepInclude(yield* usageOf(alice), { runsToday: 1, runsNow: 1 })
    }).pipe(Effect.scoped)
  )
})

describe("who is counted", () => {
  it.effect("is each user, and each address of anonymous callers, under limits of their own", () =>
    Effect.gen(function* () {
      const one = { ...only({}).limits!.user, runsPerDay: 1 }
      const three = { ...one, runsPerDay: 3 }
      const { isAdmitted } = yield* makeQuotas({
        limits: { anonymous: one, user: { ...one, runsPerDay: 2 }, administrator: three }
      })
      const admitted = Effect.fnUntraced(function* (...asked: Parameters<typeof isAdmitted>) {
        return (yield* Effect.replicateEffect(isAdmitted(...asked), 5)).filter(Boolean).length
      })
      assert.strictEqual(yield* admitted(alice, sync, address("a")), 2)
      assert.strictEqual(yield* admitted(alice, sync, address("b")), 0)
      assert.strictEqual(yield* admitted(bob), 2)
      assert.strictEqual(yield* admitted(anonymous, sync, address("a")), 1)
      assert.strictEqual(yield* admitted(anonymous, sync, address("b")), 1)
      assert.strictEqual(yield* admitted({ ...bob, id: alice.id, isAdministrator: true }), 1)
    }).pipe(Effect.scoped)
  )

  it.effect("is no anonymous caller on the server's own machine, who may be a proxy in front of everybody", () =>
    Effect.gen(function* () {
      const { isAdmitted } = yield* makeQuotas(only({ runsPerDay: 0 }))
      assert.isTrue(yield* isAdmitted(anonymous, sync, unknownCaller))
      assert.isFalse(yield* isAdmitted(alice, sync, unknownCaller))
    }).pipe(Effect.scoped)
  )

  it.effect("are as many as there may be: those who were idle longest are forgotten, those with runs are not", () =>
    Effect.gen(function* () {
      const { ask, place } = yield* makeQuotas({ ...only({ runsPerDay: 1 }), maximumCallers: 2 })
      const from = (key: string) => ask(anonymous, sync, address(key))
      yield* (yield* place(anonymous, sync, address("idle"))).leave(1)
      yield* from("busy")
      assert.strictEqual(yield* from("idle"), "runs-per-day")
      // Forgets the idle one.
      yield* from("new")
      assert.strictEqual(yield* from("busy"), "runs-per-day")
      assert.include(yield* from("one too many"), "more people run programs than this server can count")
      // Users are counted apart: no crowd of addresses makes the server forget them.
      assert.notTypeOf(yield* ask(alice), "string")
    }).pipe(Effect.scoped)
  )

  it.effect("counts again where those who never gave their places back were all there might be", () =>
    Effect.gen(function* () {
      const { isAdmitted } = yield* makeQuotas({ ...only({}), maximumCallers: 1 })
      assert.isTrue(yield* isAdmitted(alice))
      assert.isFalse(yield* isAdmitted(bob))
      yield* TestClock.adjust("2 minutes")
      assert.isTrue(yield* isAdmitted(bob))
    }).pipe(Effect.scoped)
  )
})

describe("200 requests at once", () => {
  const limits = { runsPerMinute: 7, runsPerDay: 7, runsAtOnce: 7, processorSecondsPerDay: 75 } as const
  for (const name of Object.keys(limits) as ReadonlyArray<keyof typeof limits>) {
    it.effect(`are never more than ${name} admits`, () =>
      Effect.gen(function* () {
        const { isAdmitted } = yield* makeQuotas(only({ [name]: limits[name] }))
        const asked = Array.from({ length: 200 }, (_, n) => isAdmitted(alice, n % 2 === 0 ? sync : job(n)))
        const admitted = yield* Effect.all(
          asked.map((ask) => Effect.andThen(Effect.yieldNow, ask)),
          { concurrency: "unbounded" }
        )
        assert.strictEqual(admitted.filter(Boolean).length, 7)
      }).pipe(Effect.scoped)
    )
  }
})

const Step = Schema.Struct({
  does: Schema.Literals(["asks", "asks", "asks", "leaves", "withdraws", "waits"]),
  which: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9 }))
})

describe("whatever a user does", () => {
  it.effect.prop("no limit is exceeded, and no place is lost", [Schema.Array(Step)], ([steps]) =>
    Effect.gen(function* () {
      const limits = { runsPerMinute: 4, runsPerDay: 12, runsAtOnce: 3, processorSecondsPerDay: 60 }
      // No place becomes free by itself here.
      const { ask, usageOf } = yield* makeQuotas({ ...only(limits), queueMs: day })
      let jobs = 0
      const held: Array<Exclude<Effect.Success<ReturnType<typeof ask>>, string> & { at: number }> = []
      let admittedAt: Array<number> = []
      let spentMs = 0
      let now = 0
      // Three times, so that most sequences reach the limits.
      for (const { does, which } of [...steps, ...steps, ...steps]) {
        const [place] = does === "leaves" || does === "withdraws" ? held.splice(which, 1) : []
        if (does === "waits") {
          now += 1_000 * which
          yield* TestClock.adjust(1_000 * which)
        } else if (place !== undefined && does === "leaves") {
          spentMs += 1_000 * which
          yield* place.leave(1_000 * which)
        } else if (place !== undefined) {
          admittedAt.splice(admittedAt.lastIndexOf(place.at), 1)
          yield* place.withdraw
        } else {
          const answer = yield* ask(alice, job(jobs++))
          if (typeof answer !== "string") {
            held.push({ ...answer, at: now })
            admittedAt.push(now)
          }
        }
        assert.isAtMost(held.length, limits.runsAtOnce)
        assert.isAtMost(admittedAt.length, limits.runsPerDay)
        assert.isAtMost(spentMs + 10_000 * held.length, 60_000)
        const { runsNow, runsToday } = yield* usageOf(alice)
        assert.deepStrictEqual([runsNow, runsToday], [held.length, admittedAt.length])
      }
    }).pipe(Effect.scoped)
  )
})
