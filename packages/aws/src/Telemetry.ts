import { RunJournal } from "@glissade/core/RunJournal"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as OtlpExporter from "effect/observability/OtlpExporter"

const endpoint = Config.option(Config.String("OTEL_EXPORTER_OTLP_ENDPOINT"))

export { layerLogs } from "./Logs.ts"

/** Exports over OTLP by default, as OpenTelemetry does; Effect exports nothing by default. */
const exporters = ConfigProvider.layerAdd(
  ConfigProvider.fromUnknown({
    OTEL_TRACES_EXPORTER: "otlp",
    OTEL_METRICS_EXPORTER: "otlp",
    OTEL_LOGS_EXPORTER: "otlp"
  })
)

/** The exporter is loaded only if there is a collector, so that it does not slow other cold starts. */
const exporter = Layer.unwrap(
  Effect.map(
    Effect.promise(() =>
      Promise.all([
        import("effect/http/FetchHttpClient"),
        import("effect/observability/Otlp"),
        import("effect/observability/OtlpSerialization")
      ])
    ),
    ([FetchHttpClient, Otlp, OtlpSerialization]) =>
      Otlp.layerFromConfig().pipe(Layer.provide([FetchHttpClient.layer, OtlpSerialization.layerJson, exporters]))
  )
)

/**
 * Traces, metrics and logs over OTLP if `OTEL_EXPORTER_OTLP_ENDPOINT` names a collector (`OTEL_SERVICE_NAME` and
 * `OTEL_EXPORTER_OTLP_HEADERS` as in OpenTelemetry); nothing otherwise.
 */
export const layer = Layer.unwrap(Effect.map(endpoint, (url) => (Option.isNone(url) ? Layer.empty : exporter)))

/** How long a send to the collector may take in all, in milliseconds. */
const sendTimeoutMs = 2_000

/** Bounded: a collector that accepts and never answers would hold three more sockets after every invocation. */
const flushTelemetry = Effect.flatMap(Effect.serviceOption(OtlpExporter.Flusher), (flusher) =>
  Option.isNone(flusher) ? Effect.void : Effect.asVoid(Effect.timeoutOption(flusher.value.flush, sendTimeoutMs))
)

const flushJournal = Effect.flatMap(RunJournal, ({ flush }) => flush)

/**
 * Flushes telemetry and the journal of runs, if there is one, at the end of each invocation: Lambda then freezes the process, and what
 * waits for a timer would be sent late or never. A sink that does not respond delays the invocation by at most `waitMs`; sending continues
 * when the process does, for two seconds.
 */
export const flush = (waitMs: number) =>
  Effect.forkDetach(Effect.all([flushTelemetry, flushJournal], { concurrency: "unbounded", discard: true })).pipe(
    Effect.flatMap(Fiber.await),
    Effect.timeoutOption(waitMs),
    Effect.asVoid
  )
