import * as Routes from "@glissade/api/Routes"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"
import * as BundledRuntimes from "../BundledRuntimes.ts"
import * as BundledSandbox from "../BundledSandbox.ts"
import { makeHttpFunction } from "../HttpFunction.ts"
import * as Limits from "../Limits.ts"
import { start } from "../Start.ts"
import * as Telemetry from "../Telemetry.ts"

const services = Layer.mergeAll(
  BundledSandbox.layer,
  BundledRuntimes.layer,
  Limits.layer,
  Telemetry.layer,
  Telemetry.layerLogs
)

const runtime = await start(services)

const web = HttpRouter.toWebHandler(
  Routes.layerWithoutQueue.pipe(Layer.provide(HttpServer.layerServices), Layer.provideMerge(services)),
  {
    disableLogger: true,
    memoMap: runtime.memoMap
  }
)

/** Runs a program and answers with its result. Has no permission worth stealing. */
export const handler = makeHttpFunction(runtime, web.handler)
