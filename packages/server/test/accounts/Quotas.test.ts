import { assert, layer } from "@effect/vitest"
import { defaults } from "@glissade/accounts/RunLimits"
import { layerAccountServer } from "@glissade/test-kit/AccountServer"
import * as Effect from "effect/Effect"
import { keyOf, refusalOf, runs, send, bodyOf } from "./Requests.ts"

/** What was answered to so many requests at once, by status. */
const crowd = <E, R>(request: Effect.Effect<{ readonly status: number }, E, R>, count = 200) =>
  Effect.map(
    Effect.all(
      Array.from({ length: count }, () => request),
      { concurrency: "unbounded" }
    ),
    (answers) => {
      const of = (status: number) => answers.filter((answer) => answer.status === status).length
      return { accepted: of(200) + of(201) + of(202), refused: of(429), full: of(409) }
    }
  )

const limits = {
  ...defaults,
  user: { runsPerMinute: 25, runsPerDay: 1_000, runsAtOnce: 1_000, processorSecondsPerDay: 1_000_000 },
  anonymous: { runsPerMinute: 7, runsPerDay: 1_000, runsAtOnce: 1_000, processorSecondsPerDay: 1_000_000 }
}

const proxied = (address: string) => ({ "x-forwarded-for": address })

layer(
  layerAccountServer({
    accounts: { limits, isOpen: true },
    library: { limits: { snippets: 20, bytes: 10_000 } },
    server: { trustedProxies: ["127.0.0.1/32"], addressShare: 1 }
  }),
  { excludeTestServices: true, timeout: 60_000 }
)("quotas under 200 requests at once", (it) => {
  it.effect("let a person run what they may, and not one program more", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* crowd(runs("ada")), { accepted: 25, refused: 175, full: 0 })
      assert.strictEqual((yield* runs("bea")).status, 200)
    })
  )

  it.effect("count a person's keys together with them", () =>
    Effect.gen(function* () {
      const [one, other] = [yield* keyOf("cleo", ["run"]), yield* keyOf("cleo", ["run"])]
      const counts = yield* Effect.all([crowd(runs(one), 70), crowd(runs(other), 70), crowd(runs("cleo"), 60)], {
        concurrency: "unbounded"
      })
      assert.strictEqual(
        counts.reduce((total, { accepted }) => total + accepted, 0),
        25
      )
    })
  )

  it.effect("count anonymous callers by their addresses", () =>
    Effect.gen(function* () {
      const counts = yield* crowd(runs(undefined, "1", proxied("192.0.2.1")))
      assert.deepStrictEqual(counts, { accepted: 7, refused: 193, full: 0 })
      assert.strictEqual((yield* runs(undefined, "1", proxied("192.0.2.2"))).status, 200)
    })
  )

  it.effect("say what is used up, and when to come again", () =>
    Effect.gen(function* () {
      yield* crowd(runs("dora"), 25)
      const refused = yield* runs("dora")
      assert.deepStrictEqual(refusalOf(refused), [429, "quota-exceeded"])
      const seconds = Number(refused.headers["retry-after"])
      assert.isTrue(seconds > 0 && seconds <= 60)
      assert.strictEqual(refused.headers["ratelimit-policy"], '"runs-per-minute";q=25;w=60')
      assert.strictEqual(refused.headers["ratelimit"], `"runs-per-minute";r=0;t=${seconds}`)
    })
  )

  it.effect("let a person keep what they may, and not one program more", () =>
    Effect.gen(function* () {
      const save = send("eve", "POST", "/snippets", { code: "1" })
      const { accepted, full } = yield* crowd(save, 60)
      assert.deepStrictEqual([accepted, full], [20, 40])
      assert.lengthOf(bodyOf(yield* send("eve", "GET", "/snippets"))["items"] as ReadonlyArray<unknown>, 20)
      const large = yield* send("finn", "POST", "/snippets", { code: "x".repeat(10_000) })
      assert.deepStrictEqual(refusalOf(large), [409, "limit-reached"])
    })
  )

  it.effect("let a person have so many keys, and not one more", () =>
    Effect.gen(function* () {
      const make = send("gus", "POST", "/me/keys", { name: "x", scopes: ["run"] })
      assert.deepStrictEqual(yield* crowd(make, 60), { accepted: 50, refused: 0, full: 10 })
    })
  )
})
