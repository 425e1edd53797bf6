import { assert, describe, it } from "@effect/vitest"
import { makeVerify } from "@glissade/accounts/AccessToken"
import { pauseMs } from "@glissade/accounts/IssuerKeys"
import type { HttpAnswer } from "@glissade/test-kit/FakeHttp"
import { audience, fakeIssuer, makePair, okta } from "@glissade/test-kit/FakeIssuer"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as TestClock from "effect/testing/TestClock"

const first = await makePair("first")
const second = await makePair("second")

/** What comes of a token: `taken`, or why not. */
const asker = Effect.fnUntraced(function* (issuer: string) {
  const verify = yield* makeVerify({ issuer, audience, setting: "OIDC_ISSUER" })
  return (token: string) =>
    Effect.map(Effect.result(verify(token)), (result) => {
      if (Result.isSuccess(result)) return "taken"
      return result.failure._tag === "Refused" ? result.failure.reason : result.failure.message
    })
})

const setUp = Effect.gen(function* () {
  const issuer = yield* fakeIssuer(okta, [first])
  return { ...issuer, ask: yield* asker(issuer.issuer) }
})

const dead: HttpAnswer = () => undefined

const whenCalled = (calls: ReadonlyArray<unknown>, count: number) =>
  TestClock.withLive(Effect.repeat(Effect.sleep(5), { until: () => calls.length >= count }))

describe("the issuer's keys", () => {
  it.effect(
    "are kept for an hour, in which nobody notices that the issuer is away, and then nobody is let in or refused",
    () =>
      Effect.gen(function* () {
        const { ask, calls, sign, state } = yield* setUp
        const token = yield* sign({ expiresIn: 86_400 })
        const stale = yield* sign({ expiresIn: 60 })
        assert.strictEqual(yield* ask(token), "taken")
        state.answer = dead
        yield* TestClock.adjust("59 minutes")
        assert.strictEqual(yield* ask(token), "taken")
        assert.strictEqual(yield* ask(stale), "expired")
        assert.strictEqual(calls.length, 2)
        yield* TestClock.adjust("1 minute")
        for (const asked of [token, stale]) {
          assert.include(yield* ask(asked), "/.well-known/openid-configuration: fetch failed")
        }
        state.answer = undefined
        yield* TestClock.adjust(pauseMs)
        assert.strictEqual(yield* ask(token), "taken")
        assert.strictEqual(yield* ask(stale), "expired")
      }).pipe(Effect.scoped)
  )

  it.effect("are not loaded for what is no token", () =>
    Effect.gen(function* () {
      const { ask, calls } = yield* setUp
      assert.strictEqual(yield* ask("opaque"), "opaque")
      assert.strictEqual(calls.length, 0)
    }).pipe(Effect.scoped)
  )

  it.effect("are loaded once for callers who come together", () =>
    Effect.gen(function* () {
      const { ask, calls, sign } = yield* setUp
      const token = yield* sign()
      const answers = yield* Effect.all(
        Array.from({ length: 20 }, () => ask(token)),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(new Set(answers), new Set(["taken"]))
      assert.strictEqual(calls.length, 2)
    }).pipe(Effect.scoped)
  )

  it.effect("are loaded anew for a token of a new key, at most every thirty seconds", () =>
    Effect.gen(function* () {
      const { ask, calls, sign, state } = yield* setUp
      const old = yield* sign({ expiresIn: 86_400 })
      const next = yield* sign({ by: second, expiresIn: 86_400 })
      assert.strictEqual(yield* ask(old), "taken")
      assert.strictEqual(yield* ask(next), "unknown_key")
      state.pairs = [first, second]
      yield* TestClock.adjust("29 seconds")
      assert.strictEqual(yield* ask(next), "unknown_key")
      assert.strictEqual(calls.length, 2)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* ask(next), "taken")
      assert.strictEqual(yield* ask(old), "taken")
      assert.strictEqual(calls.length, 4)
      state.pairs = [second]
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(yield* ask(old), "unknown_key")
      assert.strictEqual(yield* ask(next), "taken")
    }).pipe(Effect.scoped)
  )

  it.effect("that cannot be loaded anew leave the old ones in use, and the new token undecided", () =>
    Effect.gen(function* () {
      const { ask, sign, state } = yield* setUp
      const old = yield* sign({ expiresIn: 86_400 })
      const next = yield* sign({ by: second, expiresIn: 86_400 })
      assert.strictEqual(yield* ask(old), "taken")
      state.answer = dead
      yield* TestClock.adjust("30 seconds")
      assert.include(yield* ask(next), "fetch failed")
      assert.strictEqual(yield* ask(old), "taken")
    }).pipe(Effect.scoped)
  )

  it.effect("that somebody waits for delay nobody whose key is known", () =>
    Effect.gen(function* () {
      const { ask, calls, sign, state } = yield* setUp
      const old = yield* sign({ expiresIn: 86_400 })
      const next = yield* sign({ by: second, expiresIn: 86_400 })
      assert.strictEqual(yield* ask(old), "taken")
      state.answer = () => "silence"
      yield* TestClock.adjust("30 seconds")
      const waiting = yield* Effect.forkChild(ask(next))
      yield* whenCalled(calls, 3)
      assert.strictEqual(yield* ask(old), "taken")
      assert.isUndefined(waiting.pollUnsafe())
    }).pipe(Effect.scoped)
  )

  it.effect("are given up after five seconds, for all who wait together", () =>
    Effect.gen(function* () {
      const { ask, calls, sign, state } = yield* setUp
      const token = yield* sign()
      state.answer = () => "silence"
      const asking = yield* Effect.forkChild(Effect.all([ask(token), ask(token), ask(token)], { concurrency: 3 }))
      yield* whenCalled(calls, 1)
      yield* TestClock.adjust(4_999)
      assert.isUndefined(asking.pollUnsafe())
      yield* TestClock.adjust(1)
      for (const answer of yield* Fiber.join(asking)) assert.include(answer, "no answer within 5000 ms")
      assert.strictEqual(calls.length, 1)
    }).pipe(Effect.scoped)
  )

  it.effect("are asked for again at once where a connection breaks", () =>
    Effect.gen(function* () {
      const { ask, sign, state } = yield* setUp
      state.answer = () => {
        state.answer = undefined
        return undefined
      }
      assert.strictEqual(yield* ask(yield* sign()), "taken")
    }).pipe(Effect.scoped)
  )

  const large = "x".repeat(300_000)
  for (const [what, answer, reason] of [
    ["an error", () => ({ status: 503 }), "the status is 503"],
    [
      "a redirect",
      ({ path }) => (path === "/moved" ? { status: 200 } : { status: 302, headers: { location: "/moved" } }),
      "fetch failed"
    ],
    ["a page", () => ({ status: 200, body: "<html>" }), "no discovery document"],
    ["a document without an address", () => ({ status: 200, body: '{"issuer":"x"}' }), "no discovery document"],
    ["more than it can need", () => ({ status: 200, body: large }), "larger than 262144 bytes"]
  ] satisfies ReadonlyArray<readonly [string, HttpAnswer, string]>) {
    it.effect(`are not to be had from an issuer that answers with ${what}`, () =>
      Effect.gen(function* () {
        const { ask, sign, state } = yield* setUp
        state.answer = answer
        assert.include(yield* ask(yield* sign()), reason)
      }).pipe(Effect.scoped)
    )
  }

  for (const [what, discovery, reason] of [
    [
      "another issuer",
      { issuer: "https://elsewhere.example" },
      'its issuer is "https://elsewhere.example", not that of OIDC_ISSUER'
    ],
    ["a template of issuers", { issuer: "https://login.example/{tenantid}/v2.0" }, "its issuer is"],
    ["no address of keys", { jwks_uri: "keys" }, "its jwks_uri is"],
    ["a file of keys", { jwks_uri: "file:///etc/keys" }, "its jwks_uri is"]
  ] as const) {
    it.effect(`are not to be had from an issuer that names ${what}`, () =>
      Effect.gen(function* () {
        const { ask, sign, state } = yield* setUp
        state.discovery = discovery
        assert.include(yield* ask(yield* sign()), reason)
      }).pipe(Effect.scoped)
    )
  }

  it.effect(
    "are found whether or not the setting or the issuer has a slash at the end; iss is compared as the issuer writes it",
    () =>
      Effect.gen(function* () {
        const { issuer, sign, state } = yield* fakeIssuer(okta, [first])
        for (const [setting, name] of [
          [`${issuer}/`, issuer],
          [issuer, `${issuer}/`],
          [`${issuer}/`, `${issuer}/`]
        ] as const) {
          state.discovery = { issuer: name }
          const ask = yield* asker(setting)
          for (const iss of [issuer, `${issuer}/`]) {
            assert.strictEqual(yield* ask(yield* sign({ claims: { iss } })), iss === name ? "taken" : "issuer")
          }
        }
      }).pipe(Effect.scoped)
  )
})
