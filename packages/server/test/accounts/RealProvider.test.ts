import { assert, layer } from "@effect/vitest"
import { userIdOf } from "@glissade/accounts/UserIdentity"
import { layerAccountServer, TestIssuer } from "@glissade/test-kit/AccountServer"
import { layerRealIssuer, RealProvider, realAudience } from "@glissade/test-kit/OidcProvider"
import { Users } from "@glissade/core/Users"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { bodyOf, refusalOf, runs, saved, send } from "./Requests.ts"

/** How far the server's clock is ahead, in milliseconds. */
let aheadMs = 0

const clock = Layer.effect(
  Clock.Clock,
  Effect.map(Clock.Clock, (real) => {
    const shifted: Clock.Clock = Object.create(real) as Clock.Clock
    return Object.assign(shifted, {
      currentTimeMillisUnsafe: () => real.currentTimeMillisUnsafe() + aheadMs,
      currentTimeMillis: Effect.map(real.currentTimeMillis, (now) => now + aheadMs)
    })
  })
)

const logged: Array<string> = []
const log = Logger.layer([Logger.map(Logger.formatJson, (line) => void logged.push(line))])

const provider = RealProvider.layer()

layer(
  layerAccountServer({ accounts: { audience: realAudience }, provider: Layer.provide(layerRealIssuer, provider) }).pipe(
    Layer.provideMerge(provider),
    Layer.provide([clock, log])
  ),
  { excludeTestServices: true, timeout: 60_000 }
)("a server with a provider from elsewhere", (it) => {
  it.effect("takes the token of somebody who signed in there, and makes their account", () =>
    Effect.gen(function* () {
      const { idOf } = yield* TestIssuer
      yield* saved("ada", { title: "Hers" })
      assert.strictEqual((yield* runs("ada")).status, 200)
      const me = bodyOf(yield* send("ada", "GET", "/me"))
      assert.deepInclude(me, { id: idOf("ada"), name: "Name of ada", email: "ada@example.org" })
      const { read } = yield* Users
      assert.deepInclude(yield* read(idOf("ada")), { subject: "ada" })
      assert.deepStrictEqual(bodyOf(yield* send("bea", "GET", "/snippets")), { items: [] })
    })
  )

  it.effect("takes the token of a program, which has an account of its own", () =>
    Effect.gen(function* () {
      const { issuer, programToken } = yield* RealProvider
      const token = yield* Effect.promise(programToken)
      assert.deepInclude(bodyOf(yield* send({ token }, "GET", "/me")), { id: userIdOf(issuer, "program"), name: null })
    })
  )

  it.effect("follows the provider to new keys, and from old ones", () =>
    Effect.gen(function* () {
      const { rotate, signIn } = yield* RealProvider
      const { tokenOf } = yield* TestIssuer
      const old = yield* tokenOf("ada")
      yield* Effect.promise(() => rotate(true))
      // Keys are loaded again for an unknown one, at most every thirty seconds.
      aheadMs += 31_000
      const token = yield* Effect.promise(() => signIn("ada"))
      assert.strictEqual((yield* runs({ token })).status, 200)
      assert.strictEqual((yield* runs({ token: old })).status, 200)
      yield* Effect.promise(() => rotate(false))
      aheadMs += 31_000
      const newest = yield* Effect.promise(() => signIn("ada"))
      assert.strictEqual((yield* runs({ token: newest })).status, 200)
      for (const gone of [old, token]) {
        assert.deepStrictEqual(refusalOf(yield* runs({ token: gone })), [401, "unauthorized"])
      }
    })
  )

  it.effect("goes on for an hour when the provider is gone, and then says that it cannot tell", () =>
    Effect.gen(function* () {
      const { restart, signIn, stop } = yield* RealProvider
      const token = yield* Effect.promise(() => signIn("cleo"))
      assert.strictEqual((yield* runs({ token })).status, 200)
      yield* Effect.promise(stop)
      assert.strictEqual((yield* runs({ token })).status, 200)
      aheadMs += 3_601_000
      const unchecked = yield* runs({ token })
      assert.deepStrictEqual(refusalOf(unchecked), [503, "unavailable"])
      yield* Effect.promise(restart)
      aheadMs += 2_000
      assert.strictEqual((yield* runs({ token })).status, 200)
    })
  )

  it.effect("says nothing of who its people are in what it logs", () =>
    Effect.gen(function* () {
      const { idOf, tokenOf } = yield* TestIssuer
      const secrets = ["ada@example.org", "Name of ada", idOf("ada"), yield* tokenOf("ada"), '"ada"']
      assert.isNotEmpty(logged)
      for (const line of logged) for (const secret of secrets) assert.notInclude(line, secret)
    })
  )
})
