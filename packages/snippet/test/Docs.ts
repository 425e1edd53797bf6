import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { readFileSync } from "node:fs"
import type { AddressInfo } from "node:net"
import { createServer } from "node:http"
import { fileURLToPath } from "node:url"

const read = (name: string) => readFileSync(fileURLToPath(new URL(`../example/${name}`, import.meta.url)), "utf8")

/** Somebody's page with snippets, on a server of its own. */
export class Docs extends Context.Service<
  Docs,
  {
    readonly url: string
    /** Where the snippets run, told once that is known. */
    readonly use: (server: string) => void
  }
>()("@glissade/snippet/test/Docs") {}

/** As strict as a policy can be that lets the script come and talk to its server. */
const policyFor = (server: string) =>
  [
    "default-src 'none'",
    `script-src ${server}`,
    "style-src 'self'",
    `connect-src ${server} ${server.replace("http", "ws")}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'"
  ].join("; ")

/** Serves the example of the package. */
export const layer = Layer.effect(
  Docs,
  Effect.acquireRelease(
    Effect.callback<{ url: string; use: (server: string) => void; close: () => void }>((resume) => {
      let runner = ""
      const server = createServer((request, response) => {
        if (request.url === "/style.css") {
          response.setHeader("content-type", "text/css").end(read("style.css"))
        } else if (request.url === "/") {
          response
            .setHeader("content-type", "text/html; charset=utf-8")
            .setHeader("content-security-policy", policyFor(runner))
            .end(read("index.html").replaceAll("http://127.0.0.1:8787", runner))
        } else response.writeHead(204).end()
      })
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo
        const use = (url: string) => {
          runner = url
        }
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, use, close: () => void server.close() }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )
)
