import { assert, layer as layerOf } from "@effect/vitest"
import { AuditTrail } from "@glissade/core/AuditTrail"
import { Users } from "@glissade/core/Users"
import { UserId } from "@glissade/protocol/Ids"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { person } from "./People.ts"

/** What every layer of `AuditTrail` must do. Call it in a test file with the layer, over an empty store. */
export const auditTrailContract = <E>(name: string, layer: Layer.Layer<AuditTrail | Users, E>): void =>
  layerOf(layer, { timeout: 60_000 })(`${name} keeps the contract of AuditTrail`, (it) => {
    it.effect("tells who did what, under pseudonyms that outlive the person", () =>
      Effect.gen(function* () {
        const trail = yield* AuditTrail
        const users = yield* Users
        const { id: one } = yield* users.seen(person("audit-1"))
        const { id: two } = yield* users.seen(person("audit-2"))
        yield* trail.record(one, "signed_in")
        yield* TestClock.adjust("1 second")
        yield* trail.record(one, "user_blocked", { user: two })
        yield* TestClock.adjust("1 second")
        yield* trail.record(two, "key_created", { id: "key-1" })
        yield* trail.record(UserId.make("nobody"), "signed_in")
        const own = (yield* trail.ofPerson(one, {})).items
        assert.deepStrictEqual(
          own.map(({ action }) => action),
          ["user_blocked", "signed_in"]
        )
        const [latest] = (yield* trail.ofPerson(two, {})).items
        assert.strictEqual(own[0]!.object, latest!.actor)
        assert.strictEqual(latest!.object, "key-1")
        assert.notInclude(JSON.stringify(own), one)
        yield* users.remove(two)
        const first = yield* trail.list({ limit: 2 })
        const second = yield* trail.list({ limit: 2, cursor: first.next })
        assert.deepStrictEqual(
          [...first.items, ...second.items].map(({ action }) => action),
          ["key_created", "user_blocked", "signed_in"]
        )
        assert.deepStrictEqual((yield* trail.ofPerson(two, {})).items, [])
      })
    )
  })
