import { assert, describe, it } from "@effect/vitest"
import type { HostHooks } from "@glissade/flow-check/FlowHost"
import { checkFlow } from "@glissade/flow-check/CheckFlow"
import { Scenario } from "@glissade/flow-check/Scenario"
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

  it("goes on with the same run after a reload of the page, where jobs are kept", async () => {
    const click = { client: 0, at: 0, pieces: 8, pauseMs: 500, hasPicture: true, isLong: false, stopAfterMs: null }
    const reload = { type: "reload", client: 0, at: 1_700 } as const
    const deliveriesOf = async (keepsJobs: boolean) => {
      let deliveries = 0
      const handle: HostHooks["handle"] = (handler) => (delivery) => {
        deliveries++
        return handler(delivery)
      }
      assert.deepStrictEqual(
        await checkFlow({ keepsJobs, clicks: [click], faults: [reload] }, { host: { handle } }),
        []
      )
      return deliveries
    }
    assert.strictEqual(await deliveriesOf(true), 1)
    assert.strictEqual(await deliveriesOf(false), 2)
  })

  it("does not wait for a submit that came last, to a connection that was gone, after the later one was given up", async () => {
    const click = { client: 2, at: 0, pieces: 0, pauseMs: 0, hasPicture: false, isLong: false, stopAfterMs: null }
    const faults = [
      { type: "disconnect", client: 2, at: 12_853 },
      { type: "outage", at: 10_262, forMs: 32_442 },
      { type: "crash", nth: 0, afterPushes: 0 }
    ] as const
    assert.deepStrictEqual(await checkFlow({ keepsJobs: true, clicks: [click, click], faults }), [])
  })

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
