import { TestServer } from "@glissade/test-kit/TestServer"
import * as Effect from "effect/Effect"
import { once } from "node:events"
import type { IncomingHttpHeaders, IncomingMessage } from "node:http"
import { request } from "node:http"

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface Asked {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A request with any headers, Host among them, and any path, as `curl` would send it. */
export const ask = async (
  port: number,
  { body, headers = {}, method = "GET", path = "/" }: Asked = {}
): Promise<Answer> => {
  const sent = request({ host: "127.0.0.1", port, method, path, headers, agent: false })
  sent.end(body)
  const [response] = (await once(sent, "response")) as [IncomingMessage]
  let text = ""
  for await (const chunk of response) text += String(chunk)
  return { status: response.statusCode ?? 0, headers: response.headers, text }
}

/** The answer of the test's server. */
export const asked = (what: Asked) => Effect.flatMap(TestServer, ({ port }) => Effect.promise(() => ask(port, what)))

/** A WebSocket's upgrade. */
export const upgrade = (path: string, headers: Readonly<Record<string, string>> = {}): Asked => ({
  path,
  headers: {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
    ...headers
  }
})

/** The type of a problem, without what all types begin with; the text itself where it is none. */
export const problemType = ({ headers, text }: Answer): string =>
  headers["content-type"] === "application/problem+json"
    ? String((JSON.parse(text) as { readonly type: unknown }).type).replace("urn:glissade:problem:", "")
    : `no problem: ${headers["content-type"]} ${text.slice(0, 200)}`
