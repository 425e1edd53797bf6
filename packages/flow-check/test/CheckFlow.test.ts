import { assert, describe, it } from "@effect/vitest"
import type { HostHooks } from "@glissade/flow-check/FlowHost"
import { checkFlow } from "@glissade/flow-check/CheckFlow"
import { Scenario } from "@glissade/flow-check/Scenario"
import type { RunEvent } from "@glissade/core/RunEvent"
import { RunJournal } from "@glissade/core/RunJournal"
import { layerRunJournal, RunJournalMemory } from "@glissade/testing/RunJournalMemory"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

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

  it("takes a cancellation that the first attempt tells, delivered again, for that of the second as well", async () => {
    const click = { client: 0, at: 0, hasPicture: false, isLong: false, stopAfterMs: null }
    const clicks = [
      { ...click, pieces: 1, pauseMs: 0 },
      { ...click, pieces: 2, pauseMs: 51, hasPicture: true, isLong: true, stopAfterMs: 2158 }
    ]
    const faults = [
      { type: "push", nth: 9, how: "unavailable" },
      { type: "crash", nth: 1, afterPushes: 6 },
      { type: "push", nth: 3, how: "lost" }
    ] as const
    assert.deepStrictEqual(await checkFlow({ keepsJobs: true, clicks, faults }), [])
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

  const states = ["open", "failing", "hanging", "dying"] as const
  const journaled = Math.ceil(runs / 10)

  it.effect.prop(
    `keeps them with a journal of runs, however that fares, ${journaled} scenarios, seed ${seed}`,
    [Scenario, Schema.Literals(states)],
    ([scenario, state]) =>
      Effect.gen(function* () {
        const become = Effect.flatMap(RunJournalMemory, (sink) => Effect.sync(() => sink.become(state)))
        const journal = Layer.provideMerge(Layer.effectDiscard(become), layerRunJournal()) as Layer.Layer<never>
        const violations = yield* Effect.promise(() => checkFlow(scenario, { host: { journal } }))
        assert.deepStrictEqual(violations, [])
      }),
    { arbitrary: { runs: journaled, seed }, timeout: 600_000 }
  )

  it("has every run in the journal, with one end each, when nothing goes wrong", async () => {
    const clicks = [0, 1, 2, 0, 1].map((client, index) => ({
      client,
      at: index * 100,
      pieces: 2,
      pauseMs: 100,
      hasPicture: false,
      isLong: false,
      stopAfterMs: null
    }))
    const kept: Array<RunEvent> = []
    const journal = Layer.succeed(RunJournal, {
      isOn: true,
      record: (event) => Effect.sync(() => void kept.push(event)),
      flush: Effect.void
    })
    assert.deepStrictEqual(await checkFlow({ clicks, faults: [], keepsJobs: true }, { host: { journal } }), [])
    const told = Map.groupBy(kept, ({ jobId }) => jobId)
    assert.strictEqual(told.size, clicks.length)
    for (const events of told.values())
      assert.sameMembers(
        events.map(({ _tag }) => _tag),
        ["submitted", "started", "finished"]
      )
  })
})
