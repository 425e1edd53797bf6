import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { everyWay, isAllowed, makeAuthorizer } from "./AskAuthorizer.ts"
import type { Answer } from "./FakeAws.ts"
import { fakeIssuer, makePair, okta } from "./FakeIssuer.ts"

const first = await makePair("first")
const second = await makePair("second")

/** An issuer, an authorizer of its tokens, and what that says of the token in every way. */
const setUp = Effect.gen(function* () {
  const issuer = yield* fakeIssuer(okta, [first])
  const authorizer = yield* makeAuthorizer(issuer.issuer)
  const askAll = (token: string) =>
    Effect.forEach(everyWay(token), ([, event]) => Effect.map(authorizer.ask(event), isAllowed))
  return { ...issuer, ...authorizer, askAll }
})

const all = [true, true, true, true]
const none = [false, false, false, false]

const dead: Answer = () => undefined

describe("the issuer's keys", () => {
  it.effect(
    "are kept for an hour, in which nobody notices that the issuer is away, and then nobody is let in or refused",
    () =>
      Effect.gen(function* () {
        const { askAll, calls, lastLog, sign, state } = yield* setUp
        const token = yield* sign({ expiresIn: 86_400 })
        const stale = yield* sign({ expiresIn: 60 })
        assert.deepStrictEqual(yield* askAll(token), all)
        state.answer = dead
        yield* TestClock.adjust("59 minutes")
        assert.deepStrictEqual(yield* askAll(token), all)
        assert.deepStrictEqual(yield* askAll(stale), none)
        assert.strictEqual(calls.length, 2)
        yield* TestClock.adjust("1 minute")
        for (const asked of [token, stale]) {
          assert.strictEqual((yield* Effect.flip(askAll(asked)))._tag, "TokenCheckUnavailable")
          assert.deepInclude(lastLog(), { level: "ERROR", message: "tokens cannot be checked" })
          assert.include(lastLog().annotations["reason"], "/.well-known/openid-configuration: fetch failed")
        }
        state.answer = undefined
        assert.deepStrictEqual(yield* askAll(token), all)
        assert.deepStrictEqual(yield* askAll(stale), none)
      }).pipe(Effect.scoped)
  )

  it.effect("are not loaded for what is no token", () =>
    Effect.gen(function* () {
      const { askAll, calls } = yield* setUp
      assert.deepStrictEqual(yield* askAll("opaque"), none)
      assert.strictEqual(calls.length, 0)
    }).pipe(Effect.scoped)
  )

  it.effect("are loaded once for callers who come together", () =>
    Effect.gen(function* () {
      const { ask, calls, sign } = yield* setUp
      const events = everyWay(yield* sign())
      yield* Effect.forEach(events, ([, event]) => ask(event), { concurrency: "unbounded" })
      assert.strictEqual(calls.length, 2)
    }).pipe(Effect.scoped)
  )

  it.effect("are loaded anew for a token of a new key, at most every thirty seconds", () =>
    Effect.gen(function* () {
      const { askAll, calls, sign, state } = yield* setUp
      const old = yield* sign({ expiresIn: 86_400 })
      const next = yield* sign({ by: second, expiresIn: 86_400 })
      assert.deepStrictEqual(yield* askAll(old), all)
      assert.deepStrictEqual(yield* askAll(next), none)
      state.pairs = [first, second]
      yield* TestClock.adjust("29 seconds")
      assert.deepStrictEqual(yield* askAll(next), none)
      assert.strictEqual(calls.length, 2)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* askAll(next), all)
      assert.deepStrictEqual(yield* askAll(old), all)
      assert.strictEqual(calls.length, 4)
      state.pairs = [second]
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(yield* askAll(old), none)
      assert.deepStrictEqual(yield* askAll(next), all)
    }).pipe(Effect.scoped)
  )

  it.effect("that cannot be loaded anew leave the old ones in use, and the new token undecided", () =>
    Effect.gen(function* () {
      const { askAll, sign, state } = yield* setUp
      const old = yield* sign({ expiresIn: 86_400 })
      const next = yield* sign({ by: second, expiresIn: 86_400 })
      assert.deepStrictEqual(yield* askAll(old), all)
      state.answer = dead
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual((yield* Effect.flip(askAll(next)))._tag, "TokenCheckUnavailable")
      assert.deepStrictEqual(yield* askAll(old), all)
    }).pipe(Effect.scoped)
  )

  it.effect("are asked for again at once where a connection breaks", () =>
    Effect.gen(function* () {
      const { askAll, sign, state } = yield* setUp
      state.answer = () => {
        state.answer = undefined
        return undefined
      }
      assert.deepStrictEqual(yield* askAll(yield* sign()), all)
    }).pipe(Effect.scoped)
  )

  it.effect("are given up after five seconds", () =>
    Effect.gen(function* () {
      const { ask, calls, lastLog, sign, state } = yield* setUp
      const [[, event]] = everyWay(yield* sign()) as [readonly [string, unknown]]
      state.answer = () => "silence"
      const asking = yield* Effect.forkChild(Effect.flip(ask(event)))
      yield* TestClock.withLive(Effect.repeat(Effect.sleep(5), { until: () => calls.length > 0 }))
      yield* TestClock.adjust(4_999)
      assert.isUndefined(asking.pollUnsafe())
      yield* TestClock.adjust(1)
      assert.strictEqual((yield* Fiber.join(asking))._tag, "TokenCheckUnavailable")
      assert.include(lastLog().annotations["reason"], "no answer within 5000 ms")
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
  ] satisfies ReadonlyArray<readonly [string, Answer, string]>) {
    it.effect(`are not to be had from an issuer that answers with ${what}`, () =>
      Effect.gen(function* () {
        const { askAll, lastLog, sign, state } = yield* setUp
        state.answer = answer
        assert.strictEqual((yield* Effect.flip(askAll(yield* sign())))._tag, "TokenCheckUnavailable")
        assert.include(lastLog().annotations["reason"], reason)
      }).pipe(Effect.scoped)
    )
  }

  for (const [what, discovery, reason] of [
    ["another issuer", { issuer: "https://elsewhere.example" }, 'its issuer is "https://elsewhere.example"'],
    ["a template of issuers", { issuer: "https://login.example/{tenantid}/v2.0" }, "its issuer is"],
    ["no address of keys", { jwks_uri: "keys" }, "its jwks_uri is"],
    ["a file of keys", { jwks_uri: "file:///etc/keys" }, "its jwks_uri is"]
  ] as const) {
    it.effect(`are not to be had from an issuer that names ${what}`, () =>
      Effect.gen(function* () {
        const { askAll, lastLog, sign, state } = yield* setUp
        state.discovery = discovery
        assert.strictEqual((yield* Effect.flip(askAll(yield* sign())))._tag, "TokenCheckUnavailable")
        assert.include(lastLog().annotations["reason"], reason)
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
          const { ask } = yield* makeAuthorizer(setting)
          for (const iss of [issuer, `${issuer}/`]) {
            for (const [, event] of everyWay(yield* sign({ claims: { iss } }))) {
              assert.strictEqual(isAllowed(yield* ask(event)), iss === name)
            }
          }
        }
      }).pipe(Effect.scoped)
  )
})
