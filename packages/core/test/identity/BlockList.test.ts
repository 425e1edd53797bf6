import { assert, describe, it } from "@effect/vitest"
import { allow } from "@glissade/core/Access"
import { BlockedUsers, whenBlocked } from "@glissade/core/BlockedUsers"
import { BlockList, layerMemory } from "@glissade/core/BlockList"
import { CurrentUser } from "@glissade/core/CurrentUser"
import type { User } from "@glissade/core/CurrentUser"
import { requireScope, scopeOfMethod } from "@glissade/core/Scopes"
import { UserId } from "@glissade/protocol/Ids"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"

const alice = UserId.make("alice")
const bob = UserId.make("bob")

describe("a block list", () => {
  it.effect("blocks users, tells whoever waits for that, and unblocks them", () =>
    Effect.gen(function* () {
      const { block, unblock } = yield* BlockList
      const { isBlocked } = yield* BlockedUsers
      const [hers, his] = yield* Effect.forEach([alice, bob], (id) => Effect.forkChild(whenBlocked(id)))
      yield* Effect.yieldNow
      yield* block(alice)
      yield* Fiber.join(hers!)
      yield* whenBlocked(alice)
      assert.deepStrictEqual([isBlocked(alice), isBlocked(bob)], [true, false])
      assert.isUndefined(his!.pollUnsafe())
      yield* unblock(alice)
      assert.isFalse(isBlocked(alice))
      yield* Fiber.interrupt(his!)
    }).pipe(Effect.provide(layerMemory))
  )

  it.effect("takes over a list as a whole, and tells only those who are new on it", () =>
    Effect.gen(function* () {
      const { block, replace } = yield* BlockList
      const { isBlocked, onBlocked } = yield* BlockedUsers
      yield* block(alice)
      const told: Array<string> = []
      const ignore = onBlocked(bob, () => told.push("ignored"))
      onBlocked(bob, () => told.push("bob"))
      ignore()
      yield* replace([bob])
      yield* replace([bob])
      assert.deepStrictEqual(told, ["bob"])
      assert.deepStrictEqual([isBlocked(alice), isBlocked(bob)], [false, true])
    }).pipe(Effect.provide(layerMemory))
  )

  it.effect("is empty by default", () =>
    Effect.gen(function* () {
      const { isBlocked, onBlocked } = yield* BlockedUsers
      onBlocked(alice, () => assert.fail("nobody is blocked"))()
      assert.isFalse(isBlocked(alice))
    })
  )
})

const holder = (scopes?: User["scopes"]): User => ({ id: alice, claims: {}, ...(scopes && { scopes }) })

describe("a scope", () => {
  it.effect("is demanded of keys, and not of people who signed in", () =>
    Effect.gen(function* () {
      for (const [user, isAllowed] of [
        [holder(), true],
        [holder(["run", "write"]), true],
        [holder(["read"]), false],
        [holder([]), false]
      ] as const) {
        const asked = Effect.result(Effect.provideService(requireScope("run"), CurrentUser, user))
        assert.strictEqual(Result.isSuccess(yield* asked), isAllowed)
        assert.strictEqual(Result.isSuccess(yield* Effect.result(allow(user, "run"))), isAllowed)
      }
      assert.deepInclude(yield* Effect.flip(allow(holder([]), "write")), { _tag: "InsufficientScope", scope: "write" })
    })
  )

  it("of a request in the library is to read where it changes nothing", () => {
    assert.deepStrictEqual(["GET", "HEAD"].map(scopeOfMethod), ["read", "read"])
    assert.deepStrictEqual(["POST", "PUT", "DELETE", "PATCH", "get "].map(scopeOfMethod), Array(5).fill("write"))
  })

  it.effect("helps no blocked user", () =>
    Effect.gen(function* () {
      yield* (yield* BlockList).block(alice)
      assert.strictEqual((yield* Effect.flip(allow(holder(), "run")))._tag, "UserBlocked")
    }).pipe(Effect.provide(layerMemory))
  )

  it.effect("follows a store, and takes nothing older than what was changed here", () =>
    Effect.gen(function* () {
      const { block, refresh, unblock } = yield* BlockList
      const { isBlocked } = yield* BlockedUsers
      const [ann, ben] = [UserId.make("ann"), UserId.make("ben")]
      yield* refresh(Effect.succeed([ann]))
      assert.deepStrictEqual([isBlocked(ann), isBlocked(ben)], [true, false])
      // Read before ben was blocked here, and told afterwards.
      yield* refresh(Effect.as(block(ben), [ann]))
      assert.deepStrictEqual([isBlocked(ann), isBlocked(ben)], [true, true])
      yield* refresh(Effect.as(unblock(ann), [ann, ben]))
      assert.deepStrictEqual([isBlocked(ann), isBlocked(ben)], [false, true])
      yield* refresh(Effect.succeed([]))
      assert.isFalse(isBlocked(ben))
      yield* block(ben)
      yield* Effect.ignore(refresh(Effect.fail("the store is away")))
      assert.isTrue(isBlocked(ben))
    }).pipe(Effect.provide(layerMemory))
  )
})
