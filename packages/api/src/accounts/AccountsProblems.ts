import * as Schema from "effect/Schema"
import * as HttpApiError from "effect/http-api/HttpApiError"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { kind } from "../Problems.ts"

/** 404: this server has nobody to sign in, so it has neither keys nor administrators. */
export class NoAccounts extends HttpApiError.Problem<NoAccounts>()("NoAccounts", {
  type: kind("no-accounts"),
  status: 404,
  title: "There are no accounts here"
}) {}

/** Makes the 404 of a server that one person has for themselves. */
export const noAccounts = () =>
  new NoAccounts({
    detail:
      "this server belongs to the one person at its machine (AUTH=local), who signs in nowhere: there is nobody to make keys for, to report or to administer. AUTH=oidc has accounts"
  })

/** 404: no page can sign anybody in here. */
export class NoSignIn extends HttpApiError.Problem<NoSignIn>()("NoSignIn", {
  type: kind("no-sign-in"),
  status: 404,
  title: "Nobody signs in here"
}) {}

/** 403: an API key may not do this; its owner must sign in. */
export class KeyNotEnough extends HttpApiError.Problem<KeyNotEnough>()(
  "KeyNotEnough",
  { type: kind("forbidden"), status: 403, title: "You may not do this here" },
  { error: Schema.Literal("sign_in_required") }
) {}

/** 403: only administrators may. */
export class AdministratorsOnly extends HttpApiError.Problem<AdministratorsOnly>()(
  "AdministratorsOnly",
  { type: kind("forbidden"), status: 403, title: "You may not do this here" },
  { error: Schema.Literal("administrators_only") }
) {}

/** 404: no such key of the caller. */
export class KeyMissing extends HttpApiError.Problem<KeyMissing>()("KeyMissing", {
  type: kind("unknown-key"),
  status: 404,
  title: "You have no such key"
}) {}

/** 404: nobody with this id has been here. */
export class UserMissing extends HttpApiError.Problem<UserMissing>()("UserMissing", {
  type: kind("unknown-user"),
  status: 404,
  title: "Nobody with this id has been here"
}) {}

/** Body of the 429; see {@link TooManyReports}. */
export class TooManyReportsBody extends HttpApiError.Problem<TooManyReportsBody>()(
  "TooManyReports",
  { type: kind("too-many-reports"), status: 429, title: "You have reported a lot" },
  { retry_after: Schema.Int }
) {}

/** Body of the 429; see {@link TooManyExports}. */
export class TooManyExportsBody extends HttpApiError.Problem<TooManyExportsBody>()(
  "TooManyExports",
  { type: kind("too-many-exports"), status: 429, title: "You have exported everything several times just now" },
  { retry_after: Schema.Int }
) {}

const withRetryAfter = {
  decode: <Body>({ body }: { readonly body: Body }) => body,
  encode: <Body extends { readonly retry_after: number }>(body: Body) => ({
    body,
    headers: { "retry-after": body.retry_after }
  })
}

/** 429 with Retry-After: the caller's earlier reports are read first. */
export const TooManyReports = TooManyReportsBody.pipe(
  HttpApiSchema.encodeToWithHeaders(
    { body: TooManyReportsBody, headers: { "retry-after": Schema.Int } },
    withRetryAfter
  )
)

/** 429 with Retry-After: an export costs as much as everything that a person keeps. */
export const TooManyExports = TooManyExportsBody.pipe(
  HttpApiSchema.encodeToWithHeaders(
    { body: TooManyExportsBody, headers: { "retry-after": Schema.Int } },
    withRetryAfter
  )
)

/** Body of the 429; see {@link TicketsExhausted}. */
export class TicketsExhaustedBody extends HttpApiError.Problem<TicketsExhaustedBody>()(
  "TicketsExhausted",
  { type: kind("too-many-tickets"), status: 429, title: "You have as many tickets as you may have" },
  { retry_after: Schema.Int }
) {}

/** 429 with Retry-After: use the tickets at hand, or wait until one expires. */
export const TicketsExhausted = TicketsExhaustedBody.pipe(
  HttpApiSchema.encodeToWithHeaders(
    { body: TicketsExhaustedBody, headers: { "retry-after": Schema.Int } },
    withRetryAfter
  )
)
