import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { User } from "./CurrentUser.ts"
import { CurrentUser } from "./CurrentUser.ts"

/** The request is refused: the token is not valid here (`invalid`), or there is none and one is required (`missing`). */
export class TokenRefused extends Schema.TaggedError<TokenRefused>()("TokenRefused", {
  reason: Schema.Literals(["missing", "invalid"])
}) {}

/** The token cannot be checked now, so the request is refused; a later try may succeed. */
export class TokenCheckUnavailable extends Schema.TaggedError<TokenCheckUnavailable>()("TokenCheckUnavailable", {
  message: Schema.String
}) {}

/**
 * Identifies the user by their token, or refuses the request. Called before a program is run or queued, and before a WebSocket is opened.
 * A request waits until the check ends or the client leaves, so a host bounds how long its check takes. By default every request is accepted, for the user whom the host provides (`CurrentUser`).
 */
export const Authenticator = Context.Reference<{
  /** Whether requests without a token are accepted; the API's description says so. */
  readonly isOpen: boolean
  /** `undefined` if there is no token. */
  readonly authenticate: (
    token: Redacted.Redacted | undefined
  ) => Effect.Effect<User, TokenRefused | TokenCheckUnavailable>
}>("@glissade/core/Authenticator", { defaultValue: () => ({ isOpen: true, authenticate: () => CurrentUser }) })
