import * as Effect from "effect/Effect"
import { AwsConfig, InvalidSetting } from "./AwsConfig.ts"
import { AwsFault, fromSdk } from "./AwsFault.ts"

/** What the clients of all services share. */
interface SdkClient {
  readonly config: { readonly region: () => Promise<string> }
  readonly destroy: () => void
}

/** Timeout of a request, in milliseconds. */
const defaultTimeoutMs = 5_000

const regionExpected = "the region of the queue and the APIs, such as eu-west-1, here or in the profile of AWS_PROFILE"

const optionsOf = ({ credentials, region }: AwsConfig["Service"], endpoint: string | undefined) => ({
  maxAttempts: 1,
  // Set here, or the SDK would look for them in profile files before the first request.
  retryMode: "standard",
  defaultsMode: "standard" as const,
  ...(region === undefined ? {} : { region }),
  ...(credentials === undefined ? {} : { credentials }),
  ...(endpoint === undefined ? {} : { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false })
})

/**
 * Creates a client of AWS's SDK with the settings of `AwsConfig`, and destroys it with the scope. The SDK does not retry: callers know
 * which requests may be repeated. `endpoint` is used as it is; no FIPS or dual-stack name is derived from it.
 */
export const makeClient = Effect.fnUntraced(function* <C extends SdkClient>(
  make: (options: ReturnType<typeof optionsOf>) => C,
  endpoint?: string
) {
  const options = optionsOf(yield* AwsConfig, endpoint)
  const client = yield* Effect.acquireRelease(
    Effect.sync(() => make(options)),
    (client) => Effect.sync(() => client.destroy())
  )
  // Fails at the start if there is no region, and not only on the first request.
  yield* Effect.tryPromise({
    try: () => client.config.region(),
    catch: () =>
      new InvalidSetting({ name: "AWS_REGION", message: `AWS_REGION is not set: it must be ${regionExpected}` })
  })
  return client
})

/** Sends one request with a client of the SDK. It is aborted when the effect is interrupted or times out. */
export const call = <A>(
  send: (options: { readonly abortSignal: AbortSignal }) => Promise<A>,
  timeoutMs = defaultTimeoutMs
): Effect.Effect<A, AwsFault> =>
  Effect.tryPromise({ try: (abortSignal) => send({ abortSignal }), catch: fromSdk }).pipe(
    Effect.timeoutOrElse({
      duration: timeoutMs,
      orElse: () => new AwsFault({ status: 0, code: "Timeout", message: `no answer within ${timeoutMs} ms` })
    })
  )
