import { CurrentUser } from "@glissade/core/CurrentUser"
import { LongestCall } from "@glissade/core/LongestCall"
import * as Context from "effect/Context"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import * as BundledRuntimes from "./BundledRuntimes.ts"
import { userOf } from "./Claims.ts"
import type { HttpEvent, HttpEventResponse } from "./HttpEvent.ts"
import { claimsOf, toEventResponse, toRequest } from "./HttpEvent.ts"
import * as Limits from "./Limits.ts"
import * as OriginSecret from "./OriginSecret.ts"
import { start } from "./Start.ts"
import * as Telemetry from "./Telemetry.ts"
import * as XRay from "./XRay.ts"

/**
 * How long a response waits for the telemetry collector, in milliseconds: enough for one nearby. Lambda freezes the process after the
 * response; what was not sent by then is sent during the next invocation.
 */
export const flushMs = 100

/** How long API Gateway waits for an answer, in milliseconds. */
export const gatewayMs = 29_000

/** Handles a request, given its invocation's context. */
type Answer = (request: Request, context: Context.Context<never>) => Promise<Response>

/**
 * Creates the handler of a function behind an HTTP API. A request is handled for the user whom the API's authorizer names, within the
 * invocation's trace; telemetry is sent before each response. With `secretHash`, requests that do not come through the distribution are
 * refused before anything else.
 */
export const makeHttpFunction =
  <R, E>(runtime: ManagedRuntime.ManagedRuntime<R, E>, answer: Answer, secretHash?: Buffer) =>
  async (event: HttpEvent): Promise<HttpEventResponse> => {
    if (secretHash !== undefined && !OriginSecret.hasOriginSecret(event, secretHash)) {
      return OriginSecret.notThroughDistribution
    }
    const context = Context.make(CurrentUser, userOf(claimsOf(event))).pipe(
      Context.add(XRay.TraceHeader, XRay.ofInvocation()),
      Context.add(LongestCall, gatewayMs)
    )
    const response = await answer(toRequest(event), context)
    const [eventResponse] = await Promise.all([toEventResponse(response), runtime.runPromise(Telemetry.flush(flushMs))])
    return eventResponse
  }

/** Services of every function behind the HTTP API. */
export const layerCommon = Layer.mergeAll(BundledRuntimes.layer, Limits.layer, Telemetry.layer, Telemetry.layerLogs)

/** What routes may require: the router, the HTTP platform, and for their requests the services. */
type RoutesNeed<Services> =
  | HttpRouter.HttpRouter
  | Layer.Success<typeof HttpServer.layerServices>
  | HttpRouter.Request<"Requires", Services>
  | HttpRouter.Request<"Error" | "GlobalError", unknown>

/** Starts a function behind the HTTP API. `routes` use `services`, which are built once and live as long as the process. */
export const startHttpFunction = async <R, SE, E>(
  services: Layer.Layer<R, SE>,
  routes: Layer.Layer<never, E, R | RoutesNeed<R>>
) => {
  const runtime = await start(Layer.merge(services, OriginSecret.layer))
  const { hash } = await runtime.runPromise(OriginSecret.OriginSecret)
  const app = routes.pipe(Layer.provideMerge(services), Layer.provide(HttpServer.layerServices))
  const { handler } = HttpRouter.toWebHandler(app, { disableLogger: true, memoMap: runtime.memoMap })
  // The compiler cannot prove for every R that the services provide what requests require.
  return makeHttpFunction(runtime, handler as Answer, hash)
}
