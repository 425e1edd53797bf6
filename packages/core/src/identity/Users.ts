import type { UserId } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { KeysetPage, PageRequest } from "../library/KeysetPage.ts"
import type { StorageUnavailable } from "../library/StorageUnavailable.ts"

/** Nobody with this id has been here. */
export class UserNotFound extends Schema.TaggedError<UserNotFound>()("UserNotFound", {}) {}

/** Who somebody is, as their token says. */
export interface Identity {
  readonly id: UserId
  readonly issuer: string
  readonly subject: string
  readonly name: string | undefined
  readonly email: string | undefined
}

/** A person who has been here. */
export interface UserRecord extends Identity {
  /** Times are in milliseconds since 1970. */
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly blockedAt: number | undefined
}

/** The people who use a service. */
export class Users extends Context.Service<
  Users,
  {
    /** Makes the person's record on first sight, and brings name, address and `lastSeenAt` up to date. */
    readonly seen: (identity: Identity) => Effect.Effect<UserRecord, StorageUnavailable>
    readonly read: (id: UserId) => Effect.Effect<UserRecord, UserNotFound | StorageUnavailable>
    /** Those who came last first. */
    readonly list: (request: PageRequest) => Effect.Effect<KeysetPage<UserRecord>, StorageUnavailable>
    readonly setBlocked: (
      id: UserId,
      isBlocked: boolean
    ) => Effect.Effect<UserRecord, UserNotFound | StorageUnavailable>
    /** Everybody who is blocked. */
    readonly blocked: Effect.Effect<ReadonlyArray<UserId>, StorageUnavailable>
    /** Deletes a person and all that is kept of them, at once. */
    readonly remove: (id: UserId) => Effect.Effect<void, UserNotFound | StorageUnavailable>
  }
>()("@glissade/core/Users") {}
