import * as Effect from "effect/Effect"
import type { IncomingHttpHeaders, IncomingMessage } from "node:http"
import { createServer } from "node:http"

/** One call as it arrived. */
export interface HttpCall {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
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

/** What comes of a call: `undefined` closes the connection without an answer, and `"silence"` leaves it open. */
export type Outcome = Reply | "silence" | undefined

/** Answers a call. */
export type HttpAnswer = (call: HttpCall, count: number) => Outcome

const readBody = async (request: IncomingMessage): Promise<string> => {
  let text = ""
  for await (const chunk of request) text += String(chunk)
  return text
}

/** An HTTP server in the place of somebody else's: it answers as the test says and keeps what came. */
export const fakeHttp = (answer: HttpAnswer) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly calls: Array<HttpCall>; readonly close: () => void }>((resume) => {
      const calls: Array<HttpCall> = []
      const server = createServer((request, response) => {
        void readBody(request).then((body) => {
          const call = {
            method: request.method ?? "",
            path: request.url ?? "",
            headers: request.headers,
            body,
            port: request.socket.remotePort,
            closed: new Promise<void>((resolve) => request.socket.once("close", () => resolve()))
          }
          calls.push(call)
          const reply = answer(call, calls.length)
          if (reply === "silence") return
          if (reply === undefined) return request.socket.destroy()
          response
            .writeHead(reply.status, { "content-type": "application/json", ...reply.headers })
            .end(reply.body ?? "{}")
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
