import { RunJournal } from "@glissade/core/RunJournal"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as OtlpExporter from "effect/observability/OtlpExporter"

const endpoint = Config.option(Config.String("OTEL_EXPORTER_OTLP_ENDPOINT"))

/** One JSON object a line, as CloudWatch reads it. */
export const layerLogs = Logger.layer([Logger.consoleJson])

/** OpenTelemetry's own default is to export over OTLP; Effect's is to export nothing. */
const exporters = ConfigProvider.layerAdd(
  ConfigProvider.fromUnknown({
    OTEL_TRACES_EXPORTER: "otlp",
    OTEL_METRICS_EXPORTER: "otlp",
    OTEL_LOGS_EXPORTER: "otlp"
  })
)

/** What exports telemetry is loaded only where there is a collector: nobody else's cold start should pay for it. */
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
 * Traces, metrics and logs over OTLP where `OTEL_EXPORTER_OTLP_ENDPOINT` names a collector (`OTEL_SERVICE_NAME` and
 * `OTEL_EXPORTER_OTLP_HEADERS` as in OpenTelemetry); nothing otherwise.
 */
export const layer = Layer.unwrap(Effect.map(endpoint, (url) => (Option.isNone(url) ? Layer.empty : exporter)))

const flushTelemetry = Effect.flatMap(Effect.serviceOption(OtlpExporter.Flusher), (flusher) =>
  Option.isNone(flusher) ? Effect.void : flusher.value.flush
)

const flushJournal = Effect.flatMap(RunJournal, ({ flush }) => flush)

/**
 * Sends what was gathered, telemetry and the journal of runs where there is one, at the end of each invocation: Lambda freezes the process
 * after it, and what waits for a timer would leave with the next one or never. Whoever takes it in and does not answer holds up nobody for
 * longer than `waitMs`; sending goes on when the process does.
 */
export const flush = (waitMs: number) =>
  Effect.forkDetach(Effect.all([flushTelemetry, flushJournal], { concurrency: "unbounded", discard: true })).pipe(
    Effect.flatMap(Fiber.await),
    Effect.timeoutOption(waitMs),
    Effect.asVoid
  )
