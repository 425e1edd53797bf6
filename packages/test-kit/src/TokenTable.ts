import * as Effect from "effect/Effect"
import { SignJWT, UnsecuredJWT } from "jose"
import { createSecretKey } from "node:crypto"
import type { Changes, Pair } from "./FakeIssuer.ts"
import { audience, makePair } from "./FakeIssuer.ts"

export const rsa = await makePair("rsa")
export const ec = await makePair("ec", "ES256")
export const ed = await makePair("ed", "EdDSA")
const strange: Pair = { ...(await makePair("rsa")), kid: "rsa" }
const unlisted = await makePair("unlisted")

/** When these tokens are checked, in milliseconds since 1970. */
export const start = Date.parse("2026-11-26T10:00:00Z")
const now = start / 1000

/** Without what Keycloak and Cognito put into access tokens alone. */
const unmarked = { typ: undefined, token_use: undefined }

/** Tokens that are taken, whichever provider signs them. */
export const goodTokens: ReadonlyArray<readonly [what: string, changes: Changes]> = [
  ["as it comes", {}],
  ["with an elliptic curve", { by: ec }],
  ["with EdDSA", { by: ed }],
  ["that says that it is an access token", { header: { typ: "at+jwt" } }],
  ["of Keycloak, with the nonce of its sign-in", { claims: { typ: "Bearer", nonce: "n" } }],
  ["with the long form of that", { header: { typ: "application/at+jwt" } }],
  ["without a subject", { claims: { sub: undefined } }],
  ["that expired less than a minute ago", { expiresIn: -59 }],
  ["that is valid in less than a minute", { claims: { nbf: now + 60 } }],
  ["for several audiences", { claims: { aud: ["other", audience], client_id: "other" } }],
  ["that names only the application", { claims: { aud: undefined, client_id: audience } }]
]

/** Tokens that are refused, and the reason that is logged. */
export const badTokens: ReadonlyArray<readonly [reason: string, what: string, changes: Changes]> = [
  ["expired", "that expired a minute ago", { expiresIn: -60 }],
  ["no_expiry", "that never expires", { claims: { exp: undefined } }],
  ["no_expiry", "whose end is a text", { claims: { exp: "tomorrow" } }],
  ["not_yet_valid", "that is valid in more than a minute", { claims: { nbf: now + 61 } }],
  ["issuer", "of another issuer", { claims: { iss: "https://elsewhere.example" } }],
  ["issuer", "of no issuer", { claims: { iss: undefined } }],
  ["signature", "signed by somebody else", { by: strange }],
  ["unknown_key", "signed by a key that is not listed", { by: unlisted }],
  ["unknown_key", "whose algorithm is not its key's", { header: { kid: "ec" } }],
  ["audience", "for another audience", { claims: { aud: "other" } }],
  ["audience", "for another audience, by our application", { claims: { aud: "other", client_id: audience } }],
  ["audience", "for no audience in a list, by our application", { claims: { aud: [], client_id: audience } }],
  ["audience", "whose audience is null, by our application", { claims: { aud: null, client_id: audience } }],
  ["audience", "for nobody, by another application", { claims: { aud: undefined, client_id: "other" } }],
  ["audience", "for nobody, by nobody", { claims: { aud: undefined, client_id: undefined } }],
  ["id_token", "of Cognito that says who signed in", { claims: { token_use: "id", aud: audience } }],
  ["id_token", "of Keycloak that says who signed in", { claims: { typ: "ID" } }],
  ["id_token", "with a nonce", { claims: { ...unmarked, nonce: "n" } }],
  ["id_token", "with the hash of an access token", { claims: { ...unmarked, at_hash: "h" } }],
  ["id_token", "with the hash of a code", { claims: { ...unmarked, c_hash: "h" } }],
  ["type", "that ends a session", { header: { typ: "logout+jwt" } }]
]

/** Tokens that no issuer signs. */
export const forgedTokens = Effect.fnUntraced(function* (valid: string, issuer: string) {
  const [header, payload, signature] = valid.split(".") as [string, string, string]
  const claims = { iss: issuer, aud: audience, client_id: audience, exp: now + 300 }
  const secret = createSecretKey(Buffer.from(rsa.jwk.n!, "base64url"))
  const symmetric = yield* Effect.promise(() =>
    new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: "rsa" }).sign(secret)
  )
  const rows: ReadonlyArray<readonly [reason: string, what: string, token: string]> = [
    ["opaque", "a text", "opaque"],
    ["opaque", "two parts", `${header}.${payload}`],
    ["opaque", "an encrypted token", "a.b.c.d.e"],
    ["opaque", "two tokens", `${valid} ${valid}`],
    ["malformed", "three parts of nothing", "abc.def.ghi"],
    ["malformed", "three empty parts", ".."],
    ["signature", "no signature", `${header}.${payload}.`],
    ["signature", "another token's signature", `${header}.${payload}.${signature.slice(4)}AAAA`],
    ["algorithm", "a token that is not signed", new UnsecuredJWT(claims).encode()],
    ["algorithm", "a token that is signed with the public key", symmetric],
    ["too_long", "more than 16 KiB", `${"a".repeat(16_384)}.b.c`]
  ]
  return rows
})
