import { bearerOf } from "@glissade/api/Bearer"
import { problemResponse } from "@glissade/api/ProblemResponse"
import { Authenticator } from "@glissade/core/Authenticator"
import * as Effect from "effect/Effect"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Redacted from "effect/Redacted"

const unauthorized = (detail: string, challenge: string) =>
  problemResponse({
    status: 401,
    type: "unauthorized",
    title: "This server asks who you are",
    detail,
    headers: { "www-authenticate": challenge }
  })

const refusals = {
  missing: unauthorized("send a token in the parameter token, or in Authorization: Bearer", "Bearer"),
  invalid: unauthorized("the token is not valid here; sign in again", 'Bearer error="invalid_token"')
}

const unchecked = problemResponse({
  status: 503,
  type: "unavailable",
  title: "Nothing was accepted; try again",
  detail: "the token cannot be checked",
  retryAfter: 2
})

/** A browser's WebSocket cannot send headers, so its token is in the URL. */
const queryToken = (url: string): string | undefined => {
  const query = url.indexOf("?")
  return query < 0 ? undefined : (new URLSearchParams(url.slice(query)).get("token") ?? undefined)
}

/**
 * The user who opens a WebSocket, by the token in `Authorization` or else in the parameter `token`. Fails with the response of the refusal.
 */
export const userOf = ({ headers, url }: HttpServerRequest.HttpServerRequest) =>
  Effect.flatMap(Authenticator, ({ authenticate }) => {
    const token = bearerOf(headers.authorization) ?? queryToken(url)
    return authenticate(token === undefined || token === "" ? undefined : Redacted.make(token)).pipe(
      Effect.catchTags({
        TokenRefused: ({ reason }) => Effect.fail(refusals[reason]),
        TokenCheckUnavailable: () => Effect.fail(unchecked)
      })
    )
  })
