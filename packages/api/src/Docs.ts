import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { describedApi } from "./Description.ts"
import { pageHeaders } from "./PageHeaders.ts"
import { compressed, makeRepresentation, represent } from "./Representation.ts"

/** By default Scalar loads fonts from its vendor and offers to send the document there. The icon is the page's. */
const scalar = {
  withDefaultFonts: false,
  showDeveloperTools: "never",
  hideClientButton: true,
  favicon: "/favicon.svg"
}

/** Whatever Scalar requests in a later version, it can connect to this server only. Its scripts and styles are inline. */
const secure = pageHeaders([
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "form-action 'none'"
])

/** The page that shows the API, made on the first request: Scalar's script is 3 MB, too much for every start. */
export const layer = HttpRouter.use(
  Effect.fnUntraced(function* (router) {
    const page = yield* Effect.gen(function* () {
      const Scalar = yield* Effect.promise(() => import("effect/http-api/HttpApiScalar"))
      const api = yield* describedApi
      const made = yield* Effect.scoped(HttpRouter.toHttpEffect(Scalar.layer(api, { path: "/docs", scalar })))
      const response = HttpServerResponse.toWeb(yield* made)
      const identity = new Uint8Array(yield* Effect.promise(() => response.arrayBuffer()))
      return makeRepresentation({
        contentType: "text/html; charset=utf-8",
        cacheControl: "no-cache",
        identity,
        compressed: yield* compressed(identity)
      })
    }).pipe(Effect.cached)
    yield* router.add("GET", "/docs", Effect.map(Effect.flatMap(page, represent), secure))
  })
)
