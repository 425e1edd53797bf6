import { assert, describe, it } from "@effect/vitest"
import { defaults, layer } from "@glissade/accounts/KeyRing"
import { KeyRing } from "@glissade/core/KeyRing"
import type { KeyRingOptions } from "@glissade/accounts/KeyRing"
import { UserId } from "@glissade/protocol/Ids"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import { fakeApiKeys } from "./FakeApiKeys.ts"

const alice = UserId.make("alice")
const bob = UserId.make("bob")

const setUp = Effect.fnUntraced(function* (options: Partial<KeyRingOptions> = {}) {
  const store = fakeApiKeys()
  const context = yield* Layer.build(layer(options).pipe(Layer.provide([store.layer, SecureRandom.layerWebCrypto])))
  const ring = yield* Effect.provideContext(KeyRing, context)
  /** Whose key it is, or why not. */
  const ask = (key: Redacted.Redacted) =>
    Effect.map(Effect.result(ring.authenticate(key)), (result) =>
      Result.isSuccess(result) ? result.success.id : result.failure._tag
    )
  const issue = (expiresAt?: number) => ring.issue(alice, { name: "ci", scopes: ["run", "read"], expiresAt })
  return { ...store, ring, ask, issue }
})

describe("a key ring", () => {
  it.effect("makes keys of which only the hash is kept, and knows their owner and scopes", () =>
    Effect.gen(function* () {
      const { issue, ring, state } = yield* setUp()
      const { key, record } = yield* issue()
      assert.deepInclude(record, { name: "ci", scopes: ["run", "read"], expiresAt: undefined })
      assert.notInclude(JSON.stringify(state.records), Redacted.value(key).slice(14))
      assert.deepStrictEqual(yield* ring.authenticate(key), { id: alice, claims: {}, scopes: ["run", "read"] })
    }).pipe(Effect.scoped)
  )

  it.effect("looks a key up once in five seconds, and what is no key never", () =>
    Effect.gen(function* () {
      const { ask, issue, state } = yield* setUp()
      const { key } = yield* issue()
      for (let n = 0; n < 100; n++) assert.strictEqual(yield* ask(key), alice)
      assert.strictEqual(yield* ask(Redacted.make("glissade_000000000000000000000000000000000000")), "TokenRefused")
      assert.strictEqual(state.lookups, 1)
      yield* TestClock.adjust(defaults.freshMs)
      assert.strictEqual(yield* ask(key), alice)
      assert.strictEqual(state.lookups, 2)
    }).pipe(Effect.scoped)
  )

  it.effect("refuses a key from the moment at which it expires, also one that was checked just before", () =>
    Effect.gen(function* () {
      const { ask, issue } = yield* setUp()
      const { key } = yield* issue(3_000)
      yield* TestClock.adjust(2_999)
      assert.strictEqual(yield* ask(key), alice)
      yield* TestClock.adjust(1)
      assert.strictEqual(yield* ask(key), "TokenRefused")
    }).pipe(Effect.scoped)
  )

  it.effect("refuses a revoked key at once, and leaves those of others alone", () =>
    Effect.gen(function* () {
      const { ask, issue, ring } = yield* setUp()
      const [one, other] = [yield* issue(), yield* issue()]
      for (const { key } of [one, other]) yield* ask(key)
      assert.strictEqual((yield* Effect.flip(ring.revoke(bob, one.record.id)))._tag, "ApiKeyNotFound")
      assert.strictEqual(yield* ask(one.key), alice)
      yield* ring.revoke(alice, one.record.id)
      assert.strictEqual(yield* ask(one.key), "TokenRefused")
      assert.strictEqual(yield* ask(other.key), alice)
    }).pipe(Effect.scoped)
  )

  it.effect("does not keep what a lookup read before the key was revoked", () =>
    Effect.gen(function* () {
      const { ask, issue, ring, state } = yield* setUp()
      const { key, record } = yield* issue()
      state.meanwhile = Effect.suspend(() => {
        state.meanwhile = Effect.void
        return Effect.orDie(ring.revoke(alice, record.id))
      })
      assert.strictEqual(yield* ask(key), alice)
      assert.strictEqual(yield* ask(key), "TokenRefused")
    }).pipe(Effect.scoped)
  )

  it.effect("looks keys up again that it is told to forget, one or all of a user", () =>
    Effect.gen(function* () {
      const { ask, issue, ring, state } = yield* setUp()
      const { key, record } = yield* issue()
      yield* ask(key)
      state.records = []
      assert.strictEqual(yield* ask(key), alice)
      yield* ring.forget(record.id)
      assert.strictEqual(yield* ask(key), "TokenRefused")
      state.records = [record]
      yield* ask(key)
      state.records = []
      yield* ring.forgetOwner(bob)
      assert.strictEqual(yield* ask(key), alice)
      yield* ring.forgetOwner(alice)
      assert.strictEqual(yield* ask(key), "TokenRefused")
    }).pipe(Effect.scoped)
  )

  it.effect("decides nothing while the store is away, but for keys that it has just checked", () =>
    Effect.gen(function* () {
      const { ask, issue, state } = yield* setUp()
      const { key } = yield* issue()
      const { key: other } = yield* issue()
      yield* ask(key)
      state.isAway = true
      assert.strictEqual(yield* ask(key), alice)
      assert.strictEqual(yield* ask(other), "TokenCheckUnavailable")
    }).pipe(Effect.scoped)
  )

  it.effect("keeps no more checked keys than it may", () =>
    Effect.gen(function* () {
      const { ask, issue, state } = yield* setUp({ maximumKeys: 2 })
      const issued = [yield* issue(), yield* issue(), yield* issue()]
      for (const { key } of issued) yield* ask(key)
      yield* ask(issued[2]!.key)
      yield* ask(issued[1]!.key)
      assert.strictEqual(state.lookups, 3)
      yield* ask(issued[0]!.key)
      assert.strictEqual(state.lookups, 4)
    }).pipe(Effect.scoped)
  )

  it.effect("notes when keys were used last, in batches, and again when the store is back", () =>
    Effect.gen(function* () {
      const { ask, issue, state } = yield* setUp()
      const [one, other] = [yield* issue(), yield* issue()]
      yield* TestClock.adjust(1_000)
      for (const { key } of [one, one, other]) yield* ask(key)
      assert.deepStrictEqual(state.touched, [])
      state.isAway = true
      yield* TestClock.adjust(defaults.flushMs)
      state.isAway = false
      yield* ask(one.key)
      yield* TestClock.adjust(defaults.flushMs)
      assert.deepStrictEqual(state.touched, [
        new Map([
          [one.record.id, 11_000],
          [other.record.id, 1_000]
        ])
      ])
      yield* TestClock.adjust(defaults.flushMs)
      assert.lengthOf(state.touched, 1)
    }).pipe(Effect.scoped)
  )

  it.effect("notes the last uses when its scope ends", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { ask, issue, state } = yield* Effect.provideService(setUp(), Scope.Scope, scope)
      const { key } = yield* issue()
      yield* ask(key)
      yield* Scope.close(scope, Exit.void)
      assert.lengthOf(state.touched, 1)
    })
  )
})
