import { problemResponse } from "@glissade/api/ProblemResponse"
import * as Effect from "effect/Effect"
import * as HttpMiddleware from "effect/http/HttpMiddleware"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import { isOriginAllowed } from "./Origin.ts"
import { ServerConfig } from "./ServerConfig.ts"

const refusal = problemResponse({
  status: 403,
  type: "origin-not-allowed",
  title: "This page may not use the server",
  detail: "the Origin is not the server's own; name it in ALLOWED_ORIGINS to allow it"
})

/** Refuses requests that other people's pages make a browser send. */
const guard = HttpRouter.middleware(
  Effect.map(
    ServerConfig,
    ({ allowedOrigins }) =>
      <E, R>(effect: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
        Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
          request.method === "POST" && !isOriginAllowed(request.headers.origin, request.headers.host, allowedOrigins)
            ? Effect.succeed(refusal)
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
