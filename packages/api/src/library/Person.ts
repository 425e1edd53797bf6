import { CurrentUser } from "@glissade/core/CurrentUser"
import { scopeOfMethod } from "@glissade/core/Scopes"
import { Sightings } from "@glissade/core/Sightings"
import * as Effect from "effect/Effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as HttpEffect from "effect/http/HttpEffect"
import { unauthorized } from "../Problems.ts"

/** The scope of the library's routes, for `RequiredScope`. */
export const libraryScope = scopeOfMethod

/** Whoever calls, once their record is there; anonymous callers have nothing of their own. */
export const knownUser = Effect.gen(function* () {
  const user = yield* CurrentUser
  const { id } = user
  if (id === undefined) return yield* unauthorized("missing")
  const { note } = yield* Sightings
  yield* note(user)
  return { ...user, id }
})

/** The id of whoever calls. */
export const person = Effect.map(knownUser, ({ id }) => id)

/** The id of whoever calls, if they have one. */
export const reader = Effect.map(CurrentUser, ({ id }) => id)

/** Caches and browsers keep no copy of what belongs to a person. */
export const notStored = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.andThen(
    HttpEffect.appendPreResponseHandler((_request, response) =>
      Effect.succeed(HttpServerResponse.setHeader(response, "cache-control", "no-store"))
    ),
    effect
  )
