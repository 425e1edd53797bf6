import type { UserId } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** An operator has blocked the user. Nothing was accepted. */
export class UserBlocked extends Schema.TaggedError<UserBlocked>()("UserBlocked", {}) {}

/**
 * Who is blocked, as this process knows. Blocked users are refused, their sockets closed and their jobs cancelled. By default nobody is
 * blocked.
 */
export const BlockedUsers = Context.Reference<{
  /** Answered from memory. */
  readonly isBlocked: (id: UserId) => boolean
  /** Calls back once, when the user is blocked, or at once if they are. Returns a function that unsubscribes. */
  readonly onBlocked: (id: UserId, callback: () => void) => () => void
}>("@glissade/core/BlockedUsers", {
  defaultValue: () => ({ isBlocked: () => false, onBlocked: () => () => {} })
})

/** Completes when the user is blocked; never for an anonymous user. */
export const whenBlocked = (id: UserId | undefined): Effect.Effect<void> =>
  id === undefined
    ? Effect.never
    : Effect.flatMap(BlockedUsers, ({ onBlocked }) =>
        Effect.callback<void>((resume) => Effect.sync(onBlocked(id, () => resume(Effect.void))))
      )
