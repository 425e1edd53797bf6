import * as AwsConfig from "@glissade/aws/AwsConfig"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { createHash } from "node:crypto"
import type { IncomingMessage } from "node:http"
import { createServer } from "node:http"

/** One call as it arrived. */
export interface Call {
  readonly method: string
  readonly path: string
  readonly target: string | undefined
  readonly authorization: string | undefined
  readonly ifNoneMatch: string | undefined
  readonly sessionToken: string | undefined
  readonly body: string
  /** Which connection it came on. */
  readonly port: number | undefined
  /** Resolves when the connection has closed. */
  readonly closed: Promise<void>
}

/** How a call is answered. */
export interface Reply {
  readonly status: number
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Answers a call: `undefined` closes the connection without an answer, and `"silence"` leaves it open. */
export type Answer = (call: Call, count: number) => Reply | "silence" | undefined

/** What SQS answers to a message that it took. */
export const accepted = ({ body }: Call): Reply => {
  const { MessageBody } = JSON.parse(body) as { readonly MessageBody: string }
  const MD5OfMessageBody = createHash("md5").update(MessageBody).digest("hex")
  return { status: 200, body: JSON.stringify({ MessageId: "1", MD5OfMessageBody }) }
}

const readBody = async (request: IncomingMessage): Promise<string> => {
  let text = ""
  for await (const chunk of request) text += String(chunk)
  return text
}

/** An HTTP server in the place of AWS: it answers as the test says and keeps what came. */
export const fakeAws = (answer: Answer) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly calls: Array<Call>; readonly close: () => void }>((resume) => {
      const calls: Array<Call> = []
      const server = createServer((request, response) => {
        void readBody(request).then((body) => {
          const call = {
            method: request.method ?? "",
            path: request.url ?? "",
            target: request.headers["x-amz-target"] as string | undefined,
            authorization: request.headers.authorization,
            ifNoneMatch: request.headers["if-none-match"],
            sessionToken: request.headers["x-amz-security-token"] as string | undefined,
            body,
            port: request.socket.remotePort,
            closed: new Promise<void>((resolve) => request.socket.once("close", () => resolve()))
          }
          calls.push(call)
          const reply = answer(call, calls.length)
          if (reply === "silence") return
          if (reply === undefined) return request.socket.destroy()
          const headers = { "content-type": "application/x-amz-json-1.0", ...reply.headers }
          response.writeHead(reply.status, headers).end(reply.body ?? "{}")
        })
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" ? address!.port : 0
        const close = () => {
          server.closeAllConnections()
          server.close()
        }
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, calls, close }))
      })
    }),
    (server) => Effect.sync(server.close)
  )

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
