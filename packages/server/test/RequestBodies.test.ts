import { assert, layer } from "@effect/vitest"
import { maximumBodies } from "../src/RequestBodies.ts"
import * as Effect from "effect/Effect"
import { once } from "node:events"
import type { Socket } from "node:net"
import { connect } from "node:net"
import { echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"

/** Begins a body of which most never comes. */
const begin = Effect.fnUntraced(function* () {
  const { port } = yield* TestServer
  return yield* Effect.acquireRelease(
    Effect.promise(async (): Promise<Socket> => {
      const socket = connect(port, "127.0.0.1")
      socket.on("error", () => {})
      await once(socket, "connect")
      const type = "Content-Type: application/json\r\nContent-Length: 1000\r\n"
      socket.write(`POST /execute HTTP/1.1\r\nHost: localhost\r\n${type}\r\n{`)
      return socket
    }),
    (socket) => Effect.sync(() => socket.destroy())
  )
})

const answerTo = (socket: Socket) =>
  Effect.promise(async () => {
    const [answer] = (await once(socket, "data")) as [Buffer]
    const [head = "", body = ""] = answer.toString().split("\r\n\r\n")
    return { head, body: JSON.parse(body) as Record<string, unknown> }
  })

layer(layerServer(echo), { excludeTestServices: true })("a server that is sent as many bodies as it takes", (it) => {
  it.effect("refuses the next one, and says in the header and in the body when to come again", () =>
    Effect.gen(function* () {
      const { url } = yield* TestServer
      const sockets = yield* Effect.replicateEffect(begin(), maximumBodies + 1)
      // Which of them comes last is for the operating system to say.
      const { body, head } = yield* Effect.raceAll(sockets.map(answerTo))
      assert.match(head, /^HTTP\/1\.1 503 .*^retry-after: 1$/ims)
      assert.deepInclude(body, { type: "urn:glissade:problem:unavailable", status: 503, retry_after: 1 })
      for (const socket of sockets) socket.destroy()
      const answer = yield* Effect.promise(() =>
        fetch(`${url}/execute`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ code: "print(1)" })
        })
      )
      assert.strictEqual(answer.status, 200)
    }).pipe(Effect.scoped)
  )
})
