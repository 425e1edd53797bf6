import * as Effect from "effect/Effect"
import type { AddressInfo } from "node:net"
import { createServer } from "node:http"

/** Somebody's page on a server of its own, until the scope closes. What it says is asked for at each request. */
export const servePage = (html: () => string) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly close: () => void }>((resume) => {
      const server = createServer((request, response) => {
        if (request.url === "/") response.setHeader("content-type", "text/html; charset=utf-8").end(html())
        else response.writeHead(204).end()
      })
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo
        const close = () => {
          server.closeAllConnections()
          server.close()
        }
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, close }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )
