import { AwsClient } from "aws4fetch"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { credentials } from "./AwsConfig.ts"

/**
 * AWS did not do what was asked: an answer with an error (`status`, and the service's own `code`), or none at all
 * (`status` 0).
 */
export class AwsFault extends Schema.TaggedError<AwsFault>()("AwsFault", {
  status: Schema.Int,
  code: Schema.String,
  message: Schema.String
}) {
  /** Whether the same request may succeed a little later: throttled, a fault of AWS, or no answer. */
  get isTransient(): boolean {
    return (
      this.status === 0 ||
      this.status === 429 ||
      this.status >= 500 ||
      /throttl|TooManyRequests|LimitExceeded/i.test(this.code)
    )
  }
}

export interface SignedRequestOptions {
  readonly method: "GET" | "POST" | "PUT"
  readonly url: string
  readonly headers?: Record<string, string>
  readonly body?: string
  /** How long the answer may take, in milliseconds. */
  readonly timeoutMs?: number
}

const defaultTimeoutMs = 5_000

const errorCode = (text: string, header: string | null): { readonly code: string; readonly message: string } => {
  // S3 alone answers in XML.
  const code = /^<[^]*?<Code>(\w+)<\/Code>/.exec(text)?.[1]
  if (code !== undefined) return { code, message: code }
  try {
    const body = JSON.parse(text) as { readonly __type?: string; readonly message?: string; readonly Message?: string }
    const code = (body.__type ?? header ?? "Unknown").split("#").at(-1)!.split(":")[0]!
    return { code, message: body.message ?? body.Message ?? code }
  } catch {
    return { code: header ?? "Unknown", message: "the answer is not JSON" }
  }
}

/**
 * Makes a function that sends requests to one AWS service, signed with the environment's credentials (Signature Version 4),
 * and answers with the body's text.
 */
export const makeSignedRequest = Effect.fnUntraced(function* (service: string) {
  const { accessKeyId, region, secretAccessKey, ...token } = yield* credentials
  const client = new AwsClient({ accessKeyId, secretAccessKey, ...token, region, service, retries: 0 })
  return Effect.fnUntraced(function* ({ timeoutMs = defaultTimeoutMs, url, ...request }: SignedRequestOptions) {
    const { response, text } = yield* Effect.tryPromise({
      try: async (signal) => {
        const response = await client.fetch(url, { ...request, signal })
        return { response, text: await response.text() }
      },
      catch: (cause) =>
        new AwsFault({ status: 0, code: "Unreachable", message: cause instanceof Error ? cause.message : "no answer" })
    }).pipe(
      Effect.timeoutOrElse({
        duration: timeoutMs,
        orElse: () => new AwsFault({ status: 0, code: "Timeout", message: `no answer within ${timeoutMs} ms` })
      })
    )
    if (response.ok) return text
    return yield* new AwsFault({
      status: response.status,
      ...errorCode(text, response.headers.get("x-amzn-errortype"))
    })
  })
})
