import type { UserId } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"

/** Who sends a request, as far as the host knows. */
export interface User {
  /** Nobody in particular where it is `undefined`. */
  readonly id: UserId | undefined
  /** What the user's token says besides, under the names that its issuer gives. */
  readonly claims: Readonly<Record<string, unknown>>
}

/** The user of a host that asks nobody who they are. */
export const anonymous: User = { id: undefined, claims: {} }

/** The user whose request is being handled; {@link anonymous} by default. Whatever checks tokens provides it. */
export const CurrentUser = Context.Reference<User>("@glissade/core/CurrentUser", { defaultValue: () => anonymous })
