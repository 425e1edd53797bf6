import type { QuotaExceeded } from "@glissade/core/Quotas"
import { QuotaState } from "@glissade/core/Quotas"
import { Scope } from "@glissade/core/Scopes"
import { ProblemIssue } from "@glissade/protocol/Problem"
import * as Schema from "effect/Schema"
import * as HttpApiError from "effect/http-api/HttpApiError"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"

/** The `type` of a problem by its name. */
export const kind = <const Name extends string>(name: Name) => `urn:glissade:problem:${name}` as const

const issues = { errors: Schema.Array(ProblemIssue) }

/** 400: the request is not JSON, or fields of it cannot be taken. */
export class BadRequest extends HttpApiError.Problem<BadRequest>()(
  "BadRequest",
  { type: kind("invalid-request"), status: 400, title: "The request cannot be understood" },
  issues
) {}

/** 404: there is no open connection with this id. */
export class ConnectionNotFound extends HttpApiError.Problem<ConnectionNotFound>()(
  "ConnectionNotFound",
  { type: kind("unknown-connection"), status: 404, title: "Nobody is connected under this connection_id" },
  issues
) {}

/** 404: no such job, or not for this key. */
export class JobNotFound extends HttpApiError.Problem<JobNotFound>()("JobNotFound", {
  type: kind("unknown-job"),
  status: 404,
  title: "There is no such job for this key"
}) {}

/** 404: this server does not run the language. */
export class LanguageNotFound extends HttpApiError.Problem<LanguageNotFound>()("LanguageNotFound", {
  type: kind("unknown-language"),
  status: 404,
  title: "This server does not run the language"
}) {}

/** 501: this server keeps no jobs, so that none can be read, or cancelled. */
export class NotKept extends HttpApiError.Problem<NotKept>()("NotKept", {
  type: kind("jobs-not-kept"),
  status: 501,
  title: "This server cannot reach a job once it was taken"
}) {}

/** 413: a part of the request is over its size. */
export class TooLarge extends HttpApiError.Problem<TooLarge>()(
  "TooLarge",
  { type: kind("too-large"), status: 413, title: "The request is too large" },
  { ...issues, maximum_bytes: Schema.Int }
) {}

/** 415: the body is not JSON in UTF-8, or was encoded on its way. */
export class UnsupportedMediaType extends HttpApiError.Problem<UnsupportedMediaType>()("UnsupportedMediaType", {
  type: kind("unsupported-media-type"),
  status: 415,
  title: "The body's media type is not taken"
}) {}

/** 422: the request is well-formed, but this server does not run that language or give that much. */
export class Unprocessable extends HttpApiError.Problem<Unprocessable>()(
  "Unprocessable",
  { type: kind("not-available-here"), status: 422, title: "The request asks for what this server does not give" },
  issues
) {}

/** Body of the 401; see {@link Unauthorized}. */
export class UnauthorizedBody extends HttpApiError.Problem<UnauthorizedBody>()(
  "Unauthorized",
  { type: kind("unauthorized"), status: 401, title: "This server asks who you are" },
  { error: Schema.optionalKey(Schema.Literal("invalid_token")) }
) {}

/** 401 with WWW-Authenticate (RFC 6750): there is no token, or it is not valid here. */
export const Unauthorized = UnauthorizedBody.pipe(
  HttpApiSchema.encodeToWithHeaders(
    { body: UnauthorizedBody, headers: { "www-authenticate": Schema.String } },
    {
      decode: ({ body }) => body,
      encode: (body) => ({
        body,
        headers: { "www-authenticate": body.error === undefined ? "Bearer" : `Bearer error="${body.error}"` }
      })
    }
  )
)

/** Makes a 401. */
export const unauthorized = (reason: "missing" | "invalid") =>
  reason === "missing"
    ? new UnauthorizedBody({ detail: "send a token in Authorization: Bearer" })
    : new UnauthorizedBody({ detail: "the token is not valid here; sign in again", error: "invalid_token" })

/** Body of the 403; see {@link Forbidden}. */
export class ForbiddenBody extends HttpApiError.Problem<ForbiddenBody>()(
  "Forbidden",
  { type: kind("forbidden"), status: 403, title: "You may not do this here" },
  { error: Schema.Literals(["blocked", "insufficient_scope"]), scope: Schema.optionalKey(Scope) }
) {}

/** 403: the user is blocked, or their key lacks the scope; then with WWW-Authenticate (RFC 6750). */
export const Forbidden = ForbiddenBody.pipe(
  HttpApiSchema.encodeToWithHeaders(
    { body: ForbiddenBody, headers: { "www-authenticate": Schema.optionalKey(Schema.String) } },
    {
      decode: ({ body }) => body,
      encode: (body) => ({
        body,
        headers:
          body.scope === undefined ? {} : { "www-authenticate": `Bearer error="${body.error}", scope="${body.scope}"` }
      })
    }
  )
)

/** Makes the 403 of a blocked user. */
export const blocked = () =>
  new ForbiddenBody({ detail: "an operator of this server has blocked you", error: "blocked" })

/** Makes the 403 of a key that lacks a scope. */
export const insufficientScope = (scope: Scope) =>
  new ForbiddenBody({
    detail: `this key may not do this: make one with the scope ${scope}`,
    error: "insufficient_scope",
    scope
  })

const retry = { retry_after: Schema.Int }

/** Body of the 429; see {@link TooManyJobs}. */
export class TooManyJobsBody extends HttpApiError.Problem<TooManyJobsBody>()(
  "TooManyJobs",
  { type: kind("too-many-jobs"), status: 429, title: "Too many jobs wait" },
  retry
) {}

/** Body of the 429 of a quota; see {@link QuotaExhausted}. */
export class QuotaExhaustedBody extends HttpApiError.Problem<QuotaExhaustedBody>()(
  "QuotaExhausted",
  { type: kind("quota-exceeded"), status: 429, title: "You have used up what you may use" },
  { retry_after: Schema.optionalKey(Schema.Int), quota: Schema.optionalKey(QuotaState) }
) {}

/** Body of the 503; see {@link Unavailable}. */
export class UnavailableBody extends HttpApiError.Problem<UnavailableBody>()(
  "Unavailable",
  { type: kind("unavailable"), status: 503, title: "Nothing was accepted; try again" },
  retry
) {}

/** 500: a fault of the server. The response does not say which. */
export class Internal extends HttpApiError.Problem<Internal>()("Internal", {
  type: kind("internal"),
  status: 500,
  title: "The server failed"
}) {}

const retryHeaders = { "retry-after": Schema.Int }

/** A problem with a time to retry has it in `Retry-After` as well. */
const retryAfter = {
  decode: <Body>({ body }: { readonly body: Body }) => body,
  encode: <Body extends { readonly retry_after: number }>(body: Body) => ({
    body,
    headers: { "retry-after": body.retry_after }
  })
}

const parameter = (name: string, value: string | number | undefined) => (value === undefined ? "" : `;${name}=${value}`)

/** A quota as the fields `RateLimit` and `RateLimit-Policy` tell it (draft-ietf-httpapi-ratelimit-headers-10). */
const rateLimit = ({ limit, name, remaining, unit, windowSeconds }: QuotaState, seconds: number | undefined) => ({
  "ratelimit-policy": `"${name}";q=${limit}${parameter("qu", unit && `"${unit}"`)}${parameter("w", windowSeconds)}`,
  ratelimit: `"${name}";r=${remaining}${parameter("t", seconds)}`
})

/** The same where it is not always known, with the numbers of a quota. */
const retryAfterIfKnown = {
  decode: <Body>({ body }: { readonly body: Body }) => body,
  encode: <Body extends { readonly retry_after?: number; readonly quota?: QuotaState }>(body: Body) => ({
    body,
    headers: {
      ...(body.retry_after !== undefined && { "retry-after": body.retry_after }),
      ...(body.quota !== undefined && rateLimit(body.quota, body.retry_after))
    }
  })
}

const optionalRetryHeaders = {
  "retry-after": Schema.optionalKey(Schema.Int),
  "ratelimit-policy": Schema.optionalKey(Schema.String),
  ratelimit: Schema.optionalKey(Schema.String)
}

/** 429, with Retry-After if the time is known, and RateLimit if the numbers are: the user's quota is used up. */
export const QuotaExhausted = QuotaExhaustedBody.pipe(
  HttpApiSchema.encodeToWithHeaders({ body: QuotaExhaustedBody, headers: optionalRetryHeaders }, retryAfterIfKnown)
)

const TooManyBody = Schema.Union([TooManyJobsBody, QuotaExhaustedBody]).pipe(
  HttpApiSchema.status(429),
  HttpApiSchema.asJson({ contentType: "application/problem+json" })
)

/** 429 of a submit: too many jobs of this connection are queued (with Retry-After), or the user's quota is used up. */
export const TooManyJobs = TooManyBody.pipe(
  HttpApiSchema.encodeToWithHeaders({ body: TooManyBody, headers: optionalRetryHeaders }, retryAfterIfKnown)
)

/** 503 with Retry-After: the server cannot accept it now. */
export const Unavailable = UnavailableBody.pipe(
  HttpApiSchema.encodeToWithHeaders({ body: UnavailableBody, headers: retryHeaders }, retryAfter)
)

/** Makes a 429; `seconds` goes to Retry-After. */
export const tooManyJobs = (seconds: number, detail: string) => new TooManyJobsBody({ retry_after: seconds, detail })

/** Makes a 429 of a quota. */
export const quotaExhausted = ({ message, quota, retryAfterSeconds }: QuotaExceeded) =>
  new QuotaExhaustedBody({
    detail: message,
    ...(retryAfterSeconds !== undefined && { retry_after: retryAfterSeconds }),
    ...(quota !== undefined && { quota })
  })

/** Makes a 503; `seconds` goes to Retry-After. */
export const unavailable = (seconds: number, detail: string) => new UnavailableBody({ retry_after: seconds, detail })
