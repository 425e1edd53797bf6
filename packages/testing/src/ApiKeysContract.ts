import { assert, layer as layerOf } from "@effect/vitest"
import type { NewApiKey } from "@glissade/core/ApiKeys"
import { ApiKeys, maximumKeys } from "@glissade/core/ApiKeys"
import { Users } from "@glissade/core/Users"
import { ApiKeyHash, ApiKeyId } from "@glissade/protocol/Ids"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { person } from "./People.ts"

let people = 0
const somebody = Effect.gen(function* () {
  const { id } = yield* (yield* Users).seen(person(`keys-${++people}`))
  return id
})

let keys = 0
const newKey = (changes: Partial<NewApiKey> = {}): NewApiKey => ({
  id: ApiKeyId.make(globalThis.crypto.randomUUID()),
  name: "laptop '; drop table api_keys; --",
  hash: ApiKeyHash.make((++keys).toString(16).padStart(64, "0")),
  prefix: "glissade_abcd",
  scopes: ["run", "read"],
  expiresAt: 1_764_111_600_000,
  ...changes
})

/** What every layer of `ApiKeys` must do. Call it in a test file with the layer. */
export const apiKeysContract = <E>(name: string, layer: Layer.Layer<ApiKeys | Users, E>): void =>
  layerOf(layer, { timeout: 60_000 })(`${name} keeps the contract of ApiKeys`, (it) => {
    const test = (title: string, body: Effect.Effect<void, unknown, ApiKeys | Users>) => it.effect(title, () => body)

    test(
      "finds a key by its hash, and lists a person's own",
      Effect.gen(function* () {
        const owner = yield* somebody
        const other = yield* somebody
        const apiKeys = yield* ApiKeys
        const key = newKey()
        const made = yield* apiKeys.create(owner, key)
        assert.deepInclude(made, { ...key, owner, lastUsedAt: undefined })
        assert.deepStrictEqual(yield* apiKeys.find(key.hash), Option.some(made))
        assert.deepStrictEqual(yield* apiKeys.find(newKey().hash), Option.none())
        assert.deepStrictEqual(yield* apiKeys.list(owner), [made])
        assert.deepStrictEqual(yield* apiKeys.list(other), [])
      })
    )

    test(
      "keeps a key that never expires, without scopes",
      Effect.gen(function* () {
        const owner = yield* somebody
        const made = yield* (yield* ApiKeys).create(owner, newKey({ expiresAt: undefined, scopes: [] }))
        assert.deepInclude(made, { expiresAt: undefined, scopes: [] })
      })
    )

    test(
      "revokes a person's own, at once",
      Effect.gen(function* () {
        const owner = yield* somebody
        const other = yield* somebody
        const apiKeys = yield* ApiKeys
        const { hash, id } = yield* apiKeys.create(owner, newKey())
        assert.strictEqual((yield* Effect.flip(apiKeys.revoke(other, id)))._tag, "ApiKeyNotFound")
        yield* apiKeys.revoke(owner, id)
        assert.deepStrictEqual(yield* apiKeys.find(hash), Option.none())
        assert.strictEqual((yield* Effect.flip(apiKeys.revoke(owner, id)))._tag, "ApiKeyNotFound")
      })
    )

    test(
      "notes the last use, and never an earlier one",
      Effect.gen(function* () {
        const owner = yield* somebody
        const apiKeys = yield* ApiKeys
        const one = yield* apiKeys.create(owner, newKey())
        const two = yield* apiKeys.create(owner, newKey())
        yield* apiKeys.touch(
          new Map([
            [one.id, 2_000],
            [two.id, 3_000]
          ])
        )
        yield* apiKeys.touch(
          new Map([
            [one.id, 1_000],
            [ApiKeyId.make(globalThis.crypto.randomUUID()), 1]
          ])
        )
        const used = (yield* apiKeys.list(owner)).map(({ lastUsedAt }) => lastUsedAt)
        assert.sameMembers(used, [2_000, 3_000])
      })
    )

    test(
      "keeps no more than the limit, also of keys that are made at once",
      Effect.gen(function* () {
        const owner = yield* somebody
        const apiKeys = yield* ApiKeys
        const exits = yield* Effect.forEach(
          Array.from({ length: maximumKeys + 10 }, () => apiKeys.create(owner, newKey())),
          Effect.exit,
          { concurrency: "unbounded" }
        )
        assert.strictEqual(exits.filter(Exit.isSuccess).length, maximumKeys)
        assert.deepInclude(yield* Effect.flip(apiKeys.create(owner, newKey())), {
          what: "api keys",
          maximum: maximumKeys
        })
      })
    )

    test(
      "deletes a person's keys with the person",
      Effect.gen(function* () {
        const owner = yield* somebody
        const apiKeys = yield* ApiKeys
        const { hash } = yield* apiKeys.create(owner, newKey())
        yield* (yield* Users).remove(owner)
        assert.deepStrictEqual(yield* apiKeys.find(hash), Option.none())
      })
    )
  })
