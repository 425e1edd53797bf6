import * as AwsConfig from "@glissade/aws/AwsConfig"
import type { HttpCall, Outcome, Reply } from "@glissade/test-kit/FakeHttp"
import { fakeHttp } from "@glissade/test-kit/FakeHttp"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { createHash } from "node:crypto"

/** One call as it arrived. */
export interface Call extends HttpCall {
  readonly target: string | undefined
  readonly authorization: string | undefined
  readonly ifNoneMatch: string | undefined
  readonly sessionToken: string | undefined
}

/** Answers a call as {@link fakeHttp} does. */
export type Answer = (call: Call, count: number) => Outcome

/** What SQS answers to a message that it took. */
export const accepted = ({ body }: Call): Reply => {
  const { MessageBody } = JSON.parse(body) as { readonly MessageBody: string }
  const MD5OfMessageBody = createHash("md5").update(MessageBody).digest("hex")
  return { status: 200, body: JSON.stringify({ MessageId: "1", MD5OfMessageBody }) }
}

const toCall = (call: HttpCall): Call => ({
  ...call,
  target: call.headers["x-amz-target"] as string | undefined,
  authorization: call.headers.authorization,
  ifNoneMatch: call.headers["if-none-match"],
  sessionToken: call.headers["x-amz-security-token"] as string | undefined
})

/** An HTTP server in the place of AWS: it answers as the test says and keeps what came. */
export const fakeAws = (answer: Answer) =>
  Effect.suspend(() => {
    const calls: Array<Call> = []
    const server = fakeHttp((received) => {
      const call = toCall(received)
      calls.push(call)
      const reply = answer(call, calls.length)
      return typeof reply === "object"
        ? { ...reply, headers: { "content-type": "application/x-amz-json-1.0", ...reply.headers } }
        : reply
    })
    return Effect.map(server, ({ url }) => ({ url, calls }))
  })

export const region = "eu-west-1"
export const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" }

/** Settings in the place of the environment. */
export const settings = (values: Readonly<Record<string, string>>) =>
  Layer.succeed(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(values))

/** Where a function's AWS is at this address. */
export const addresses = (url: string) => ({
  EXECUTION_QUEUE_URL: `${url}/000000000000/jobs.fifo`,
  WEBSOCKET_ENDPOINT: `${url}/dev`
})

/** The environment of a function whose AWS is at this address, with credentials that it takes. */
export const environment = (url: string, changes: Readonly<Record<string, string>> = {}) =>
  Layer.provideMerge(AwsConfig.layerWith({ region, credentials }), settings({ ...addresses(url), ...changes }))
