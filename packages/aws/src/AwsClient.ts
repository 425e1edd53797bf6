import * as Effect from "effect/Effect"
import { AwsConfig, InvalidSetting } from "./AwsConfig.ts"
import { AwsFault, fromSdk } from "./AwsFault.ts"

/** What the clients of all services have in common. */
interface SdkClient {
  readonly config: { readonly region: () => Promise<string> }
  readonly destroy: () => void
}

/** How long an answer may take, in milliseconds. */
const defaultTimeoutMs = 5_000

const regionExpected = "the region of the queue and the APIs, such as eu-west-1, here or in the profile of AWS_PROFILE"

const optionsOf = ({ credentials, region }: AwsConfig["Service"], endpoint: string | undefined) => ({
  maxAttempts: 1,
  // These would be looked for in the files of profiles before the first request.
  retryMode: "standard",
  defaultsMode: "standard" as const,
  ...(region === undefined ? {} : { region }),
  ...(credentials === undefined ? {} : { credentials }),
  ...(endpoint === undefined ? {} : { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false })
})

/**
 * Makes a client of AWS's SDK with the settings of `AwsConfig`, and closes its connections with the scope. The SDK repeats
 * nothing: whoever calls knows what may be repeated. `endpoint` is taken as it is, so no FIPS or dual-stack name is made of it.
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
  // The first request would say so too, but too late for whoever deploys.
  yield* Effect.tryPromise({
    try: () => client.config.region(),
    catch: () =>
      new InvalidSetting({ name: "AWS_REGION", message: `AWS_REGION is not set: it must be ${regionExpected}` })
  })
  return client
})

/** Sends one request with a client of the SDK. It is aborted when the effect is interrupted or takes too long. */
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
