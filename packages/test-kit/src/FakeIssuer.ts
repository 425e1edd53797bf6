import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { JWK, JWTHeaderParameters } from "jose"
import { exportJWK, generateKeyPair, SignJWT } from "jose"
import type { HttpAnswer } from "./FakeHttp.ts"
import { fakeHttp } from "./FakeHttp.ts"

export const audience = "glissade"

/** A key pair of an issuer, as its set of keys shows it. */
export interface Pair {
  readonly kid: string
  readonly alg: string
  readonly privateKey: CryptoKey
  readonly jwk: JWK
}

export const makePair = async (kid: string, alg = "RS256"): Promise<Pair> => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: "sig" } }
}

/** Where a product has its keys, and what its access tokens say. */
export interface Provider {
  readonly name: string
  readonly issuerPath: string
  readonly keysPath: string
  readonly typ?: string
  readonly claims: Readonly<Record<string, unknown>>
}

const tenant = "11111111-2222-3333-4444-555555555555"

export const okta: Provider = {
  name: "Okta",
  issuerPath: "/oauth2/default",
  keysPath: "/oauth2/default/v1/keys",
  claims: { aud: audience, cid: "0oa1", uid: "00u1", scp: ["openid"], ver: 1, jti: "AT.1" }
}

export const providers: ReadonlyArray<Provider> = [
  okta,
  {
    name: "Entra",
    issuerPath: `/${tenant}/v2.0`,
    keysPath: `/${tenant}/discovery/v2.0/keys`,
    typ: "JWT",
    claims: { aud: audience, azp: "app", oid: "o", tid: tenant, scp: "access_as_user", ver: "2.0" }
  },
  {
    name: "Keycloak",
    issuerPath: "/realms/x",
    keysPath: "/realms/x/protocol/openid-connect/certs",
    typ: "JWT",
    claims: { aud: [audience, "account"], typ: "Bearer", azp: "app", scope: "openid", session_state: "s" }
  },
  {
    name: "Cognito",
    issuerPath: "/eu-west-1_pool",
    keysPath: "/eu-west-1_pool/.well-known/jwks.json",
    claims: { client_id: audience, token_use: "access", scope: "openid", username: "u", version: 2 }
  }
]

/** How far a token differs from a good one of its provider; `undefined` takes a claim away. */
export interface Changes {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly header?: Partial<JWTHeaderParameters>
  readonly by?: Pair
  /** How many seconds from now the token expires. */
  readonly expiresIn?: number
}

/** An issuer on this machine. What it publishes, and how it answers, can be changed. */
export const fakeIssuer = Effect.fnUntraced(function* (provider: Provider, pairs: ReadonlyArray<Pair>) {
  const state: { pairs: ReadonlyArray<Pair>; discovery: Record<string, unknown>; answer: HttpAnswer | undefined } = {
    pairs,
    discovery: {},
    answer: undefined
  }
  let url = ""
  const server = yield* fakeHttp((call, count) => {
    if (state.answer !== undefined) return state.answer(call, count)
    if (call.path === provider.keysPath) {
      // Keycloak has keys for encryption in the same set.
      const encryption = { ...state.pairs[0]!.jwk, use: "enc", alg: "RSA-OAEP" }
      return { status: 200, body: JSON.stringify({ keys: [encryption, ...state.pairs.map(({ jwk }) => jwk)] }) }
    }
    if (call.path !== `${provider.issuerPath}/.well-known/openid-configuration`) return { status: 404 }
    const document = { issuer: url + provider.issuerPath, jwks_uri: url + provider.keysPath, ...state.discovery }
    return { status: 200, body: JSON.stringify(document) }
  })
  url = server.url
  const issuer = url + provider.issuerPath

  /** A token of now, good unless it is changed. */
  const sign = Effect.fnUntraced(function* ({ by = pairs[0]!, claims, expiresIn = 300, header }: Changes = {}) {
    const now = Math.floor((yield* Clock.currentTimeMillis) / 1000)
    const { typ } = provider
    const payload = { iss: issuer, sub: "somebody", iat: now, exp: now + expiresIn, ...provider.claims, ...claims }
    return yield* Effect.promise(() =>
      new SignJWT(payload)
        .setProtectedHeader({ alg: by.alg, kid: by.kid, ...(typ !== undefined && { typ }), ...header })
        .sign(by.privateKey)
    )
  })

  return { calls: server.calls, issuer, sign, state }
})
