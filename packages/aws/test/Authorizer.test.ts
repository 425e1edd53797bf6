import { assert, describe, it } from "@effect/vitest"
import { userOf } from "../src/Claims.ts"
import { hashConnectionId } from "@glissade/core/ConnectionHash"
import { anonymous } from "@glissade/core/CurrentUser"
import { audience, fakeIssuer, okta, providers } from "@glissade/test-kit/FakeIssuer"
import { badTokens, ec, ed, forgedTokens, goodTokens, rsa, start } from "@glissade/test-kit/TokenTable"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import {
  connectionId,
  everyWay,
  httpEvent,
  isAllowed,
  makeAuthorizer,
  methodArn,
  webSocketEvent
} from "./AskAuthorizer.ts"

describe("the authorizer", () => {
  for (const provider of providers) {
    it.effect(`takes access tokens of ${provider.name}, in both places and from both gateways, and nothing else`, () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(start)
        const { calls, issuer, sign } = yield* fakeIssuer(provider, [rsa, ec, ed])
        const { ask, lastLog, lines } = yield* makeAuthorizer(issuer)

        for (const [what, changes] of goodTokens) {
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
        for (const [reason, what, changes] of badTokens) yield* refused(reason, `a token ${what}`, yield* sign(changes))
        const valid = yield* sign()
        for (const row of yield* forgedTokens(valid, issuer)) yield* refused(...row)

        // Once for all of these tokens.
        assert.strictEqual(calls.length, 2)
        const log = lines.join("\n")
        for (const secret of [...valid.split("."), "somebody", connectionId]) assert.notInclude(log, secret)
      }).pipe(Effect.scoped)
    )
  }

  it.effect("decides nothing while the issuer's keys cannot be loaded, and logs why", () =>
    Effect.gen(function* () {
      const { issuer, sign, state } = yield* fakeIssuer(okta, [rsa])
      const { ask, lastLog } = yield* makeAuthorizer(issuer)
      state.discovery = { issuer: "https://elsewhere.example" }
      for (const [way, event] of everyWay(yield* sign())) {
        assert.strictEqual((yield* Effect.flip(ask(event)))._tag, "TokenCheckUnavailable", way)
        assert.deepInclude(lastLog(), { level: "ERROR", message: "tokens cannot be checked" })
        assert.include(
          lastLog().annotations["reason"],
          'its issuer is "https://elsewhere.example", not that of JWT_ISSUER'
        )
      }
    }).pipe(Effect.scoped)
  )

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
