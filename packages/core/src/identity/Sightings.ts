import type { UserId } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { StorageUnavailable } from "../library/StorageUnavailable.ts"
import type { User } from "./CurrentUser.ts"

/**
 * Makes the records of people who come. What belongs to a person can only be kept once their record is there. By default nobody's is made, for
 * hosts that know their people from the start.
 */
export const Sightings = Context.Reference<{
  /** Returns when the user's record is there and up to date, as of some minutes ago. */
  readonly note: (user: User) => Effect.Effect<void, StorageUnavailable>
  /** The same without waiting for it, as a run must never wait for a store. */
  readonly noteSoon: (user: User) => Effect.Effect<void>
  /** Completes when the record is written that is being made of a user, or cannot be; `undefined` if none is. */
  readonly underWay: (id: UserId) => Effect.Effect<void> | undefined
  /** The user's record was deleted, so it must be made again when they come again. */
  readonly forget: (id: UserId) => Effect.Effect<void>
}>("@glissade/core/Sightings", {
  defaultValue: () => ({
    note: () => Effect.void,
    noteSoon: () => Effect.void,
    underWay: () => undefined,
    forget: () => Effect.void
  })
})
