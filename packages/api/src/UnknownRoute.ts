import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import { problemResponse } from "./ProblemResponse.ts"
import { ServedApi } from "./ServedApi.ts"

/** Whether a host serves something other than the API under a path. */
export const OtherPaths = Context.Reference<(path: string) => boolean>("@glissade/api/OtherPaths", {
  defaultValue: () => () => false
})

interface Route {
  readonly method: string
  readonly path: string
  readonly pattern: RegExp
}

const routesOf = ({ groups }: typeof ServedApi.Service): ReadonlyArray<Route> =>
  Object.values(groups).flatMap(({ endpoints }) =>
    Object.values(endpoints).map(({ method, path }) => ({
      method: String(method),
      path: path.replaceAll(/:(\w+)/g, "{$1}"),
      pattern: new RegExp(`^${path.replaceAll(/:\w+/g, "[^/]+")}$`)
    }))
  )

/** All routes in one line: `GET and DELETE /jobs/{job_id}, GET /health`. */
const listOf = (routes: ReadonlyArray<Route>): string =>
  [...Map.groupBy(routes, ({ path }) => path)]
    .map(([path, same]) => `${same.map(({ method }) => method).join(" and ")} ${path}`)
    .join(", ")

/** What {@link OtherPaths} need not name. */
const description = "/openapi.json"

const withHead = (methods: ReadonlyArray<string>) => (methods.includes("GET") ? [...methods, "HEAD"] : methods)

const isPath = (path: string): boolean => {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/** The router matches no path with a longer part, and no id of ours is as long. */
const maximumPartLength = 100

/** Paths may be long; the response must not be. */
const maximumShown = 200

const badPath = (detail: string) =>
  problemResponse({
    status: 400,
    type: "invalid-request",
    title: "The request cannot be understood",
    detail,
    errors: []
  })

/** Responds where no route matches: 405 with the methods of a known path, 404 with the list of routes, 400 for an invalid path. */
export const unknownRoute = Effect.gen(function* () {
  const { method, url } = yield* HttpServerRequest.HttpServerRequest
  const isOtherPath = yield* OtherPaths
  const routes = routesOf(yield* ServedApi)
  const path = url.split("?")[0]!
  if (!isPath(path)) return badPath("the path must be UTF-8, encoded with percent signs")
  const methods = withHead([
    ...routes.filter(({ pattern }) => pattern.test(path)).map((route) => route.method),
    ...(path === description || isOtherPath(path) ? ["GET"] : [])
  ])
  if (methods.length > 0 && !methods.includes(method)) {
    return problemResponse({
      status: 405,
      type: "method-not-allowed",
      title: "The method is not taken here",
      detail: `${path.slice(0, maximumShown)} takes ${methods.join(", ")}`,
      headers: { allow: methods.join(", ") }
    })
  }
  if (methods.length > 0 && path.split("/").some((part) => part.length > maximumPartLength)) {
    return badPath("a part of the path is too long")
  }
  return problemResponse({
    status: 404,
    type: "unknown-route",
    title: "There is nothing here",
    detail:
      `${method} ${path.slice(0, maximumShown)} is not a route; there are ${listOf(routes)}, ` +
      "GET /openapi.json, GET /docs"
  })
})
