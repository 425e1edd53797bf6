import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Docs from "@glissade/api/Docs"
import * as Routes from "@glissade/api/Routes"
import * as ActiveJobs from "@glissade/core/ActiveJobs"
import { layerMemory as layerPush } from "@glissade/core/Push"
import { Queue } from "@glissade/core/Queue"
import * as QueueMemory from "@glissade/core/QueueMemory"
import * as ResultStore from "@glissade/core/ResultStore"
import { layerRuntimes } from "@glissade/core/Sandbox"
import { work } from "@glissade/core/JobWorker"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as Layer from "effect/Layer"
import * as AccessGuard from "./AccessGuard.ts"
import { BoundedServer, boundsOf } from "./BoundedServer.ts"
import * as MetricsRoute from "./MetricsRoute.ts"
import * as Page from "./Page.ts"
import * as RequestBodies from "./RequestBodies.ts"
import * as RequestCaller from "./RequestCaller.ts"
import * as RunInputs from "@glissade/core/RunInputs"
import { ServerConfig } from "./ServerConfig.ts"
import * as Shutdown from "./Shutdown.ts"
import * as WebSocketRoute from "./WebSocketRoute.ts"

/** Takes jobs off the queue, one of each connection at a time. Jobs wait for interpreters in the sandbox. */
const worker = Layer.effectDiscard(Effect.flatMap(Queue, (queue) => Effect.forkScoped(queue.consume(work))))

/** What is served beside the API. */
const others = Layer.mergeAll(Docs.layer, WebSocketRoute.layer, MetricsRoute.layer, Page.layer)

const queue = Layer.unwrap(
  Effect.map(ServerConfig, ({ addressShare, connectionQueueBytes, queueBytes }) =>
    QueueMemory.layerMemory({
      maximumBytes: queueBytes,
      maximumBytesPerConnection: connectionQueueBytes,
      maximumBytesPerCaller: Math.floor(queueBytes * addressShare),
      maximumPerCaller: Math.floor(QueueMemory.defaults.maximum * addressShare)
    })
  )
)

const http = Layer.unwrap(
  Effect.map(ServerConfig, (settings) =>
    NodeHttpServer.layer(() => new BoundedServer(boundsOf(settings)), {
      host: settings.host,
      port: settings.port,
      gracefulShutdownTimeout: "30 seconds",
      websocket: { maxPayload: WebSocketRoute.maximumFrameBytes }
    })
  )
)

/** A server with the routes of the given API. */
export const serving = <A, E, R>(api: Layer.Layer<A, E, R>) =>
  Shutdown.layerCloseSockets.pipe(
    Layer.provideMerge(
      HttpRouter.serve(
        Layer.merge(api, others).pipe(
          Layer.provideMerge([RequestCaller.layer, RequestBodies.layer]),
          Layer.provideMerge(AccessGuard.layer)
        ),
        { disableLogger: true, disableListenLog: true }
      )
    ),
    Layer.merge([worker, MetricsRoute.layerServer]),
    Layer.provide(Routes.layerSecretNames),
    Layer.provide(Page.layerPaths),
    Layer.provide(Page.layerFiles),
    Layer.provide([ActiveJobs.layerMemory, RunInputs.layerMemory]),
    Layer.provide([layerRuntimes, ResultStore.layerMemory()]),
    Layer.provideMerge(Shutdown.layer),
    Layer.provideMerge([queue, http]),
    Layer.provideMerge(layerPush)
  )

/**
 * The whole service in one process, over a given sandbox and settings: HTTP and WebSocket on one port, the queue in memory, a worker, and
 * the page. It keeps nothing.
 */
export const layer = serving(Routes.layer)
