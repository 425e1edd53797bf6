import * as Schema from "effect/Schema"

/** A request to AWS failed: with an error response (`status`, and the service's own `code`), or without a response (`status` 0). */
export class AwsFault extends Schema.TaggedError<AwsFault>()("AwsFault", {
  status: Schema.Int,
  code: Schema.String,
  message: Schema.String,
  /** The request id, which AWS's support asks for. */
  requestId: Schema.optionalKey(Schema.String),
  /** This machine's clock was wrong, and the SDK has corrected it for later requests. */
  clockCorrected: Schema.optionalKey(Schema.Boolean)
}) {
  /** Whether the same request may succeed a little later: it was throttled, AWS failed, there was no response, or the clock is corrected now. */
  get isTransient(): boolean {
    return (
      this.status === 0 ||
      this.status === 429 ||
      this.status >= 500 ||
      this.clockCorrected === true ||
      /throttl|TooManyRequests|LimitExceeded/i.test(this.code)
    )
  }
}

/** What the SDK adds to its errors if there was a response. */
interface Metadata {
  readonly httpStatusCode?: number
  readonly requestId?: string
  readonly clockSkewCorrected?: boolean
}

/** The fault for an error of the SDK. */
export const fromSdk = (cause: unknown): AwsFault => {
  if (!(cause instanceof Error)) return new AwsFault({ status: 0, code: "Unknown", message: String(cause) })
  const { $metadata = {}, code } = cause as Error & { readonly $metadata?: Metadata; readonly code?: unknown }
  const { clockSkewCorrected, httpStatusCode = 0, requestId } = $metadata
  // A successful response that the SDK cannot parse counts as no response.
  const status = httpStatusCode >= 300 ? httpStatusCode : 0
  return new AwsFault({
    status,
    // Node's connection errors have the name "Error", and a code.
    code: status === 0 && typeof code === "string" ? code : cause.name,
    message: cause.message,
    ...(requestId === undefined ? {} : { requestId }),
    ...(clockSkewCorrected === undefined ? {} : { clockCorrected: clockSkewCorrected })
  })
}
