import { assert, describe, it } from "@effect/vitest"
import { BoundedServer } from "../src/BoundedServer.ts"
import { once } from "node:events"
import type { ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { connect } from "node:net"

const bounds = (key: string, isLimited = true) => ({
  maximumSockets: 100,
  maximumPerPeer: 2,
  toPeer: () => ({ key, isLimited })
})

/** A server that is sent some text, and answers nothing by itself. */
const withServer = async (
  text: string,
  test: (server: BoundedServer, socket: Socket, responses: ReadonlyArray<ServerResponse>) => Promise<void>
) => {
  const server = new BoundedServer(bounds("192.0.2.1"))
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

describe("a server whose sockets are shared", () => {
  const opened = async (isLimited: boolean) => {
    const server = new BoundedServer(bounds("192.0.2.1", isLimited))
    server.listen(0, "127.0.0.1")
    await once(server, "listening")
    const sockets: Array<Socket> = []
    const open = async () => {
      const connected = once(server, "connection") as Promise<[Socket]>
      const client = connect((server.address() as AddressInfo).port, "127.0.0.1")
      sockets.push(client.on("error", () => {}))
      const [socket] = await connected
      return socket
    }
    const close = async () => {
      for (const socket of sockets) socket.destroy()
      await stopped(server)
    }
    return { open, close }
  }

  it("closes one that an address has too many, and takes another when one has left", async () => {
    const { close, open } = await opened(true)
    const [first, second] = [await open(), await open()]
    assert.deepStrictEqual([first.destroyed, second.destroyed], [false, false])
    assert.isTrue((await open()).destroyed)
    first.destroy()
    await once(first, "close")
    assert.isFalse((await open()).destroyed)
    await close()
  })

  it("takes more of a peer that is not limited", async () => {
    const { close, open } = await opened(false)
    for (let n = 0; n < 4; n++) assert.isFalse((await open()).destroyed)
    await close()
  })
})
