import * as Effect from "effect/Effect"
import * as HttpMiddleware from "effect/http/HttpMiddleware"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import { isOriginAllowed, originRefused } from "./Origin.ts"
import { ServerConfig } from "./ServerConfig.ts"

const changes: ReadonlySet<string> = new Set(["POST", "DELETE"])

/** Refuses requests that other people's pages make a browser send. */
const guard = HttpRouter.middleware(
  Effect.map(
    ServerConfig,
    ({ allowedOrigins }) =>
      <E, R>(effect: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
        Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
          changes.has(request.method) && !isOriginAllowed(request.headers.origin, request.headers.host, allowedOrigins)
            ? Effect.succeed(originRefused)
            : effect
        )
  ),
  { global: true }
)

/** Lets the pages of the allowed origins read the answers. */
const cors = Layer.unwrap(
  Effect.map(ServerConfig, ({ allowedOrigins }) =>
    allowedOrigins.length === 0
      ? Layer.empty
      : HttpRouter.middleware(
          HttpMiddleware.cors({
            allowedOrigins,
            allowedMethods: ["GET", "POST", "DELETE"],
            allowedHeaders: ["content-type", "authorization", "traceparent"],
            maxAge: 600
          }),
          { global: true }
        )
  )
)

/** Which pages may use the HTTP routes. */
export const layer = Layer.merge(guard, cors)
