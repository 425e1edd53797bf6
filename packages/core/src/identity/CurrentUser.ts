import type { UserId } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"

/** The user who sends a request, as far as the host knows. */
export interface User {
  /** `undefined` for an anonymous user. */
  readonly id: UserId | undefined
  /** The other claims of the user's token, under their issuer's names. */
  readonly claims: Readonly<Record<string, unknown>>
}

/** The user on a host without authentication. */
export const anonymous: User = { id: undefined, claims: {} }

/** The user of the current request; {@link anonymous} by default. Provided by whatever checks tokens. */
export const CurrentUser = Context.Reference<User>("@glissade/core/CurrentUser", { defaultValue: () => anonymous })
