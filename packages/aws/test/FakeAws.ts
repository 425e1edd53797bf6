import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { IncomingMessage } from "node:http"
import { createServer } from "node:http"

/** One call as it arrived. */
export interface Call {
  readonly method: string
  readonly path: string
  readonly target: string | undefined
  readonly authorization: string | undefined
  readonly ifNoneMatch: string | undefined
  readonly body: string
}

/** How a call is answered; `undefined` closes the connection without an answer. */
export type Answer = (call: Call, count: number) => { readonly status: number; readonly body?: string } | undefined

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
            body
          }
          calls.push(call)
          const reply = answer(call, calls.length)
          if (reply === undefined) return request.socket.destroy()
          response.writeHead(reply.status, { "content-type": "application/x-amz-json-1.0" }).end(reply.body ?? "{}")
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

/** The environment of a function whose AWS is at this address. */
export const environment = (url: string, changes: Record<string, string> = {}) =>
  Layer.succeed(
    ConfigProvider.ConfigProvider,
    ConfigProvider.fromUnknown({
      EXECUTION_QUEUE_URL: `${url}/000000000000/jobs.fifo`,
      WEBSOCKET_ENDPOINT: `${url}/dev`,
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_REGION: "eu-west-1",
      ...changes
    })
  )
