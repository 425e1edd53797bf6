import { assert, describe, it } from "@effect/vitest"
import { layer as layerKeyRing } from "@glissade/accounts/KeyRing"
import type { OidcOptions } from "@glissade/accounts/OidcAuthenticator"
import { layer } from "@glissade/accounts/OidcAuthenticator"
import { userIdOf } from "@glissade/accounts/UserIdentity"
import { KeyRing } from "@glissade/core/KeyRing"
import { Authenticator } from "@glissade/core/Authenticator"
import { anonymous } from "@glissade/core/CurrentUser"
import { UserId } from "@glissade/protocol/Ids"
import { audience, fakeIssuer, makePair, okta } from "@glissade/test-kit/FakeIssuer"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import { fakeApiKeys } from "../keys/FakeApiKeys.ts"

const pair = await makePair("one")

const setUp = Effect.fnUntraced(function* (changes: Partial<OidcOptions> = {}, keys: Layer.Layer<never> = Layer.empty) {
  const provider = yield* fakeIssuer(okta, [pair])
  const lines: Array<string> = []
  const logs = Logger.layer([Logger.map(Logger.formatJson, (line) => void lines.push(line))])
  const options = { issuer: provider.issuer, audience, setting: "OIDC_ISSUER", isOpen: false, ...changes }
  const context = yield* Layer.build(layer(options).pipe(Layer.provide(keys)))
  const { authenticate, isOpen } = yield* Effect.provideContext(Authenticator, context)
  const ask = (token?: string) =>
    Effect.provide(authenticate(token === undefined ? undefined : Redacted.make(token)), logs)
  return { ...provider, ask, isOpen, lines }
})

describe("the authenticator of an OpenID provider", () => {
  it.effect("knows a user by issuer and subject, with the claims of the token", () =>
    Effect.gen(function* () {
      const { ask, isOpen, issuer, lines, sign } = yield* setUp()
      const user = yield* ask(yield* sign({ claims: { name: "Ada" } }))
      assert.isFalse(isOpen)
      assert.strictEqual(user.id, userIdOf(issuer, "somebody"))
      assert.deepInclude(user.claims, { sub: "somebody", iss: issuer, name: "Ada" })
      assert.isUndefined(user.scopes)
      assert.deepStrictEqual(lines, [])
    }).pipe(Effect.scoped)
  )

  it.effect("asks for a token, unless anonymous callers are let in; a wrong token is refused all the same", () =>
    Effect.gen(function* () {
      const closed = yield* setUp()
      assert.deepInclude(yield* Effect.flip(closed.ask()), { _tag: "TokenRefused", reason: "missing" })
      const open = yield* setUp({ isOpen: true })
      assert.isTrue(open.isOpen)
      assert.deepStrictEqual(yield* open.ask(), anonymous)
      assert.deepInclude(yield* Effect.flip(open.ask("wrong")), { _tag: "TokenRefused", reason: "invalid" })
    }).pipe(Effect.scoped)
  )

  it.effect("refuses a token without a subject: nobody could be held to it", () =>
    Effect.gen(function* () {
      const { ask, sign } = yield* setUp({ isOpen: true })
      for (const sub of [undefined, "", 7, null]) {
        assert.strictEqual(
          (yield* Effect.flip(ask(yield* sign({ claims: { sub } }))))._tag,
          "TokenRefused",
          String(sub)
        )
      }
    }).pipe(Effect.scoped)
  )

  it.effect("knows administrators by their claims, where the operator says how", () =>
    Effect.gen(function* () {
      const isAdministrator = ({ groups }: Readonly<Record<string, unknown>>) =>
        Array.isArray(groups) && groups.includes("operators")
      const { ask, sign } = yield* setUp({ isAdministrator })
      assert.isTrue((yield* ask(yield* sign({ claims: { groups: ["operators"] } }))).isAdministrator)
      assert.isFalse((yield* ask(yield* sign())).isAdministrator)
      const other = yield* setUp()
      assert.isFalse((yield* other.ask(yield* other.sign({ claims: { groups: ["operators"] } }))).isAdministrator)
    }).pipe(Effect.scoped)
  )

  it.effect("logs why a token is refused, and nothing of the token", () =>
    Effect.gen(function* () {
      const { ask, lines, sign } = yield* setUp()
      const token = yield* sign({ claims: { aud: "other" } })
      yield* Effect.flip(ask(token))
      assert.deepInclude(JSON.parse(lines[0]!), { level: "INFO", annotations: { reason: "audience" } })
      for (const part of [...token.split("."), "somebody"]) assert.notInclude(lines.join(), part)
    }).pipe(Effect.scoped)
  )

  it.effect("decides nothing while the provider cannot be reached", () =>
    Effect.gen(function* () {
      const { ask, lines, sign, state } = yield* setUp()
      state.answer = () => undefined
      assert.strictEqual((yield* Effect.flip(ask(yield* sign())))._tag, "TokenCheckUnavailable")
      assert.include(JSON.parse(lines[0]!).annotations.reason, "fetch failed")
    }).pipe(Effect.scoped)
  )

  it.effect("takes API keys where there is a key ring, without asking the provider", () =>
    Effect.gen(function* () {
      const alice = UserId.make("alice")
      const store = fakeApiKeys()
      const context = yield* Layer.build(layerKeyRing().pipe(Layer.provide([store.layer, SecureRandom.layerWebCrypto])))
      const ring = yield* Effect.provideContext(KeyRing, context)
      const { key } = yield* ring.issue(alice, { name: "ci", scopes: ["run"], expiresAt: undefined })
      const withKeys = yield* setUp({}, Layer.succeedContext(context) as Layer.Layer<never>)
      assert.deepStrictEqual(yield* withKeys.ask(Redacted.value(key)), { id: alice, claims: {}, scopes: ["run"] })
      assert.lengthOf(withKeys.calls, 0)
      const without = yield* setUp()
      assert.strictEqual((yield* Effect.flip(without.ask(Redacted.value(key))))._tag, "TokenRefused")
    }).pipe(Effect.scoped)
  )
})
