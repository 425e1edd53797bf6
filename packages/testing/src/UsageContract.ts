import { assert, layer as layerOf } from "@effect/vitest"
import { Usage } from "@glissade/core/Usage"
import { Users } from "@glissade/core/Users"
import { UserId } from "@glissade/protocol/Ids"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { person } from "./People.ts"

/** What every layer of `Usage` must do. Call it in a test file with the layer. */
export const usageContract = <E>(name: string, layer: Layer.Layer<Usage | Users, E>): void =>
  layerOf(layer, { timeout: 60_000 })(`${name} keeps the contract of Usage`, (it) => {
    it.effect("adds what people use to their days", () =>
      Effect.gen(function* () {
        const usage = yield* Usage
        const { id: user } = yield* (yield* Users).seen(person("usage"))
        const entry = { user, day: "2026-01-31", runs: 2, processorMs: 3_000_000_000 }
        assert.deepStrictEqual(yield* usage.ofDay(user, entry.day), { ...entry, runs: 0, processorMs: 0 })
        yield* usage.add([entry, { ...entry, day: "2026-02-01" }, { ...entry, user: UserId.make("nobody") }])
        yield* Effect.forEach(Array.from({ length: 10 }), () => usage.add([{ ...entry, runs: 1, processorMs: 0.4 }]), {
          concurrency: "unbounded"
        })
        assert.deepStrictEqual(yield* usage.ofDay(user, entry.day), { ...entry, runs: 12 })
        const latest = yield* usage.latest(user, 5)
        assert.deepStrictEqual(
          latest.map(({ day, runs }) => [day, runs]),
          [
            ["2026-02-01", 2],
            ["2026-01-31", 12]
          ]
        )
        assert.strictEqual((yield* usage.latest(user, 1)).length, 1)
      })
    )
  })
