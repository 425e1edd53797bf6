import { pageHeaders } from "@glissade/api/PageHeaders"
import * as Effect from "effect/Effect"
import * as HttpMiddleware from "effect/http/HttpMiddleware"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as HttpStaticServer from "effect/http/HttpStaticServer"
import { layerNotFound, notFound } from "@glissade/api/Routes"
import * as Layer from "effect/Layer"
import { ServerConfig } from "./ServerConfig.ts"

/** The page talks to its own server alone and inserts nothing from elsewhere; the editor makes its styles at run time. */
const secure = pageHeaders([
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "object-src 'none'"
])

const compress = HttpMiddleware.compression({ algorithms: ["gzip"] })

/** Assets carry a hash of their content in their names and may be kept for good; all else is asked for again. */
const keep = (path: string) => (path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache")

const withHeaders = (response: HttpServerResponse.HttpServerResponse) =>
  Effect.map(HttpServerRequest.HttpServerRequest, ({ url }) =>
    response.status < 400 ? HttpServerResponse.setHeader(secure(response), "cache-control", keep(url)) : response
  )

const otherMethods = ["POST", "PUT", "PATCH", "DELETE"] as const

/** Serves the built page where nothing else is asked for. */
export const layer = Layer.unwrap(
  Effect.map(ServerConfig, ({ pageFolder }) =>
    pageFolder === undefined
      ? layerNotFound
      : HttpRouter.use(
          Effect.fnUntraced(function* (router) {
            const files = yield* HttpStaticServer.make({ root: pageFolder })
            const page = compress(Effect.flatMap(files, withHeaders)).pipe(Effect.catch(() => notFound))
            yield* router.add("GET", "/*", page)
            for (const method of otherMethods) yield* router.add(method, "/*", notFound)
          })
        )
  )
)
