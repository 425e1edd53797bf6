import { assert, describe, it } from "@effect/vitest"
import { userOf } from "../src/Claims.ts"
import { hashConnectionId } from "@glissade/core/ConnectionHash"
import { anonymous } from "@glissade/core/CurrentUser"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { createSecretKey } from "node:crypto"
import { SignJWT, UnsecuredJWT } from "jose"
import {
  connectionId,
  everyWay,
  httpEvent,
  isAllowed,
  makeAuthorizer,
  methodArn,
  webSocketEvent
} from "./AskAuthorizer.ts"
import type { Changes, Pair } from "./FakeIssuer.ts"
import { audience, fakeIssuer, makePair, okta, providers } from "./FakeIssuer.ts"

const rsa = await makePair("rsa")
const ec = await makePair("ec", "ES256")
const ed = await makePair("ed", "EdDSA")
const strange: Pair = { ...(await makePair("rsa")), kid: "rsa" }
const unlisted = await makePair("unlisted")

const start = Date.parse("2026-11-26T10:00:00Z")
const now = start / 1000

/** Without what Keycloak and Cognito put into access tokens alone. */
const unmarked = { typ: undefined, token_use: undefined }

const good: ReadonlyArray<readonly [what: string, changes: Changes]> = [
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

const bad: ReadonlyArray<readonly [reason: string, what: string, changes: Changes]> = [
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
const forged = Effect.fnUntraced(function* (valid: string, issuer: string) {
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

describe("the authorizer", () => {
  for (const provider of providers) {
    it.effect(`takes access tokens of ${provider.name}, in both places and from both gateways, and nothing else`, () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(start)
        const { calls, issuer, sign } = yield* fakeIssuer(provider, [rsa, ec, ed])
        const { ask, lastLog, lines } = yield* makeAuthorizer(issuer)

        for (const [what, changes] of good) {
          for (const [way, event] of everyWay(yield* sign(changes))) {
            assert.isTrue(isAllowed(yield* ask(event)), `a token ${what}: ${way}`)
          }
        }
        assert.deepStrictEqual(lines, [])

        const refused = Effect.fnUntraced(function* (reason: string, what: string, token: string) {
          for (const [way, event] of everyWay(token)) {
            assert.isFalse(isAllowed(yield* ask(event)), `${what}: ${way}`)
            assert.strictEqual(lastLog().annotations["reason"], reason, `${what}: ${way}`)
          }
        })
        for (const [reason, what, changes] of bad) yield* refused(reason, `a token ${what}`, yield* sign(changes))
        const valid = yield* sign()
        for (const row of yield* forged(valid, issuer)) yield* refused(...row)

        // Once for all of these tokens.
        assert.strictEqual(calls.length, 2)
        const log = lines.join("\n")
        for (const secret of [...valid.split("."), "somebody", connectionId]) assert.notInclude(log, secret)
      }).pipe(Effect.scoped)
    )
  }

  it.effect("answers each gateway in its own format", () =>
    Effect.gen(function* () {
      const { issuer, sign } = yield* fakeIssuer(okta, [rsa])
      const { ask } = yield* makeAuthorizer(issuer)
      const token = yield* sign()
      const queryStringParameters = { token }
      const context = {
        sub: "somebody",
        iss: issuer,
        aud: audience,
        exp: 300,
        iat: 0,
        cid: "0oa1",
        uid: "00u1",
        ver: 1,
        jti: "AT.1"
      }
      const policy = (principalId: string, effect: string, passed: object) => ({
        principalId,
        context: passed,
        policyDocument: {
          Version: "2012-10-17",
          Statement: [{ Action: "execute-api:Invoke", Effect: effect, Resource: methodArn }]
        }
      })
      const http = yield* ask(httpEvent({ queryStringParameters }))
      const webSocket = yield* ask(webSocketEvent({ queryStringParameters }))
      assert.deepStrictEqual<unknown>(http, { isAuthorized: true, context })
      assert.deepStrictEqual<unknown>(webSocket, policy("somebody", "Allow", context))
      assert.deepStrictEqual<unknown>(yield* ask(httpEvent()), { isAuthorized: false, context: {} })
      assert.deepStrictEqual<unknown>(yield* ask(webSocketEvent()), policy("nobody", "Deny", {}))
    }).pipe(Effect.scoped)
  )

  it.effect("reads the header in any case, and the parameter only where the header has no token", () =>
    Effect.gen(function* () {
      const { issuer, sign } = yield* fakeIssuer(okta, [rsa])
      const { ask } = yield* makeAuthorizer(issuer)
      const token = yield* sign()
      for (const make of [httpEvent, webSocketEvent]) {
        for (const [isGood, name, value, query] of [
          [true, "AUTHORIZATION", `BEARER  ${token} `, undefined],
          [true, "authorization", `Bearer ${token}`, "wrong"],
          [false, "authorization", "Bearer wrong", token],
          [true, "authorization", "Basic dTpw", token],
          [true, "authorization", "Bearer ", token],
          [false, "authorization", `Bearer${token}`, undefined]
        ] as const) {
          const parameters = query === undefined ? null : { token: query }
          const event = make({ headers: { [name]: value }, queryStringParameters: parameters })
          assert.strictEqual(isAllowed(yield* ask(event)), isGood, `${name}: ${value}, ${query}`)
        }
      }
    }).pipe(Effect.scoped)
  )

  it.effect("logs why a caller is refused, and which request that was", () =>
    Effect.gen(function* () {
      const { issuer } = yield* fakeIssuer(okta, [rsa])
      const { ask, lastLog } = yield* makeAuthorizer(issuer)
      yield* ask(httpEvent())
      assert.deepInclude(lastLog(), {
        level: "INFO",
        message: "a caller was refused",
        annotations: { reason: "missing", request_id: "http-request" }
      })
      yield* ask(webSocketEvent())
      assert.deepStrictEqual(lastLog().annotations, {
        reason: "missing",
        request_id: "socket-request",
        connection: hashConnectionId(connectionId)
      })
    }).pipe(Effect.scoped)
  )

  it.effect("lets callers in without a token where that is allowed, but not with a wrong one", () =>
    Effect.gen(function* () {
      const { issuer, sign } = yield* fakeIssuer(okta, [rsa])
      for (const [isOpen, values] of [
        [true, { ANONYMOUS_CALLERS: "allowed" }],
        [false, { ANONYMOUS_CALLERS: "refused" }],
        [false, { ANONYMOUS_CALLERS: "" }],
        [false, {}]
      ] as const) {
        const { ask } = yield* makeAuthorizer(issuer, values)
        for (const make of [httpEvent, webSocketEvent]) {
          for (const sent of [{}, { headers: null }, { queryStringParameters: { token: "" } }]) {
            const answer = yield* ask(make(sent))
            assert.strictEqual(isAllowed(answer), isOpen)
            assert.deepStrictEqual(answer.context, {})
            if (!isOpen || "isAuthorized" in answer) assert.deepStrictEqual(userOf(answer.context), anonymous)
            else assert.isUndefined(userOf({ principalId: answer.principalId, integrationLatency: 9 }).id)
          }
          assert.isFalse(isAllowed(yield* ask(make({ queryStringParameters: { token: "wrong" } }))))
          assert.isFalse(isAllowed(yield* ask(make({ headers: { authorization: "Bearer not one" } }))))
        }
        for (const [, event] of everyWay(yield* sign())) assert.isTrue(isAllowed(yield* ask(event)))
      }
    }).pipe(Effect.scoped)
  )

  it.effect("does not take the principal that a token claims for the gateway's", () =>
    Effect.gen(function* () {
      const { issuer, sign } = yield* fakeIssuer(okta, [rsa])
      const { ask } = yield* makeAuthorizer(issuer)
      for (const [, event] of everyWay(yield* sign({ claims: { sub: undefined, principalId: "admin" } }))) {
        const answer = yield* ask(event)
        assert.isTrue(isAllowed(answer))
        assert.isUndefined(userOf({ ...("principalId" in answer ? answer : {}), ...answer.context }).id)
      }
    }).pipe(Effect.scoped)
  )

  it.effect("fails for an event of something else, and does not say what is in it", () =>
    Effect.gen(function* () {
      const { ask, lines } = yield* makeAuthorizer("https://login.example")
      for (const event of [undefined, {}, { routeArn: "arn" }, { ...httpEvent(), headers: ["secret"] }]) {
        assert.strictEqual((yield* Effect.flip(ask(event)))._tag, "UnknownEvent")
      }
      assert.strictEqual(lines.length, 4)
      assert.notInclude(lines.join(), "secret")
    }).pipe(Effect.scoped)
  )

  it.effect("does not start with settings that are missing or wrong", () =>
    Effect.gen(function* () {
      for (const [name, value] of [
        ["JWT_ISSUER", ""],
        ["JWT_ISSUER", "login.example"],
        ["JWT_ISSUER", "ftp://login.example"],
        ["JWT_AUDIENCE", ""],
        ["ANONYMOUS_CALLERS", "yes"],
        ["ANONYMOUS_CALLERS", "ALLOWED"]
      ] as const) {
        const error = yield* Effect.flip(makeAuthorizer("https://login.example", { [name]: value }))
        assert.strictEqual(error._tag, "InvalidSetting")
        assert.strictEqual(error.name, name)
        assert.include(error.message, "must be")
      }
    }).pipe(Effect.scoped)
  )
})
