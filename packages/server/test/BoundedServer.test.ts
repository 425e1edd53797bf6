import { assert, describe, it } from "@effect/vitest"
import { BoundedServer } from "@glissade/server/BoundedServer"
import { once } from "node:events"
import type { ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { connect } from "node:net"

/** A server that is sent some text, and answers nothing by itself. */
const withServer = async (
  text: string,
  test: (server: BoundedServer, socket: Socket, responses: ReadonlyArray<ServerResponse>) => Promise<void>
) => {
  const server = new BoundedServer()
  const responses: Array<ServerResponse> = []
  server.on("request", (_request, response) => responses.push(response))
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const connected = once(server, "connection") as Promise<[Socket]>
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1")
  client.on("error", () => {})
  const [socket] = await connected
  if (text !== "") {
    client.write(text)
    while (socket.bytesRead < text.length) await new Promise((resolve) => setImmediate(resolve))
  }
  await test(server, client, responses)
  client.destroy()
}

const stopped = (server: BoundedServer) => new Promise<void>((resolve) => server.close(() => resolve()))

const head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"

describe("a server that stops", () => {
  for (const [what, text] of [
    ["never sent a request", ""],
    ["sent a part of a head", head],
    ["sent a part of a body", `${head}\r\nab`]
  ] as const) {
    it(`does not wait for a socket that ${what}`, () =>
      withServer(text, async (server) => {
        await stopped(server)
      }))
  }

  it("answers what it was asked, and closes that socket with the answer", () =>
    withServer(`${head}\r\nabcd`, async (server, client, responses) => {
      const end = stopped(server)
      let answer = ""
      client.on("data", (chunk: Buffer) => (answer += chunk.toString()))
      const closed = once(client, "close")
      responses[0]!.end("told")
      await Promise.all([end, closed])
      assert.match(answer, /^HTTP\/1\.1 200 OK.*connection: close.*told/is)
    }))
})
