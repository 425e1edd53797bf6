import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { describedApi } from "./Description.ts"
import { pageHeaders } from "./PageHeaders.ts"
import { compressed, makeRepresentation, represent } from "./Representation.ts"

/** Left alone, Scalar takes fonts from its makers and offers to send them the document. The icon is the one of the page. */
const scalar = {
  withDefaultFonts: false,
  showDeveloperTools: "never",
  hideClientButton: true,
  favicon: "/favicon.svg"
}

/** Whatever Scalar may learn to ask for, nobody but this server is asked. Its scripts and styles stand in the page itself. */
const secure = pageHeaders([
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "form-action 'none'"
])

/** The page that shows the API, made on the first request: Scalar's script is 3 MB that no start-up should pay for. */
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
