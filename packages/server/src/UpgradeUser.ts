import { bearerOf } from "@glissade/api/Bearer"
import { problemResponse } from "@glissade/api/ProblemResponse"
import { allow, identify } from "@glissade/core/Access"
import { TokenRefused } from "@glissade/core/Authenticator"
import { Tickets } from "@glissade/core/Tickets"
import * as Effect from "effect/Effect"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Option from "effect/Option"
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

const forbidden = (detail: string, challenge?: string) =>
  problemResponse({
    status: 403,
    type: "forbidden",
    title: "You may not do this here",
    detail,
    ...(challenge !== undefined && { headers: { "www-authenticate": challenge } })
  })

const blocked = forbidden("an operator of this server has blocked you")

const insufficient = forbidden(
  "this key may not do this: make one with the scope run",
  'Bearer error="insufficient_scope", scope="run"'
)

const usedTicket = unauthorized(
  "the ticket is unknown, has expired, or was used before; get another by POST /tickets",
  'Bearer error="invalid_token"'
)

/** A browser's WebSocket cannot send headers, so its token or ticket is in the URL. */
const queryOf = (url: string) => {
  const query = url.indexOf("?")
  return new URLSearchParams(query < 0 ? "" : url.slice(query))
}

const redacted = (text: string | null | undefined) =>
  text === null || text === undefined || text === "" ? undefined : Redacted.make(text)

const byTicket = (ticket: Redacted.Redacted) =>
  Effect.flatMap(Tickets, ({ redeem }) =>
    Effect.flatMap(
      redeem(ticket),
      Option.match({
        onNone: (): ReturnType<typeof identify> => Effect.fail(new TokenRefused({ reason: "invalid" })),
        onSome: (user) => allow(user, "run")
      })
    )
  )

/**
 * The user who opens a WebSocket: by the token in `Authorization`, by the ticket in the parameter `ticket`, or by the token in the parameter
 * `token`. Fails with the response of the refusal.
 */
export const userOf = ({ headers, url }: HttpServerRequest.HttpServerRequest) => {
  const query = queryOf(url)
  const bearer = redacted(bearerOf(headers.authorization))
  const ticket = bearer === undefined ? redacted(query.get("ticket")) : undefined
  const user = ticket === undefined ? identify(bearer ?? redacted(query.get("token")), "run") : byTicket(ticket)
  return Effect.catchTags(user, {
    TokenRefused: ({ reason }) => Effect.fail(ticket === undefined ? refusals[reason] : usedTicket),
    TokenCheckUnavailable: () => Effect.fail(unchecked),
    UserBlocked: () => Effect.fail(blocked),
    InsufficientScope: () => Effect.fail(insufficient)
  })
}
