import type { UserId } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"
import type { Scope } from "./Scopes.ts"

/** The user who sends a request, as far as the host knows. */
export interface User {
  /** `undefined` for an anonymous user. */
  readonly id: UserId | undefined
  /** The other claims of the user's token, under their issuer's names. */
  readonly claims: Readonly<Record<string, unknown>>
  /** What the user's key is for; without it they may do everything. */
  readonly scopes?: ReadonlyArray<Scope>
  /** Whether the user runs the service and may see and block other users. */
  readonly isAdministrator?: boolean
}

/** The user on a host without authentication. */
export const anonymous: User = { id: undefined, claims: {} }

/** The user of the current request; {@link anonymous} by default. Provided by whatever checks tokens. */
export const CurrentUser = Context.Reference<User>("@glissade/core/CurrentUser", { defaultValue: () => anonymous })
