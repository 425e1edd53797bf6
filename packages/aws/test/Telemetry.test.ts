import { assert, describe, it } from "@effect/vitest"
import * as Telemetry from "@glissade/aws/Telemetry"
import { RunJournal } from "@glissade/core/RunJournal"
import { jobId } from "@glissade/testing/Fixtures"
import { layerRunJournal, RunJournalMemory } from "@glissade/testing/RunJournalMemory"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as OtlpExporter from "effect/observability/OtlpExporter"
import * as TestClock from "effect/testing/TestClock"
import { fakeAws } from "./FakeAws.ts"

const withCollector = <A, E, R>(effect: Effect.Effect<A, E, R>, settings: Record<string, string>) =>
  Effect.provide(
    effect,
    Telemetry.layer.pipe(
      Layer.provide(Layer.succeed(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(settings)))
    )
  )

describe("telemetry", () => {
  it.live("has left for the collector when an invocation has flushed it", () =>
    Effect.gen(function* () {
      const { calls, url } = yield* fakeAws(() => ({ status: 200 }))
      const invocation = Effect.gen(function* () {
        yield* Effect.withSpan(Effect.logInfo("one invocation"), "JobWorker.work")
        assert.deepStrictEqual(calls, [])
        yield* Telemetry.flush(10_000)
      })
      yield* withCollector(invocation, { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_SERVICE_NAME: "worker" })
      const paths = new Set(calls.map(({ path }) => path))
      assert.deepStrictEqual([...paths].toSorted(), ["/v1/logs", "/v1/metrics", "/v1/traces"])
      const traces = calls.find(({ path }) => path.endsWith("/v1/traces"))
      assert.include(traces?.body, "JobWorker.work")
      assert.include(traces?.body, "worker")
    }).pipe(Effect.scoped)
  )

  it.effect(
    "leaves together with the journal of runs, which holds up the end of an invocation for two seconds at most",
    () =>
      Effect.gen(function* () {
        const journal = yield* RunJournal
        const sink = yield* RunJournalMemory
        const event = { way: "async", jobId: jobId(1), attempt: 1, delivery: 1, language: "python", at: 0 } as const
        yield* journal.record({ _tag: "started", ...event })
        yield* Telemetry.flush(100)
        assert.strictEqual(sink.events().length, 1)
        sink.become("hanging")
        yield* journal.record({ _tag: "cancelled", ...event, reason: "person" })
        const flushing = yield* Effect.forkChild(Telemetry.flush(100))
        yield* TestClock.adjust("2 seconds")
        yield* Fiber.join(flushing)
        sink.become("open")
      }).pipe(Effect.provide(layerRunJournal()))
  )

  it.effect("is given up after two seconds, so that no sends pile up for a collector that never answers", () =>
    Effect.gen(function* () {
      let pending = 0
      const silent = Effect.never.pipe(
        Effect.onInterrupt(() => Effect.sync(() => pending--)),
        (never) => Effect.suspend(() => (pending++, never))
      )
      yield* Effect.gen(function* () {
        for (let invocation = 0; invocation < 50; invocation++) {
          const flushing = yield* Effect.forkChild(Telemetry.flush(100))
          yield* TestClock.adjust(100)
          yield* Fiber.join(flushing)
        }
        assert.isAtMost(pending, 20)
        yield* TestClock.adjust("2 seconds")
        assert.strictEqual(pending, 0)
      }).pipe(Effect.provideService(OtlpExporter.Flusher, { flush: silent, register: () => Effect.void }))
    })
  )

  it.live("is not there without a collector, and flushing it is nothing", () =>
    withCollector(Telemetry.flush(10_000), {})
  )
})
