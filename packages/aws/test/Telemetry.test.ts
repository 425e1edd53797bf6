import { assert, describe, it } from "@effect/vitest"
import * as Telemetry from "@glissade/aws/Telemetry"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
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

  it.live("is not there without a collector, and flushing it is nothing", () =>
    withCollector(Telemetry.flush(10_000), {})
  )
})
