import { assert, describe, it } from "@effect/vitest"
import { layer } from "@glissade/accounts/Sightings"
import { userIdOf } from "@glissade/accounts/UserIdentity"
import { AuditTrail } from "@glissade/core/AuditTrail"
import { anonymous } from "@glissade/core/CurrentUser"
import type { User } from "@glissade/core/CurrentUser"
import { Sightings } from "@glissade/core/Sightings"
import { StorageUnavailable } from "@glissade/core/StorageUnavailable"
import { UserNotFound, Users } from "@glissade/core/Users"
import type { UserRecord } from "@glissade/core/Users"
import type { UserId } from "@glissade/protocol/Ids"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"

const issuer = "https://login.example.org"

const userOf = (sub: string): User => ({ id: userIdOf(issuer, sub), claims: { iss: issuer, sub } })

/** People in memory, which can be away. */
const makeStore = () => {
  const people = new Map<UserId, UserRecord>()
  const store = { isAway: false, calls: 0, gate: Latch.makeUnsafe(true), people, trail: [] as Array<UserId> }
  const reached = Effect.suspend(() =>
    Effect.andThen(
      store.gate.await,
      Effect.suspend(() =>
        store.isAway ? Effect.fail(new StorageUnavailable({ reason: "unreachable", message: "away" })) : Effect.void
      )
    )
  )
  const unused = Effect.die("not asked for here")
  const layers = Layer.merge(
    Layer.succeed(Users, {
      seen: (identity) =>
        Effect.gen(function* () {
          yield* reached
          store.calls += 1
          const now = yield* Clock.currentTimeMillis
          const before = people.get(identity.id)
          const record = { createdAt: now, blockedAt: undefined, ...before, ...identity, lastSeenAt: now }
          people.set(identity.id, record)
          return record
        }),
      read: (id) =>
        Effect.gen(function* () {
          yield* reached
          return people.get(id) ?? (yield* new UserNotFound())
        }),
      list: () => unused,
      setBlocked: () => unused,
      blocked: unused,
      remove: () => unused
    }),
    Layer.succeed(AuditTrail, {
      record: (actor) => Effect.sync(() => void store.trail.push(actor)),
      ofPerson: () => unused,
      list: () => unused
    })
  )
  return { store, layers }
}

const withSightings = <A, E>(
  body: (sightings: typeof Sightings.Service, store: ReturnType<typeof makeStore>["store"]) => Effect.Effect<A, E>
) =>
  Effect.gen(function* () {
    const { layers, store } = makeStore()
    const context = yield* Layer.build(Layer.provide(layer(), layers))
    const sightings = yield* Effect.provideContext(Sightings, context)
    return yield* body(sightings, store)
  }).pipe(Effect.scoped)

describe("people who come", () => {
  it.effect("are noted at once, and again after some minutes", () =>
    withSightings(({ note }, store) =>
      Effect.gen(function* () {
        const ada = userOf("ada")
        yield* note(ada)
        assert.deepInclude(store.people.get(ada.id!), { issuer, subject: "ada" })
        yield* note(ada)
        yield* note(ada)
        assert.strictEqual(store.calls, 1)
        yield* TestClock.adjust("5 minutes")
        yield* note(ada)
        assert.strictEqual(store.calls, 2)
      })
    )
  )

  it.effect("stand in the audit trail once a day", () =>
    withSightings(({ note }, store) =>
      Effect.gen(function* () {
        const ada = userOf("ada")
        for (let hour = 0; hour < 48; hour++) {
          yield* note(ada)
          yield* TestClock.adjust("1 hour")
        }
        assert.deepStrictEqual(store.trail, [ada.id!, ada.id!])
      })
    )
  )

  it.effect("are written once, however many requests they send at once", () =>
    withSightings(({ note, noteSoon }, store) =>
      Effect.gen(function* () {
        const ada = userOf("ada")
        yield* Effect.all([...Array.from({ length: 50 }, () => note(ada)), noteSoon(ada)], { concurrency: "unbounded" })
        assert.strictEqual(store.calls, 1)
      })
    )
  )

  it.effect("do not wait where that is not asked for, however slow the store is", () =>
    withSightings(({ note, noteSoon }, store) =>
      Effect.gen(function* () {
        store.gate.closeUnsafe()
        yield* noteSoon(userOf("ada"))
        assert.strictEqual(store.calls, 0)
        store.gate.openUnsafe()
        yield* note(userOf("ada"))
        assert.strictEqual(store.calls, 1)
      })
    )
  )

  it.effect("are told when the store is away, and tried again; behind runs after a pause", () =>
    withSightings(({ note, noteSoon }, store) =>
      Effect.gen(function* () {
        const ada = userOf("ada")
        store.isAway = true
        assert.instanceOf(yield* Effect.flip(note(ada)), StorageUnavailable)
        store.isAway = false
        yield* noteSoon(ada)
        yield* TestClock.adjust("1 second")
        assert.strictEqual(store.calls, 0)
        yield* TestClock.adjust("5 seconds")
        yield* noteSoon(ada)
        yield* TestClock.adjust("1 second")
        assert.strictEqual(store.calls, 1)
      })
    )
  )

  it.effect("are noted again once their account was deleted", () =>
    withSightings(({ forget, note }, store) =>
      Effect.gen(function* () {
        const ada = userOf("ada")
        yield* note(ada)
        store.people.clear()
        yield* forget(ada.id!)
        yield* note(ada)
        assert.isTrue(store.people.has(ada.id!))
      })
    )
  )

  it.effect("without a token, or with a key, leave no record", () =>
    withSightings(({ note, noteSoon }, store) =>
      Effect.gen(function* () {
        for (const user of [anonymous, { id: userIdOf(issuer, "ada"), claims: {}, scopes: ["run"] as const }]) {
          yield* note(user)
          yield* noteSoon(user)
        }
        yield* TestClock.adjust("1 second")
        assert.strictEqual(store.calls, 0)
      })
    )
  )
})
