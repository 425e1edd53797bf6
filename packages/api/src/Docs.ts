import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import { Api } from "./Api.ts"
import { pageHeaders } from "./PageHeaders.ts"

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
    const page = yield* Effect.cached(
      Effect.promise(() => import("effect/http-api/HttpApiScalar")).pipe(
        Effect.flatMap((Scalar) => Effect.scoped(HttpRouter.toHttpEffect(Scalar.layer(Api, { path: "/docs", scalar }))))
      )
    )
    yield* router.add("GET", "/docs", Effect.map(Effect.flatten(page), secure))
  })
)
