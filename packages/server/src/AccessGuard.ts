import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as Effect from "effect/Effect"
import * as HttpMiddleware from "effect/http/HttpMiddleware"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import { hostRefused, hostsRefused, isHostAllowed } from "./Host.ts"
import { isAskerAllowed, originRefused } from "./Origin.ts"
import { ServerConfig } from "./ServerConfig.ts"

/** Methods that change nothing. Any page can make a browser send them. */
const harmless: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"])

/** Health checks of load balancers ask by the server's address, not by a name. */
const isHealth = (url: string): boolean => /^\/health(?:\?|$)/.test(url)

/** Node reads the first of two Host headers; a proxy in front may have read the other (RFC 9112, section 3.2). */
const hasTwoHosts = (request: HttpServerRequest.HttpServerRequest): boolean => {
  const { rawHeaders } = NodeHttpServerRequest.toIncomingMessage(request)
  return rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === "host").length > 1
}

/** Refuses requests that other sites' pages make a browser send, and requests for another server's name. */
const guard = HttpRouter.middleware(
  Effect.map(
    ServerConfig,
    (settings) =>
      <E, R>(effect: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
        Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
          const { headers, method, url } = request
          if (hasTwoHosts(request)) return Effect.succeed(hostsRefused)
          if (!isHostAllowed(headers.host, settings) && !isHealth(url)) return Effect.succeed(hostRefused)
          if (!harmless.has(method) && !isAskerAllowed(headers, settings.allowedOrigins)) {
            return Effect.succeed(originRefused)
          }
          return effect
        })
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
            allowedMethods: ["GET", "POST", "PUT", "DELETE"],
            allowedHeaders: ["content-type", "authorization", "glissade-job-key", "if-match", "traceparent"],
            exposedHeaders: ["ETag", "RateLimit", "RateLimit-Policy", "Retry-After"],
            maxAge: 600
          }),
          { global: true }
        )
  )
)

/**
 * Which pages may use the HTTP routes, and under which host names. CORS is added first and so is outermost: allowed pages can read refusals
 * too.
 */
export const layer = Layer.provideMerge(guard, cors)
