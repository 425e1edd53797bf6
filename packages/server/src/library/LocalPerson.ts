import { problemResponse } from "@glissade/api/ProblemResponse"
import { LibraryApi } from "@glissade/api/LibraryApi"
import { Api } from "@glissade/api/Api"
import { anonymous, CurrentUser } from "@glissade/core/CurrentUser"
import type { User } from "@glissade/core/CurrentUser"
import type { Identity } from "@glissade/core/Users"
import { UserId } from "@glissade/protocol/Ids"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import { isAskerAllowed } from "../Origin.ts"

/** The one person who uses a server on their own machine. There is nothing to sign in to. */
export const localPerson: Identity = {
  id: UserId.make("local"),
  issuer: "local",
  subject: "local",
  name: undefined,
  email: undefined
}

const localUser: User = { id: localPerson.id, claims: {} }

const refused = problemResponse({
  status: 403,
  type: "library-not-open",
  title: "This library is one person's own",
  detail:
    "it can only be used from the server's own page and from programs at this machine: neither from pages of another origin, " +
    "nor through a proxy. AUTH=none says that the server keeps nothing"
})

/** Headers with which proxies pass requests of other people on, besides `X-Forwarded-*`. */
const proxyHeaders: ReadonlySet<string> = new Set([
  "forwarded",
  "via",
  "x-real-ip",
  "x-client-ip",
  "true-client-ip",
  "cf-connecting-ip"
])

/** Whether a request came through a proxy. */
const isForwarded = (headers: Readonly<Record<string, string | undefined>>): boolean =>
  Object.keys(headers).some((name) => proxyHeaders.has(name) || name.startsWith("x-forwarded-"))

/** The first part of the paths that only the library has, such as `snippets`. */
const firstPart = (path: string): string => path.split(/[/?]/)[1] ?? ""

const firstParts = (api: { readonly groups: object }): ReadonlyArray<string> =>
  Object.values(
    api.groups as Record<string, { readonly endpoints: Record<string, { readonly path: string }> }>
  ).flatMap(({ endpoints }) => Object.values(endpoints).map(({ path }) => firstPart(path)))

const others = new Set(firstParts(Api))
const library = new Set(firstParts(LibraryApi).filter((part) => !others.has(part)))

/**
 * Says that requests come from the one person. Pages of other origins, also allowed ones, and whoever comes through a proxy are not that
 * person: they may run programs, and reach nothing of the library.
 */
export const layer = HttpRouter.middleware(
  Effect.succeed(<E, R>(effect: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
    Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ headers, url }) => {
      const isPerson = !isForwarded(headers) && isAskerAllowed(headers, [])
      if (!isPerson && library.has(firstPart(url))) return Effect.succeed(refused)
      return Effect.provideService(effect, CurrentUser, isPerson ? localUser : anonymous)
    })
  ),
  { global: true }
)
