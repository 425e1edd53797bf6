import { assert, describe, it } from "@effect/vitest"
import { checkFlow } from "@glissade/testing/flow/CheckFlow"
import { Scenario } from "@glissade/testing/flow/Scenario"
import * as Effect from "effect/Effect"

const runs = Number(process.env.FLOW_RUNS ?? (process.env.CI === undefined ? 300 : 2_000))
const replay = process.env.FLOW_REPLAY
const seed = Number(process.env.FLOW_SEED ?? Math.floor(Math.random() * 2 ** 31))

describe("the flow", () => {
  for (const keepsJobs of [true, false]) {
    it(`gives every click its result when nothing goes wrong${keepsJobs ? ", and keeps it" : ""}`, async () => {
      const clicks = [0, 1, 2, 0, 1].map((client, index) => ({
        client,
        at: index * 100,
        pieces: 2,
        pauseMs: 100,
        hasPicture: index % 2 === 0,
        isLong: false,
        stopAfterMs: null
      }))
      assert.deepStrictEqual(await checkFlow({ clicks, faults: [], keepsJobs }), [])
    })
  }

  it.effect.prop(
    `keeps P1 to P6 whatever goes wrong, ${replay === undefined ? `${runs} scenarios, seed ${seed}` : `replaying ${replay}`}`,
    [Scenario],
    ([scenario]) =>
      Effect.gen(function* () {
        const violations = yield* Effect.promise(() => checkFlow(scenario))
        assert.deepStrictEqual(
          violations,
          [],
          violations.map(({ property, what }) => `${property}: ${what}`).join("; ")
        )
      }),
    { arbitrary: replay === undefined ? { runs, seed } : { replay }, timeout: 1_200_000 }
  )
})
