import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { User } from "./CurrentUser.ts"
import { CurrentUser } from "./CurrentUser.ts"

/** Nobody is let in with this token: it is not valid here (`invalid`), or there is none and one is needed (`missing`). */
export class TokenRefused extends Schema.TaggedError<TokenRefused>()("TokenRefused", {
  reason: Schema.Literals(["missing", "invalid"])
}) {}

/** The token cannot be checked now, and nobody is let in unchecked; another try may succeed. */
export class TokenCheckUnavailable extends Schema.TaggedError<TokenCheckUnavailable>()("TokenCheckUnavailable", {
  message: Schema.String
}) {}

/**
 * Says who brings a token, or refuses. Asked before a program is run or queued, and before a WebSocket is opened. By default everybody is
 * let in, as whoever the host says they are (`CurrentUser`).
 */
export const Authenticator = Context.Reference<{
  /** Whether one can do without a token; the API's description says so. */
  readonly isOpen: boolean
  /** `undefined` is no token at all. */
  readonly authenticate: (
    token: Redacted.Redacted | undefined
  ) => Effect.Effect<User, TokenRefused | TokenCheckUnavailable>
}>("@glissade/core/Authenticator", { defaultValue: () => ({ isOpen: true, authenticate: () => CurrentUser }) })
