import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { problemResponse } from "@glissade/api/ProblemResponse"
import { layerGuard } from "@glissade/api/Routes"
import { Connections } from "@glissade/core/Push"
import { QueueMonitor } from "@glissade/core/QueueMonitor"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as PrometheusMetrics from "effect/observability/PrometheusMetrics"
import * as Redacted from "effect/Redacted"
import { createHash, timingSafeEqual } from "node:crypto"
import { BoundedServer, boundsOf } from "./BoundedServer.ts"
import { isLoopback } from "./LoopbackHost.ts"
import { ServerConfig } from "./ServerConfig.ts"

const connections = Metric.gauge("glissade_connections", { description: "WebSocket connections that are open" })
const depth = Metric.gauge("glissade_queue_depth", { description: "Jobs that wait or run" })
const queueBytes = Metric.gauge("glissade_queue_bytes", { description: "Bytes of programs that wait or run" })
const deadLetters = Metric.gauge("glissade_dead_letters", { description: "Messages in the dead-letter queue" })

const refused = problemResponse({
  status: 401,
  type: "metrics-token",
  title: "The metrics are for whoever has their token",
  detail: "send METRICS_TOKEN in Authorization: Bearer",
  headers: { "www-authenticate": "Bearer" }
})

const closed = problemResponse({
  status: 403,
  type: "metrics-closed",
  title: "The metrics are not given out here",
  detail: "beyond this machine they need METRICS_TOKEN or a port of their own, METRICS_PORT"
})

const sha256 = (text: string) => createHash("sha256").update(text).digest()

/** Compares hashes, so that timing reveals nothing about the token. */
const holdsToken = (authorization: string | undefined, token: Redacted.Redacted): boolean =>
  timingSafeEqual(sha256(authorization ?? ""), sha256(`Bearer ${Redacted.value(token)}`))

const metrics = Effect.gen(function* () {
  const queue = yield* QueueMonitor
  yield* Metric.update(connections, (yield* Connections).count())
  yield* Metric.update(depth, yield* queue.depth)
  yield* Metric.update(queueBytes, yield* queue.bytes)
  yield* Metric.update(deadLetters, yield* queue.deadLetters)
  return HttpServerResponse.text(yield* PrometheusMetrics.format(), {
    contentType: "text/plain; version=0.0.4; charset=utf-8"
  })
})

/** `GET /metrics` in Prometheus' text format, without a token where `isOpen`. */
const route = (isOpen: boolean) =>
  HttpRouter.add(
    "GET",
    "/metrics",
    Effect.gen(function* () {
      const { metricsToken } = yield* ServerConfig
      if (metricsToken === undefined) return isOpen ? yield* metrics : closed
      const { headers } = yield* HttpServerRequest.HttpServerRequest
      return holdsToken(headers.authorization, metricsToken) ? yield* metrics : refused
    })
  )

/** The route on the server's port, unless metrics have their own port. */
export const layer = Layer.unwrap(
  Effect.map(ServerConfig, ({ host, metricsPort }) =>
    metricsPort === undefined ? route(isLoopback(host)) : Layer.empty
  )
)

/** The server on the metrics' own port, if one is set. */
export const layerServer = Layer.unwrap(
  Effect.map(ServerConfig, (settings) =>
    settings.metricsPort === undefined
      ? Layer.empty
      : HttpRouter.serve(Layer.merge(layerGuard, route(true)), { disableLogger: true, disableListenLog: true }).pipe(
          Layer.provide(
            NodeHttpServer.layer(() => new BoundedServer(boundsOf(settings)), {
              host: settings.host,
              port: settings.metricsPort
            })
          )
        )
  )
)
