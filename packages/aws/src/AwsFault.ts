import * as Schema from "effect/Schema"

/**
 * AWS did not do what was asked: an answer with an error (`status`, and the service's own `code`), or none at all
 * (`status` 0).
 */
export class AwsFault extends Schema.TaggedError<AwsFault>()("AwsFault", {
  status: Schema.Int,
  code: Schema.String,
  message: Schema.String,
  /** What AWS's support asks for. */
  requestId: Schema.optionalKey(Schema.String),
  /** The clock of this machine was wrong, and the SDK has corrected it for the requests to come. */
  clockCorrected: Schema.optionalKey(Schema.Boolean)
}) {
  /** Whether the same request may succeed a little later: throttled, a fault of AWS, no answer, or a clock put right. */
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

/** What the SDK adds to its errors, where there was an answer. */
interface Metadata {
  readonly httpStatusCode?: number
  readonly requestId?: string
  readonly clockSkewCorrected?: boolean
}

/** The fault in what a client of the SDK rejected with. */
export const fromSdk = (cause: unknown): AwsFault => {
  if (!(cause instanceof Error)) return new AwsFault({ status: 0, code: "Unknown", message: String(cause) })
  const { $metadata = {}, code } = cause as Error & { readonly $metadata?: Metadata; readonly code?: unknown }
  const { clockSkewCorrected, httpStatusCode = 0, requestId } = $metadata
  // An answer that is no error, and that the SDK cannot read, is none.
  const status = httpStatusCode >= 300 ? httpStatusCode : 0
  return new AwsFault({
    status,
    // Node's errors of connections have the name "Error", and a code.
    code: status === 0 && typeof code === "string" ? code : cause.name,
    message: cause.message,
    ...(requestId === undefined ? {} : { requestId }),
    ...(clockSkewCorrected === undefined ? {} : { clockCorrected: clockSkewCorrected })
  })
}
