import { assert, describe, it } from "@effect/vitest"
import { hashApiKey } from "@glissade/accounts/ApiKey"
import { layer as layerKeyRing } from "@glissade/accounts/KeyRing"
import * as OidcAuthenticator from "@glissade/accounts/OidcAuthenticator"
import * as TicketsMemory from "@glissade/accounts/Tickets"
import { KeyRing } from "@glissade/core/KeyRing"
import { ApiKeys } from "@glissade/core/ApiKeys"
import { Authenticator } from "@glissade/core/Authenticator"
import { Tickets } from "@glissade/core/Tickets"
import { UserId } from "@glissade/protocol/Ids"
import type { Pair } from "@glissade/test-kit/FakeIssuer"
import { audience, fakeIssuer, makePair, okta, providers } from "@glissade/test-kit/FakeIssuer"
import { badTokens, ec, ed, forgedTokens, goodTokens, rsa, start } from "@glissade/test-kit/TokenTable"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { fakeApiKeys } from "./keys/FakeApiKeys.ts"

/** Somebody who attacks has keys of their own. */
const mallory: Pair = await makePair("rsa")

const alice = UserId.make("alice")

/** All that decides who somebody is: a provider, keys and tickets, and what is logged of it. */
const setUp = Effect.fnUntraced(function* (provider = okta, isOpen = true) {
  yield* TestClock.setTime(start)
  const issuer = yield* fakeIssuer(provider, [rsa, ec, ed])
  const store = fakeApiKeys()
  const lookedUp: Array<string> = []
  const watched = Layer.effect(
    ApiKeys,
    Effect.map(ApiKeys, (keys) => ({
      ...keys,
      find: (hash) =>
        Effect.suspend(() =>
          Effect.andThen(
            Effect.sync(() => lookedUp.push(hash)),
            keys.find(hash)
          )
        )
    }))
  ).pipe(Layer.provide(store.layer))
  const lines: Array<string> = []
  const logs = Logger.layer([Logger.map(Logger.formatJson, (line) => void lines.push(line))])
  const options = { issuer: issuer.issuer, audience, setting: "OIDC_ISSUER", isOpen }
  const context = yield* Layer.build(
    Layer.merge(OidcAuthenticator.layer(options), TicketsMemory.layer()).pipe(
      Layer.provideMerge(layerKeyRing()),
      Layer.provide([watched, SecureRandom.layerWebCrypto])
    )
  )
  const { authenticate } = yield* Effect.provideContext(Authenticator, context)
  const ring = yield* Effect.provideContext(KeyRing, context)
  const tickets = yield* Effect.provideContext(Tickets, context)
  /** Who is let in with a token, or `nobody`. */
  const whoIs = (token: string) =>
    Effect.provide(Effect.result(authenticate(Redacted.make(token))), logs).pipe(
      Effect.map((result) => (Result.isSuccess(result) ? (result.success.id ?? "anonymous") : "nobody"))
    )
  const lastReason = () => JSON.parse(lines.at(-1)!).annotations.reason as unknown
  return { ...issuer, lastReason, lines, lookedUp, ring, store: store.state, tickets, whoIs }
})

describe("access tokens", () => {
  for (const provider of providers) {
    it.effect(
      `of ${provider.name} are taken if all of them is right, and refused otherwise, also on an open server`,
      () =>
        Effect.gen(function* () {
          const { calls, issuer, lastReason, lines, sign, whoIs } = yield* setUp(provider)
          for (const [what, changes] of goodTokens) {
            const isNamed = changes.claims === undefined || !("sub" in changes.claims)
            const who = yield* whoIs(yield* sign(changes))
            assert.strictEqual(who === "nobody", !isNamed, `a token ${what}`)
          }
          for (const [reason, what, changes] of badTokens) {
            assert.strictEqual(yield* whoIs(yield* sign(changes)), "nobody", `a token ${what}`)
            assert.strictEqual(lastReason(), reason, `a token ${what}`)
          }
          for (const [reason, what, token] of yield* forgedTokens(yield* sign(), issuer)) {
            assert.strictEqual(yield* whoIs(token), "nobody", what)
            assert.strictEqual(lastReason(), reason, what)
          }
          // Its two documents, once for all of these tokens.
          assert.lengthOf(calls, 2)
          for (const line of lines) assert.notInclude(line, "somebody")
        }).pipe(Effect.scoped)
    )
  }

  it.effect("cannot bring the key that they are checked with, nor say where it is", () =>
    Effect.gen(function* () {
      const { calls, sign, whoIs } = yield* setUp()
      const elsewhere = yield* fakeIssuer(okta, [mallory])
      for (const header of [
        { jwk: mallory.jwk },
        { jku: `${elsewhere.issuer}/v1/keys` },
        { x5u: `${elsewhere.issuer}/cert` },
        { jwk: mallory.jwk, kid: "unlisted" },
        { kid: "../../../../dev/null" },
        { kid: "' OR 1=1 --" },
        { "x5t#S256": "A" }
      ]) {
        const token = yield* sign({ by: mallory, header })
        assert.strictEqual(yield* whoIs(token), "nobody", JSON.stringify(Object.keys(header)))
      }
      assert.lengthOf(elsewhere.calls, 0)
      assert.lengthOf(calls, 2)
    }).pipe(Effect.scoped)
  )

  it.effect("of another provider are nobody's, also for a subject that is known here", () =>
    Effect.gen(function* () {
      const { issuer, whoIs } = yield* setUp()
      const elsewhere = yield* fakeIssuer(okta, [mallory])
      assert.strictEqual(yield* whoIs(yield* elsewhere.sign()), "nobody")
      assert.strictEqual(yield* whoIs(yield* elsewhere.sign({ claims: { iss: issuer } })), "nobody")
    }).pipe(Effect.scoped)
  )

  it.effect("that are huge are refused before they are looked at", () =>
    Effect.gen(function* () {
      const { calls, lastReason, lines, whoIs } = yield* setUp()
      for (const token of ["a".repeat(16_385), `${"A".repeat(8_000_000)}.e30.x`, ".".repeat(1_000_000)]) {
        assert.strictEqual(yield* whoIs(token), "nobody")
        assert.strictEqual(lastReason(), "too_long")
      }
      assert.lengthOf(calls, 0)
      assert.isBelow(lines.join().length, 2_000)
    }).pipe(Effect.scoped)
  )

  const Part = Schema.Union([
    Schema.String,
    Schema.Literals(["", "e30", "eyJhbGciOiJub25lIn0", "bnVsbA", "W10", "é", "\0"])
  ])

  it.effect.prop("that are no tokens are nobody's, and break nothing", [Schema.Array(Part)], ([parts]) =>
    Effect.gen(function* () {
      const { whoIs } = yield* setUp()
      for (const text of [parts.join("."), `glissade_${parts.join("")}`, parts.slice(0, 3).join(".")]) {
        if (text !== "") assert.strictEqual(yield* whoIs(text), "nobody")
      }
    }).pipe(Effect.scoped)
  )
})

describe("API keys", () => {
  it.effect("are looked up by their hash, whatever is brought, and what is no key is not looked up", () =>
    Effect.gen(function* () {
      const { lookedUp, ring, whoIs } = yield* setUp()
      const { key } = yield* ring.issue(alice, { name: "ci", scopes: ["run"], expiresAt: undefined })
      const text = Redacted.value(key)
      assert.strictEqual(yield* whoIs(text), alice)
      for (const wrong of [
        text.slice(0, -1),
        `${text}0`,
        ` ${text}`,
        text.toUpperCase(),
        hashApiKey(key),
        `glissade_${hashApiKey(key)}`,
        "glissade_'; DROP TABLE api_keys; --",
        `glissade_${"%".repeat(36)}`,
        "glissade_"
      ]) {
        assert.strictEqual(yield* whoIs(wrong), "nobody", wrong)
      }
      assert.deepStrictEqual(lookedUp, [hashApiKey(key)])
    }).pipe(Effect.scoped)
  )

  it.effect("that somebody makes up in the right form are nobody's", () =>
    Effect.gen(function* () {
      const { lookedUp, whoIs } = yield* setUp()
      // The checksum is no secret.
      assert.strictEqual(yield* whoIs("glissade_0000000000000000000000000000002C8GjS"), "nobody")
      assert.lengthOf(lookedUp, 1)
    }).pipe(Effect.scoped)
  )

  it.effect("that are revoked or expired are nobody's, though they were taken a moment before", () =>
    Effect.gen(function* () {
      const { ring, whoIs } = yield* setUp()
      const revoked = yield* ring.issue(alice, { name: "a", scopes: ["run"], expiresAt: undefined })
      const expired = yield* ring.issue(alice, { name: "b", scopes: ["run"], expiresAt: start + 10 })
      for (const { key } of [revoked, expired]) assert.strictEqual(yield* whoIs(Redacted.value(key)), alice)
      yield* ring.revoke(alice, revoked.record.id)
      yield* TestClock.adjust(10)
      for (const { key } of [revoked, expired]) assert.strictEqual(yield* whoIs(Redacted.value(key)), "nobody")
    }).pipe(Effect.scoped)
  )

  it.effect("never reach a log", () =>
    Effect.gen(function* () {
      const { lines, ring, store, whoIs } = yield* setUp()
      const { key } = yield* ring.issue(alice, { name: "ci", scopes: ["run"], expiresAt: undefined })
      store.isAway = true
      const text = Redacted.value(key)
      for (const token of [text, `${text}x`, text.slice(1)]) yield* whoIs(token)
      for (const line of lines) assert.notInclude(line, text.slice(14))
    }).pipe(Effect.scoped)
  )
})

describe("tickets", () => {
  it.effect("that are replayed, late, made up or brought as a token are nobody's", () =>
    Effect.gen(function* () {
      const { tickets, whoIs } = yield* setUp()
      const user = { id: alice, claims: {} }
      const { ticket } = yield* tickets.issue(user)
      assert.strictEqual(yield* whoIs(Redacted.value(ticket)), "nobody")
      assert.deepStrictEqual(yield* tickets.redeem(ticket), Option.some(user))
      const late = (yield* tickets.issue(user)).ticket
      yield* TestClock.adjust("30 seconds")
      for (const wrong of [ticket, late, Redacted.make("A".repeat(22)), Redacted.make("")]) {
        assert.isTrue(Option.isNone(yield* tickets.redeem(wrong)))
      }
    }).pipe(Effect.scoped)
  )
})
