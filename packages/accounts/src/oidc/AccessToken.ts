import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { JWTPayload, JWTVerifyResult } from "jose"
import { errors, jwtVerify } from "jose"
import type { IssuerOptions } from "./IssuerKeys.ts"
import { makeIssuerKeys } from "./IssuerKeys.ts"

/** Why a caller is refused, for logs. The caller is not told. */
const Reason = Schema.Literals([
  "missing",
  "too_long",
  "opaque",
  "malformed",
  "algorithm",
  "unknown_key",
  "ambiguous_key",
  "unusable_key",
  "signature",
  "expired",
  "no_expiry",
  "not_yet_valid",
  "issuer",
  "type",
  "id_token",
  "audience"
])
type Reason = typeof Reason.Type

/** The caller is not let in. */
export class Refused extends Schema.TaggedError<Refused>()("Refused", { reason: Reason }) {}

/** Longer than any header that API Gateway takes, and than Node takes by default. */
const maximumLength = 16 * 1024

/** How old keys may be, in milliseconds. */
const keysMs = 3_600_000

/** How old keys must be to be loaded anew for a token whose key is unknown, in milliseconds. Anybody can invent such a token. */
const cooldownMs = 30_000

/** How far the issuer's clock and ours may be apart, in seconds. */
const clockTolerance = 60

/** With a secret algorithm, whoever checks tokens could make them. */
const algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]

const claimReasons: Readonly<Record<string, Reason>> = { iss: "issuer", nbf: "not_yet_valid", exp: "no_expiry" }

const codeReasons: Readonly<Record<string, Reason>> = {
  ERR_JWT_EXPIRED: "expired",
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "signature",
  ERR_JOSE_ALG_NOT_ALLOWED: "algorithm",
  ERR_JOSE_NOT_SUPPORTED: "algorithm",
  ERR_JWKS_NO_MATCHING_KEY: "unknown_key",
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: "ambiguous_key",
  ERR_JWS_INVALID: "malformed",
  ERR_JWT_INVALID: "malformed"
}

const reasonOf = (error: unknown): Reason => {
  if (error instanceof errors.JWTClaimValidationFailed) return claimReasons[error.claim] ?? "malformed"
  // Whatever else goes wrong is wrong with the issuer's key, such as one that is too short.
  return (error instanceof errors.JOSEError ? codeReasons[error.code] : undefined) ?? "unusable_key"
}

/** Headers name the type of a token that could be mistaken for an access token, such as `logout+jwt` (RFC 8725). */
const isAccessType = (typ: string | undefined): boolean =>
  typ === undefined || /^(?:application\/)?(?:at\+)?jwt$/i.test(typ)

/** Access tokens of Cognito and of Keycloak say that they are such. Keycloak's have a nonce too, before version 25. */
const isMarkedAccess = ({ token_use: use, typ }: JWTPayload): boolean => use === "access" || typ === "Bearer"

/** An ID token tells an application who signed in. It may have the same audience, but is no permission to call. */
const isIdToken = (claims: JWTPayload): boolean =>
  claims["token_use"] === "id" ||
  claims["typ"] === "ID" ||
  (!isMarkedAccess(claims) && ["nonce", "at_hash", "c_hash"].some((name) => Object.hasOwn(claims, name)))

/** Access tokens of Cognito have no `aud`, and name the application instead. */
const isFor = ({ aud, client_id: clientId }: JWTPayload, audience: string): boolean =>
  aud === undefined ? clientId === audience : (Array.isArray(aud) ? aud : [aud]).includes(audience)

const check = ({ payload, protectedHeader }: JWTVerifyResult, audience: string): Reason | undefined => {
  if (!isAccessType(protectedHeader.typ)) return "type"
  if (isIdToken(payload)) return "id_token"
  return isFor(payload, audience) ? undefined : "audience"
}

/** Whose tokens are taken, and for whom they must be. */
export interface AccessTokenOptions extends IssuerOptions {
  /** What `aud` must contain, or what `client_id` must be where a token has no `aud` (Cognito). */
  readonly audience: string
}

/**
 * Checks access tokens (JWTs, RFC 9068 and what came before it) of an issuer for an audience, and returns their claims. Fails with
 * `TokenCheckUnavailable` if the issuer's keys cannot be had: then nobody can say whether the token is good.
 */
export const makeVerify = Effect.fnUntraced(function* (options: AccessTokenOptions) {
  const keysNotOlderThan = yield* makeIssuerKeys(options)

  const verifyWith = Effect.fnUntraced(function* (token: string, keysAgeMs: number) {
    const { issuer, keys } = yield* keysNotOlderThan(keysAgeMs)
    const currentDate = new Date(yield* Clock.currentTimeMillis)
    return yield* Effect.tryPromise({
      try: () => jwtVerify(token, keys, { algorithms, issuer, requiredClaims: ["exp"], clockTolerance, currentDate }),
      catch: (error) => new Refused({ reason: reasonOf(error) })
    })
  })

  return Effect.fnUntraced(function* (token: string) {
    if (token.length > maximumLength) return yield* new Refused({ reason: "too_long" })
    if (token.split(".").length !== 3) return yield* new Refused({ reason: "opaque" })
    const verified = yield* verifyWith(token, keysMs).pipe(
      Effect.catchIf(
        (error) => error._tag === "Refused" && error.reason === "unknown_key",
        () => verifyWith(token, cooldownMs)
      )
    )
    const reason = check(verified, options.audience)
    return reason === undefined ? verified.payload : yield* new Refused({ reason })
  })
})
