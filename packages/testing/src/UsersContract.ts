import { assert, layer as layerOf } from "@effect/vitest"
import { Users } from "@glissade/core/Users"
import type { UserId } from "@glissade/protocol/Ids"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { person } from "./People.ts"

/** What every layer of `Users` must do. Call it in a test file with the layer, over an empty store. */
export const usersContract = <E>(name: string, layer: Layer.Layer<Users, E>): void =>
  layerOf(layer, { timeout: 60_000 })(`${name} keeps the contract of Users`, (it) => {
    const test = (title: string, body: Effect.Effect<void, unknown, Users>) => it.effect(title, () => body)

    test(
      "makes a record on first sight, and keeps it up to date",
      Effect.gen(function* () {
        const users = yield* Users
        const first = yield* users.seen(person("one"))
        assert.deepInclude(first, { ...person("one"), blockedAt: undefined })
        assert.strictEqual(first.lastSeenAt, first.createdAt)
        yield* TestClock.adjust("1 hour")
        const again = yield* users.seen({ ...person("one"), name: undefined, email: "new@example.org" })
        assert.deepStrictEqual(again, {
          ...first,
          name: undefined,
          email: "new@example.org",
          lastSeenAt: first.lastSeenAt + 3_600_000
        })
        assert.deepStrictEqual(yield* users.read(first.id), again)
      })
    )

    test(
      "makes one record of a person who is seen many times at once",
      Effect.gen(function* () {
        const users = yield* Users
        const seen = yield* Effect.forEach(Array.from({ length: 10 }), () => users.seen(person("many")), {
          concurrency: "unbounded"
        })
        assert.strictEqual(new Set(seen.map(({ id }) => id)).size, 1)
      })
    )

    test(
      "blocks and unblocks",
      Effect.gen(function* () {
        const users = yield* Users
        const { id } = yield* users.seen(person("blocked"))
        const { blockedAt } = yield* users.setBlocked(id, true)
        assert.isNumber(blockedAt)
        yield* TestClock.adjust("1 hour")
        assert.strictEqual((yield* users.setBlocked(id, true)).blockedAt, blockedAt)
        assert.deepStrictEqual(yield* users.blocked, [id])
        assert.strictEqual((yield* users.seen(person("blocked"))).blockedAt, blockedAt)
        assert.isUndefined((yield* users.setBlocked(id, false)).blockedAt)
        assert.deepStrictEqual(yield* users.blocked, [])
      })
    )

    test(
      "knows nobody who was not here, or was removed",
      Effect.gen(function* () {
        const users = yield* Users
        const { id } = yield* users.seen(person("removed"))
        yield* users.remove(id)
        for (const attempt of [users.read(id), users.setBlocked(id, true), users.remove(id)]) {
          const error = yield* Effect.flip<unknown, { readonly _tag: string }, never>(attempt)
          assert.strictEqual(error._tag, "UserNotFound")
        }
      })
    )

    test(
      "lists people, those who came last first, page by page",
      Effect.gen(function* () {
        const users = yield* Users
        yield* TestClock.adjust("1 day")
        const ids: Array<UserId> = []
        for (const n of [1, 2, 3, 4, 5]) {
          ids.unshift((yield* users.seen(person(`listed-${n}`))).id)
          yield* TestClock.adjust("1 minute")
        }
        const first = yield* users.list({ limit: 3 })
        const second = yield* users.list({ limit: 2, cursor: first.next })
        assert.deepStrictEqual(
          [...first.items, ...second.items].map(({ id }) => id),
          ids
        )
      })
    )
  })
