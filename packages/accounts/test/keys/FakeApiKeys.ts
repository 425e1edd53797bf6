import type { ApiKeyRecord } from "@glissade/core/ApiKeys"
import { ApiKeyNotFound, ApiKeys } from "@glissade/core/ApiKeys"
import { StorageUnavailable } from "@glissade/core/StorageUnavailable"
import type { ApiKeyId } from "@glissade/protocol/Ids"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"

/** Keys in memory, what was asked of them, and whether they can be reached. */
export const fakeApiKeys = () => {
  const state = {
    records: [] as ReadonlyArray<ApiKeyRecord>,
    lookups: 0,
    touched: [] as Array<ReadonlyMap<ApiKeyId, number>>,
    isAway: false,
    /** Runs within a lookup, after the record was read. */
    meanwhile: Effect.void as Effect.Effect<void>
  }
  const reach = Effect.suspend(() =>
    state.isAway ? Effect.fail(new StorageUnavailable({ reason: "unreachable", message: "away" })) : Effect.void
  )
  const layer = Layer.succeed(ApiKeys, {
    create: Effect.fnUntraced(function* (owner, key) {
      yield* reach
      const record = { ...key, owner, createdAt: yield* Clock.currentTimeMillis, lastUsedAt: undefined }
      state.records = [record, ...state.records]
      return record
    }),
    list: (owner) => Effect.map(reach, () => state.records.filter((record) => record.owner === owner)),
    revoke: Effect.fnUntraced(function* (owner, id) {
      yield* reach
      const left = state.records.filter((record) => record.owner !== owner || record.id !== id)
      if (left.length === state.records.length) return yield* new ApiKeyNotFound()
      state.records = left
    }),
    find: Effect.fnUntraced(function* (hash) {
      state.lookups += 1
      yield* reach
      const found = state.records.find((record) => record.hash === hash)
      yield* state.meanwhile
      return Option.fromUndefinedOr(found)
    }),
    touch: (uses) => Effect.map(reach, () => void state.touched.push(uses))
  })
  return { layer, state }
}
