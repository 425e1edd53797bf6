import type { ProblemIssue } from "@glissade/protocol/Problem"
import * as ProblemDetails from "effect/http/ProblemDetails"
import * as HttpServerResponse from "effect/http/HttpServerResponse"

/** A problem outside the HttpApi's declarations: a route that is not there, a body that was not read. */
export interface ProblemInput {
  readonly status: number
  /** Last part of the type `urn:glissade:problem:...`. */
  readonly type: string
  readonly title: string
  readonly detail: string
  readonly errors?: ReadonlyArray<ProblemIssue>
  /** Seconds, for 429 and 503: in the header and in the body. */
  readonly retryAfter?: number
  /** For 413: how much is taken. */
  readonly maximumBytes?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** An `application/problem+json` answer (RFC 9457). */
export const problemResponse = ({
  detail,
  errors,
  headers,
  maximumBytes,
  retryAfter,
  status,
  title,
  type
}: ProblemInput) =>
  HttpServerResponse.setHeaders(
    ProblemDetails.toResponse({
      type: `urn:glissade:problem:${type}`,
      status,
      title,
      detail,
      ...(errors === undefined ? {} : { errors }),
      ...(maximumBytes === undefined ? {} : { maximum_bytes: maximumBytes }),
      ...(retryAfter === undefined ? {} : { retry_after: retryAfter })
    }),
    {
      "x-content-type-options": "nosniff",
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
      ...headers
    }
  )
