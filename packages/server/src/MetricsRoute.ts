import { Connections } from "@glissade/core/Push"
import { QueueMemory } from "@glissade/core/QueueMemory"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Metric from "effect/Metric"
import * as PrometheusMetrics from "effect/observability/PrometheusMetrics"

const connections = Metric.gauge("glissade_connections", { description: "WebSocket connections that are open" })
const depth = Metric.gauge("glissade_queue_depth", { description: "Jobs that wait or run" })
const deadLetters = Metric.gauge("glissade_dead_letters", { description: "Messages in the dead-letter queue" })

/** `GET /metrics` in the text format of Prometheus. */
export const layer = HttpRouter.add(
  "GET",
  "/metrics",
  Effect.gen(function* () {
    const queue = yield* QueueMemory
    yield* Metric.update(connections, (yield* Connections).count())
    yield* Metric.update(depth, queue.depth())
    yield* Metric.update(deadLetters, queue.deadLetters().length)
    return HttpServerResponse.text(yield* PrometheusMetrics.format(), {
      contentType: "text/plain; version=0.0.4; charset=utf-8"
    })
  })
)
