import type { ApiKeyHash, ApiKeyId, UserId } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { LimitReached, StorageUnavailable } from "../library/StorageUnavailable.ts"
import type { Scope } from "./Scopes.ts"

/** There is no such key of this person. */
export class ApiKeyNotFound extends Schema.TaggedError<ApiKeyNotFound>()("ApiKeyNotFound", {}) {}

/** A key as it is made: the key itself is shown once, and only its hash is kept. */
export interface NewApiKey {
  readonly id: ApiKeyId
  readonly name: string
  readonly hash: ApiKeyHash
  /** The first characters, by which its owner knows it. */
  readonly prefix: string
  readonly scopes: ReadonlyArray<Scope>
  /** In milliseconds since 1970; `undefined` if it does not expire. */
  readonly expiresAt: number | undefined
}

/** A key that is kept. */
export interface ApiKeyRecord extends NewApiKey {
  readonly owner: UserId
  readonly createdAt: number
  readonly lastUsedAt: number | undefined
}

/** Maximum number of keys of one person. */
export const maximumKeys = 50

/** The API keys of people. */
export class ApiKeys extends Context.Service<
  ApiKeys,
  {
    readonly create: (owner: UserId, key: NewApiKey) => Effect.Effect<ApiKeyRecord, LimitReached | StorageUnavailable>
    /** The latest first. */
    readonly list: (owner: UserId) => Effect.Effect<ReadonlyArray<ApiKeyRecord>, StorageUnavailable>
    readonly revoke: (owner: UserId, id: ApiKeyId) => Effect.Effect<void, ApiKeyNotFound | StorageUnavailable>
    /** The key with this hash, expired or not. */
    readonly find: (hash: ApiKeyHash) => Effect.Effect<Option.Option<ApiKeyRecord>, StorageUnavailable>
    /** Notes when keys were used last, in milliseconds since 1970. An earlier time changes nothing. */
    readonly touch: (uses: ReadonlyMap<ApiKeyId, number>) => Effect.Effect<void, StorageUnavailable>
  }
>()("@glissade/core/ApiKeys") {}
