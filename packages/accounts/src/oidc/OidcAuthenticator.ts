import { Authenticator, TokenRefused } from "@glissade/core/Authenticator"
import type { User } from "@glissade/core/CurrentUser"
import { anonymous } from "@glissade/core/CurrentUser"
import { KeyRing } from "@glissade/core/KeyRing"
import { Sightings } from "@glissade/core/Sightings"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { looksLikeApiKey } from "../keys/ApiKey.ts"
import type { AccessTokenOptions } from "./AccessToken.ts"
import { makeVerify } from "./AccessToken.ts"
import { userIdOf } from "./UserIdentity.ts"

/** Who is let in. */
export interface OidcOptions extends AccessTokenOptions {
  /** Whether callers without a token are let in, as anonymous users. A wrong token is refused all the same. */
  readonly isOpen: boolean
  /** Whether a token's claims make its user an administrator; nobody is one by default. */
  readonly isAdministrator?: (claims: User["claims"]) => boolean
}

const invalid = Effect.suspend(() => Effect.fail(new TokenRefused({ reason: "invalid" })))

const refuse = (reason: string) =>
  Effect.logInfo("a caller was refused").pipe(Effect.annotateLogs({ reason }), Effect.andThen(invalid))

/**
 * Identifies users by access tokens of an OpenID provider, and by API keys if there is a `KeyRing`. Whoever brings a token is noted (`Sightings`). A user's id is {@link userIdOf} of the
 * token's issuer and subject. Why a token is refused is logged, and not told.
 */
export const layer = (options: OidcOptions): Layer.Layer<never> =>
  Layer.effect(
    Authenticator,
    Effect.gen(function* () {
      const { isAdministrator = () => false, isOpen } = options
      const keys = yield* Effect.serviceOption(KeyRing)
      const { noteSoon } = yield* Sightings
      const verify = yield* makeVerify(options)

      const ofToken = Effect.fnUntraced(
        function* (token: Redacted.Redacted) {
          const claims = yield* verify(Redacted.value(token))
          const { iss, sub } = claims
          // Somebody without a subject could be held to no quota, and would own what all others without one own.
          if (iss === undefined || typeof sub !== "string" || sub === "") return yield* refuse("no_subject")
          return { id: userIdOf(iss, sub), claims, isAdministrator: isAdministrator(claims) }
        },
        Effect.catchTag("Refused", ({ reason }) => refuse(reason)),
        Effect.tapErrorTag("TokenCheckUnavailable", ({ message }) =>
          Effect.annotateLogs(Effect.logError("tokens cannot be checked"), { reason: message })
        )
      )

      return {
        isOpen,
        authenticate: (token) => {
          if (token === undefined) {
            return isOpen ? Effect.succeed(anonymous) : Effect.fail(new TokenRefused({ reason: "missing" }))
          }
          if (!looksLikeApiKey(token)) return Effect.tap(ofToken(token), noteSoon)
          return Option.isSome(keys) ? keys.value.authenticate(token) : refuse("api_key")
        }
      }
    })
  )
