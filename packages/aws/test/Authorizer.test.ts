import { assert, describe, it } from "@effect/vitest"
import { Authorizer, layer } from "@glissade/aws/Authorizer"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { exportJWK, generateKeyPair, SignJWT } from "jose"
import { fakeAws } from "./FakeAws.ts"

const audience = "glissade"
const methodArn = "arn:aws:execute-api:eu-west-1:123456789012:abc123/dev/$connect"

interface Keys {
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
}

/** An issuer with its keys at the place where OpenID Connect has them, and what the authorizer makes of a token. */
const issuer = Effect.gen(function* () {
  const keys: Keys = yield* Effect.promise(() => generateKeyPair("RS256"))
  const jwk = yield* Effect.promise(() => exportJWK(keys.publicKey))
  const { url } = yield* fakeAws(() => ({
    status: 200,
    body: JSON.stringify({ keys: [{ ...jwk, kid: "1", alg: "RS256", use: "sig" }] })
  }))
  const config = ConfigProvider.fromUnknown({ JWT_ISSUER: url, JWT_AUDIENCE: audience })
  const context = yield* Layer.build(layer.pipe(Layer.provide(Layer.succeed(ConfigProvider.ConfigProvider, config))))
  const { authorize } = yield* Effect.provideContext(Authorizer, context)
  const ask = (token: string | undefined) =>
    Effect.promise(() => authorize({ methodArn, queryStringParameters: token === undefined ? null : { token } }))
  const decide = (token: string | undefined) =>
    Effect.map(ask(token), ({ policyDocument }) => policyDocument.Statement[0]!.Effect)
  return { keys, url, decide, authorize: ask }
})

interface Claims {
  readonly issuer?: string
  readonly audience?: string
  readonly expires?: string
  readonly key?: CryptoKey
}

const sign = ({ keys, url }: { readonly keys: Keys; readonly url: string }, claims: Claims = {}) =>
  Effect.promise(() =>
    new SignJWT({})
      .setProtectedHeader({ alg: "RS256", kid: "1" })
      .setSubject("somebody")
      .setIssuer(claims.issuer ?? url)
      .setAudience(claims.audience ?? audience)
      .setExpirationTime(claims.expires ?? "5 minutes")
      .sign(claims.key ?? keys.privateKey)
  )

describe("the authorizer of connections", () => {
  it.live("lets somebody in who brings a token of the issuer for the audience", () =>
    Effect.gen(function* () {
      const from = yield* issuer
      assert.strictEqual(yield* from.decide(yield* sign(from)), "Allow")
    }).pipe(Effect.scoped)
  )

  it.live("tells the functions behind it who that is, and what else the token says in plain values", () =>
    Effect.gen(function* () {
      const from = yield* issuer
      const { context, principalId } = yield* from.authorize(yield* sign(from))
      assert.strictEqual(principalId, "somebody")
      assert.deepInclude(context, { sub: "somebody", iss: from.url, aud: audience })
      assert.isTrue(Object.values(context).every((value) => ["string", "number", "boolean"].includes(typeof value)))
      assert.deepStrictEqual((yield* from.authorize("abc.def.ghi")).context, {})
    }).pipe(Effect.scoped)
  )

  it.live("keeps everybody else out", () =>
    Effect.gen(function* () {
      const from = yield* issuer
      const stranger: Keys = yield* Effect.promise(() => generateKeyPair("RS256"))
      const tokens = {
        none: undefined,
        empty: "",
        "no token": "abc.def.ghi",
        "for another audience": yield* sign(from, { audience: "elsewhere" }),
        "of another issuer": yield* sign(from, { issuer: "https://elsewhere.example" }),
        expired: yield* sign(from, { expires: "-1 minute" }),
        "signed by somebody else": yield* sign(from, { key: stranger.privateKey }),
        unsigned: `${Buffer.from('{"alg":"none"}').toString("base64url")}.${(yield* sign(from)).split(".")[1]}.`
      }
      for (const [what, token] of Object.entries(tokens)) assert.strictEqual(yield* from.decide(token), "Deny", what)
    }).pipe(Effect.scoped)
  )
})
