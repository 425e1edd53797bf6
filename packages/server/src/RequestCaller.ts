import type { Caller } from "@glissade/core/Caller"
import { CurrentCaller } from "@glissade/core/Caller"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import { callers } from "./CallerAddress.ts"
import { ServerConfig } from "./ServerConfig.ts"

/** The caller of a request. */
export const callerOf = (request: HttpServerRequest.HttpServerRequest, toCaller: ReturnType<typeof callers>): Caller =>
  toCaller(NodeHttpServerRequest.toIncomingMessage(request).socket.remoteAddress, request.headers["x-forwarded-for"])

/** Tells the handlers of all routes who asks. */
export const layer = HttpRouter.middleware(
  Effect.map(ServerConfig, ({ trustedProxies }) => {
    const toCaller = callers(trustedProxies)
    return <E, R>(effect: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
      Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
        Effect.provideService(effect, CurrentCaller, callerOf(request, toCaller))
      )
  }),
  { global: true }
)
