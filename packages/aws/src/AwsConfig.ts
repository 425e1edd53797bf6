import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** A setting that is missing or invalid. The message tells an operator everything. */
export class InvalidSetting extends Schema.TaggedError<InvalidSetting>()("InvalidSetting", {
  name: Schema.String,
  message: Schema.String
}) {}

/** Reads a required setting; `expected` describes valid values. */
export const setting = Effect.fnUntraced(function* (name: string, expected: string) {
  const value = yield* Effect.option(Config.String(name))
  if (Option.isNone(value) || value.value === "") {
    return yield* new InvalidSetting({ name, message: `${name} is not set: it must be ${expected}` })
  }
  return value.value
})

const parseUrl = Effect.fnUntraced(function* (
  name: string,
  expected: string,
  value: string,
  protocols: ReadonlyArray<string>
) {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined || !protocols.includes(url.protocol)) {
    return yield* new InvalidSetting({ name, message: `${name} is ${JSON.stringify(value)}: it must be ${expected}` })
  }
  return url
})

const queueExpected = "the URL of the FIFO queue, such as https://sqs.eu-west-1.amazonaws.com/123456789012/jobs.fifo"

/** `EXECUTION_QUEUE_URL`: the queue of jobs. */
export const queueUrl = Effect.gen(function* () {
  const name = "EXECUTION_QUEUE_URL"
  const value = yield* setting(name, queueExpected)
  const url = yield* parseUrl(name, queueExpected, value, ["https:", "http:"])
  if (!url.pathname.endsWith(".fifo")) {
    return yield* new InvalidSetting({
      name,
      message: `${name} is ${JSON.stringify(value)}: it must be ${queueExpected}`
    })
  }
  return url.href
})

const endpointExpected =
  "the WebSocket API's address with its stage, such as wss://abc123.execute-api.eu-west-1.amazonaws.com/dev"

/** `WEBSOCKET_ENDPOINT` in its https form, without a slash at the end; the wss form for browsers is accepted too. */
export const webSocketEndpoint = Effect.gen(function* () {
  const name = "WEBSOCKET_ENDPOINT"
  const value = yield* setting(name, endpointExpected)
  const url = yield* parseUrl(name, endpointExpected, value, ["https:", "wss:", "http:", "ws:"])
  return url.href.replace(/^ws/, "http").replace(/\/+$/, "")
})

const bucketExpected = "the name of an S3 bucket: 3 to 63 small letters, digits and hyphens"

/**
 * `RESULT_BUCKET`: the bucket of results, or undefined if results are not kept. Names with dots are refused, since S3's certificate does
 * not cover them.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export const resultBucket = Effect.gen(function* () {
  const name = "RESULT_BUCKET"
  const value = Option.getOrElse(yield* Effect.option(Config.String(name)), () => "")
  if (value === "") return undefined
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(value)) {
    return yield* new InvalidSetting({
      name,
      message: `${name} is ${JSON.stringify(value)}: it must be ${bucketExpected}`
    })
  }
  return value
})

const issuerExpected = "the issuer of the tokens, such as https://login.example.org"

/** `JWT_ISSUER` as it is written: some issuers have a slash at the end, and some have none. */
export const jwtIssuer = Effect.gen(function* () {
  const name = "JWT_ISSUER"
  const value = yield* setting(name, issuerExpected)
  yield* parseUrl(name, issuerExpected, value, ["https:", "http:"])
  return value
})

/** `ANONYMOUS_CALLERS`: whether callers without a token are let in; by default they are refused. */
export const allowsAnonymous = Effect.gen(function* () {
  const name = "ANONYMOUS_CALLERS"
  const value = Option.getOrElse(yield* Effect.option(Config.String(name)), () => "")
  if (!["", "allowed", "refused"].includes(value)) {
    return yield* new InvalidSetting({
      name,
      message: `${name} is ${JSON.stringify(value)}: it must be allowed or refused`
    })
  }
  return value === "allowed"
})

/** `AWS_ENDPOINT_URL`: an emulator in place of AWS, as every AWS tool reads it. */
const endpointOverride = Effect.map(Effect.option(Config.String("AWS_ENDPOINT_URL")), Option.getOrUndefined)

/** Fixed credentials, in place of the SDK's credential chain. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/**
 * What the clients of AWS share. The SDK finds the region and credentials that are not given here: in the environment, in profiles, by web
 * identity, at a container's or an instance's endpoint. It renews credentials before they expire.
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-credentials-node.html
 */
export class AwsConfig extends Context.Service<
  AwsConfig,
  {
    /** An emulator in place of AWS. */
    readonly endpoint: string | undefined
    readonly region?: string
    readonly credentials?: Credentials
  }
>()("@glissade/aws/AwsConfig") {}

/** `AwsConfig` with a given region or credentials. */
export const layerWith = (given: { readonly region?: string; readonly credentials?: Credentials }) =>
  Layer.effect(
    AwsConfig,
    Effect.map(endpointOverride, (endpoint) => ({ ...given, endpoint }))
  )

/** `AwsConfig` with the region and credentials that the SDK finds. */
export const layer = layerWith({})
