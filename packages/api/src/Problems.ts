import { ProblemIssue } from "@glissade/protocol/Problem"
import * as Schema from "effect/Schema"
import * as HttpApiError from "effect/http-api/HttpApiError"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"

const kind = <const Name extends string>(name: Name) => `urn:glissade:problem:${name}` as const

const issues = { errors: Schema.Array(ProblemIssue) }

/** 400: the request is not JSON, or fields of it cannot be taken. */
export class BadRequest extends HttpApiError.Problem<BadRequest>()(
  "BadRequest",
  { type: kind("invalid-request"), status: 400, title: "The request cannot be understood" },
  issues
) {}

/** 404: nobody is connected under this connection id. */
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

const retry = { retry_after: Schema.Int }

/** Body of the 429; see {@link TooManyJobs}. */
export class TooManyJobsBody extends HttpApiError.Problem<TooManyJobsBody>()(
  "TooManyJobs",
  { type: kind("too-many-jobs"), status: 429, title: "Too many jobs of this connection wait" },
  retry
) {}

/** Body of the 503; see {@link Unavailable}. */
export class UnavailableBody extends HttpApiError.Problem<UnavailableBody>()(
  "Unavailable",
  { type: kind("unavailable"), status: 503, title: "Nothing was accepted; try again" },
  retry
) {}

/** 500: a fault of the server, without a word of what it was. */
export class Internal extends HttpApiError.Problem<Internal>()("Internal", {
  type: kind("internal"),
  status: 500,
  title: "The server failed"
}) {}

const retryHeaders = { "retry-after": Schema.Int }

/** A problem that says when to try again says so in the header as well. */
const retryAfter = {
  decode: <Body>({ body }: { readonly body: Body }) => body,
  encode: <Body extends { readonly retry_after: number }>(body: Body) => ({
    body,
    headers: { "retry-after": body.retry_after }
  })
}

/** 429 with Retry-After: too many jobs of this connection wait already. */
export const TooManyJobs = TooManyJobsBody.pipe(
  HttpApiSchema.encodeToWithHeaders({ body: TooManyJobsBody, headers: retryHeaders }, retryAfter)
)

/** 503 with Retry-After: the server cannot take it now; nothing was accepted. */
export const Unavailable = UnavailableBody.pipe(
  HttpApiSchema.encodeToWithHeaders({ body: UnavailableBody, headers: retryHeaders }, retryAfter)
)

/** Makes a 429; `seconds` goes to Retry-After. */
export const tooManyJobs = (seconds: number, detail: string) => new TooManyJobsBody({ retry_after: seconds, detail })

/** Makes a 503; `seconds` goes to Retry-After. */
export const unavailable = (seconds: number, detail: string) => new UnavailableBody({ retry_after: seconds, detail })
