import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import { Api } from "./Api.ts"

/** The page that shows the API, made on the first request: Scalar's script is 3 MB that no start-up should pay for. */
export const layer = HttpRouter.use(
  Effect.fnUntraced(function* (router) {
    const page = yield* Effect.cached(
      Effect.promise(() => import("effect/http-api/HttpApiScalar")).pipe(
        Effect.flatMap((Scalar) => Effect.scoped(HttpRouter.toHttpEffect(Scalar.layer(Api, { path: "/docs" }))))
      )
    )
    yield* router.add("GET", "/docs", Effect.flatten(page))
  })
)
