import * as Effect from "effect/Effect"
import * as HttpMiddleware from "effect/http/HttpMiddleware"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as HttpStaticServer from "effect/http/HttpStaticServer"
import { layerNotFound } from "@glissade/api/Routes"
import * as Layer from "effect/Layer"
import { ServerConfig } from "./ServerConfig.ts"

/** The page talks to its own server alone and inserts nothing from elsewhere; the editor makes its styles at run time. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self' ws: wss:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'"
].join("; ")

const secure = HttpServerResponse.setHeaders({
  "content-security-policy": contentSecurityPolicy,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer"
})

const compress = HttpMiddleware.compression({ algorithms: ["gzip"] })

const serve = (root: string, cacheControl: string) =>
  Effect.map(HttpStaticServer.make({ root, cacheControl }), (app) => compress(Effect.map(app, secure)))

/** Serves the built page: hashed assets for good, everything else to be asked for again. */
export const layer = Layer.unwrap(
  Effect.map(ServerConfig, ({ pageFolder }) =>
    pageFolder === undefined
      ? layerNotFound
      : Layer.mergeAll(
          layerNotFound,
          HttpRouter.use(
            Effect.fnUntraced(function* (router) {
              const page = yield* serve(pageFolder, "no-cache")
              const assets = yield* serve(`${pageFolder}/assets`, "public, max-age=31536000, immutable")
              yield* router.add("GET", "/", page)
              yield* router.prefixed("/assets").add("GET", "/*", assets)
              for (const file of ["/favicon.svg", "/manifest.webmanifest", "/sw.js"] as const) {
                yield* router.add("GET", file, page)
              }
            })
          )
        )
  )
)
