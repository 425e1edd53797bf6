import { assert, describe, it } from "@effect/vitest"
import type { TicketOptions } from "@glissade/accounts/Tickets"
import { layer } from "@glissade/accounts/Tickets"
import type { Caller } from "@glissade/core/Caller"
import { CurrentCaller, unknownCaller } from "@glissade/core/Caller"
import type { User } from "@glissade/core/CurrentUser"
import { anonymous } from "@glissade/core/CurrentUser"
import { Tickets } from "@glissade/core/Tickets"
import { UserId } from "@glissade/protocol/Ids"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"

const alice: User = { id: UserId.make("alice"), claims: { name: "Alice" } }
const bob: User = { id: UserId.make("bob"), claims: {} }

const setUp = Effect.fnUntraced(function* (options: Partial<TicketOptions> = {}) {
  const context = yield* Layer.build(layer(options).pipe(Layer.provide(SecureRandom.layerWebCrypto)))
  const tickets = yield* Effect.provideContext(Tickets, context)
  const issue = (user: User, caller: Caller = { key: "a", isLimited: true }) =>
    Effect.provideService(
      Effect.map(tickets.issue(user), ({ ticket }) => ticket),
      CurrentCaller,
      caller
    )
  const redeem = (ticket: Redacted.Redacted) => Effect.map(tickets.redeem(ticket), Option.getOrUndefined)
  return { ...tickets, issue, redeem }
})

describe("a ticket", () => {
  it.effect("is good for the user whom it was given to, once", () =>
    Effect.gen(function* () {
      const { isOn, issue, redeem } = yield* setUp()
      assert.isTrue(isOn)
      const [hers, his] = [yield* issue(alice), yield* issue(bob)]
      assert.deepStrictEqual(yield* redeem(hers), alice)
      assert.isUndefined(yield* redeem(hers))
      assert.deepStrictEqual(yield* redeem(his), bob)
    }).pipe(Effect.scoped)
  )

  it.effect("is good for one of many who bring it at once", () =>
    Effect.gen(function* () {
      const { issue, redeem } = yield* setUp()
      const ticket = yield* issue(alice)
      const answers = yield* Effect.all(
        Array.from({ length: 200 }, () => Effect.andThen(Effect.yieldNow, redeem(ticket))),
        { concurrency: "unbounded" }
      )
      assert.lengthOf(
        answers.filter((user) => user !== undefined),
        1
      )
    }).pipe(Effect.scoped)
  )

  it.effect("expires after thirty seconds", () =>
    Effect.gen(function* () {
      const { issue, redeem } = yield* setUp()
      const [soon, late] = [yield* issue(alice), yield* issue(alice)]
      yield* TestClock.adjust("29 seconds")
      assert.isDefined(yield* redeem(soon))
      yield* TestClock.adjust("1 second")
      assert.isUndefined(yield* redeem(late))
    }).pipe(Effect.scoped)
  )

  it.effect("has 128 random bits, and cannot be guessed from another one or from its hash", () =>
    Effect.gen(function* () {
      const { issue, redeem } = yield* setUp({ maximumPerUser: 1_000 })
      const tickets = yield* Effect.replicateEffect(issue(alice), 100)
      for (const ticket of tickets) assert.match(Redacted.value(ticket), /^[A-Za-z0-9_-]{22}$/)
      assert.strictEqual(new Set(tickets.map(Redacted.value)).size, 100)
      for (const wrong of ["", "x", Redacted.value(tickets[0]!).slice(1)]) {
        assert.isUndefined(yield* redeem(Redacted.make(wrong)))
      }
    }).pipe(Effect.scoped)
  )

  it.effect("is refused to a user who has too many, until they use one or one expires", () =>
    Effect.gen(function* () {
      const { issue, redeem } = yield* setUp({ maximumPerUser: 2 })
      const first = yield* issue(alice)
      yield* TestClock.adjust("10 seconds")
      yield* issue(alice)
      assert.deepInclude(yield* Effect.flip(issue(alice)), { _tag: "TooManyTickets", retryAfterSeconds: 20 })
      yield* issue(bob)
      yield* redeem(first)
      yield* issue(alice)
      yield* Effect.flip(issue(alice))
      yield* TestClock.adjust("30 seconds")
      yield* issue(alice)
    }).pipe(Effect.scoped)
  )

  it.effect("is refused where there are as many as there may be in all", () =>
    Effect.gen(function* () {
      const { issue } = yield* setUp({ maximum: 1 })
      yield* issue(alice)
      assert.deepInclude(yield* Effect.flip(issue(bob)), { retryAfterSeconds: 30 })
    }).pipe(Effect.scoped)
  )

  it.effect("of anonymous users counts for their address, but on the server's own machine", () =>
    Effect.gen(function* () {
      const { issue } = yield* setUp({ maximumPerUser: 1 })
      yield* issue(anonymous, { key: "a", isLimited: true })
      yield* Effect.flip(issue(anonymous, { key: "a", isLimited: true }))
      yield* issue(anonymous, { key: "b", isLimited: true })
      yield* issue(anonymous, unknownCaller)
      yield* issue(anonymous, unknownCaller)
    }).pipe(Effect.scoped)
  )
})

it.effect("without tickets none is given out, and none is taken", () =>
  Effect.gen(function* () {
    const { isOn, issue, redeem } = yield* Tickets
    assert.isFalse(isOn)
    assert.strictEqual((yield* Effect.flip(issue(alice)))._tag, "TooManyTickets")
    assert.isTrue(Option.isNone(yield* redeem(Redacted.make("x"))))
  })
)
