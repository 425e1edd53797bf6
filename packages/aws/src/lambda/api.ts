import * as Routes from "@glissade/api/Routes"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"
import * as AwsConfig from "../AwsConfig.ts"
import * as BundledExamples from "../BundledExamples.ts"
import * as BundledRuntimes from "../BundledRuntimes.ts"
import * as S3ResultStore from "../S3ResultStore.ts"
import * as SqsQueue from "../SqsQueue.ts"
import { makeHttpFunction } from "../HttpFunction.ts"
import * as Limits from "../Limits.ts"
import { start } from "../Start.ts"
import * as Telemetry from "../Telemetry.ts"

const services = Layer.mergeAll(
  Layer.mergeAll(SqsQueue.layer, S3ResultStore.layer).pipe(Layer.provide(AwsConfig.layer)),
  BundledExamples.layer,
  BundledRuntimes.layer,
  Limits.layer,
  Telemetry.layer,
  Telemetry.layerLogs
)

const runtime = await start(services)

const web = HttpRouter.toWebHandler(
  Routes.layerWithoutSandbox.pipe(Layer.provide(HttpServer.layerServices), Layer.provideMerge(services)),
  {
    disableLogger: true,
    memoMap: runtime.memoMap
  }
)

/**
 * Takes jobs: validates and puts them on the queue. Holds no engine; may only send to the one queue and, where results are kept,
 * read them.
 */
export const handler = makeHttpFunction(runtime, web.handler)
