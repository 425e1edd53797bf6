import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/** A setting that is missing or cannot be used; the message is all that an operator needs. */
export class InvalidSetting extends Schema.TaggedError<InvalidSetting>()("InvalidSetting", {
  name: Schema.String,
  message: Schema.String
}) {}

/** Reads a setting that must be there; `expected` says what it must be. */
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

/** `EXECUTION_QUEUE_URL`: where jobs are put. */
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

/** `WEBSOCKET_ENDPOINT` in its https form, without a slash at the end; the wss form that browsers use is accepted. */
export const webSocketEndpoint = Effect.gen(function* () {
  const name = "WEBSOCKET_ENDPOINT"
  const value = yield* setting(name, endpointExpected)
  const url = yield* parseUrl(name, endpointExpected, value, ["https:", "wss:", "http:", "ws:"])
  return url.href.replace(/^ws/, "http").replace(/\/+$/, "")
})

const bucketExpected = "the name of an S3 bucket: 3 to 63 small letters, digits and hyphens"

/**
 * `RESULT_BUCKET`: where results are kept, or undefined where they are not. Names with dots are refused, since S3's certificate
 * does not cover them. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
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

/** What signs requests: the credentials and the region that Lambda puts into the environment. */
export const credentials = Effect.gen(function* () {
  const settings = yield* Config.all({
    accessKeyId: Config.String("AWS_ACCESS_KEY_ID"),
    secretAccessKey: Config.Redacted("AWS_SECRET_ACCESS_KEY"),
    sessionToken: Config.option(Config.Redacted("AWS_SESSION_TOKEN")),
    region: Config.String("AWS_REGION").pipe(Config.orElse(() => Config.String("AWS_DEFAULT_REGION")))
  })
  return {
    accessKeyId: settings.accessKeyId,
    secretAccessKey: Redacted.value(settings.secretAccessKey),
    region: settings.region,
    ...(Option.isSome(settings.sessionToken) ? { sessionToken: Redacted.value(settings.sessionToken.value) } : {})
  }
})

/** `AWS_ENDPOINT_URL`: an emulator in place of AWS, as every AWS tool reads it. */
export const endpointOverride = Effect.map(Effect.option(Config.String("AWS_ENDPOINT_URL")), Option.getOrUndefined)
