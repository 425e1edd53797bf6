import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { User } from "./CurrentUser.ts"

/** Too many tickets are open, of this user or in all. */
export class TooManyTickets extends Schema.TaggedError<TooManyTickets>()("TooManyTickets", {
  /** When the oldest of them expires. */
  retryAfterSeconds: Schema.Int
}) {}

/** A ticket as it is given out. */
export interface Ticket {
  readonly ticket: Redacted.Redacted
  /** How long it is valid. */
  readonly expiresInSeconds: number
}

/**
 * Tickets open one WebSocket each in place of a token, so that no token stands in an address. By default there are none, and a socket is
 * opened with a token.
 */
export const Tickets = Context.Reference<{
  /** Whether tickets are given out. */
  readonly isOn: boolean
  /** A ticket for a user who has shown a token. */
  readonly issue: (user: User) => Effect.Effect<Ticket, TooManyTickets>
  /** The user whom a ticket was given to; nothing if it is unknown, has expired, or was used before. */
  readonly redeem: (ticket: Redacted.Redacted) => Effect.Effect<Option.Option<User>>
}>("@glissade/core/Tickets", {
  defaultValue: () => ({
    isOn: false,
    issue: () => Effect.fail(new TooManyTickets({ retryAfterSeconds: 60 })),
    redeem: () => Effect.succeedNone
  })
})
