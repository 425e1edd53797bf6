import { assert, describe, it, layer } from "@effect/vitest"
import { Shutdown } from "@glissade/server/Shutdown"
import { result } from "@glissade/testing/Fixtures"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { connect } from "node:net"
import { RawSocket } from "./RawSocket.ts"
import { behaviours, echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"

const open = Effect.gen(function* () {
  const { webSocketUrl } = yield* TestServer
  return yield* Effect.acquireRelease(
    Effect.promise(() => RawSocket.open(webSocketUrl)),
    (socket) => Effect.sync(() => socket.close())
  )
})

const ping = (socket: RawSocket) => Effect.promise(() => socket.ping())

const submit = Effect.fnUntraced(function* (connectionId: string, code: string) {
  const { url } = yield* TestServer
  return yield* Effect.promise(() =>
    fetch(`${url}/execute/async`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ code, connection_id: connectionId })
    })
  )
})

const handshake = Effect.fnUntraced(function* (headers: Record<string, string>) {
  const { port } = yield* TestServer
  return yield* Effect.promise(async () => {
    const socket = connect(port, "127.0.0.1")
    const lines = Object.entries({
      host: `127.0.0.1:${port}`,
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": randomBytes(16).toString("base64"),
      ...headers
    }).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`GET /ws HTTP/1.1\r\n${lines.join("")}\r\n`)
    const [head] = (await once(socket, "data")) as [Buffer]
    return { socket, status: Number(head.toString().split(" ")[1]) }
  })
})

layer(layerServer(echo), { excludeTestServices: true })("a WebSocket", (it) => {
  it.effect("gets a pong with its own connection id, which nobody could guess", () =>
    Effect.gen(function* () {
      const first = yield* ping(yield* open)
      const second = yield* ping(yield* open)
      assert.match(first, /^[\w-]{24}$/)
      assert.notStrictEqual(first, second)
    })
  )

  const junk: ReadonlyArray<readonly [string, string | Uint8Array<ArrayBuffer>, string]> = [
    ["a frame that is not JSON", "hello", "ping"],
    ["an empty frame", "", "ping"],
    ["JSON that is no message", "[1]", "ping"],
    ["an unknown action", '{"action":"dance"}', "ping"],
    ["an attach without a key", '{"action":"attach","job_id":"x"}', "job_key"],
    ["a binary frame", new Uint8Array([1, 2, 3]), "binary"],
    ["a frame of 1 MB", "x".repeat(1024 * 1024), "4096"]
  ]
  for (const [what, frame, says] of junk) {
    it.effect(`answers ${what} with what to do, and stays open`, () =>
      Effect.gen(function* () {
        const socket = yield* open
        socket.send(frame)
        const answer = yield* Effect.promise(() => socket.next())
        assert.deepInclude(answer, { type: "error", code: "invalid_message" })
        assert.include(answer.message as string, says)
        assert.isString(yield* ping(socket))
      })
    )
  }

  it.effect("is closed with 1009 by a frame that no client has a use for", () =>
    Effect.gen(function* () {
      const socket = yield* open
      socket.send("x".repeat(2 * 1024 * 1024))
      assert.strictEqual((yield* Effect.promise(() => socket.closed)).code, 1009)
      assert.isString(yield* ping(yield* open))
    })
  )

  it.effect("gets the messages of its own jobs alone", () =>
    Effect.gen(function* () {
      const [one, two] = [yield* open, yield* open]
      const [first, second] = yield* Effect.promise(() => Promise.all([one.ping(), two.ping()]))
      yield* submit(first, "for one")
      yield* submit(second, "for two")
      for (const [socket, text] of [
        [one, "for one"],
        [two, "for two"]
      ] as const) {
        const frames = yield* Effect.promise(async () => [
          await socket.next(),
          await socket.next(),
          await socket.next()
        ])
        assert.deepStrictEqual(
          frames.map((frame) => frame.type),
          ["started", "output", "result"]
        )
        assert.strictEqual(frames[1]!.data, text)
        assert.deepStrictEqual(
          frames.map((frame) => frame.seq),
          [0, 1, 2]
        )
      }
    })
  )

  it.effect("is refused to pages of others with 403", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* handshake({ origin: "https://elsewhere.example" })).status, 403)
      const { url } = yield* TestServer
      assert.strictEqual((yield* handshake({ origin: url })).status, 101)
      assert.strictEqual((yield* handshake({})).status, 101)
    })
  )

  it.effect("is cut when it does not read, and the server's memory does not grow with it", () =>
    Effect.gen(function* () {
      const pieces = 40
      behaviours.flood = () =>
        Stream.make({ type: "started" as const }).pipe(
          Stream.concat(
            Stream.map(Stream.range(1, pieces), () => ({
              type: "output" as const,
              stream: "stdout" as const,
              data: "x".repeat(1024 * 1024)
            }))
          ),
          Stream.concat(Stream.make({ type: "finished" as const, result: result("") }))
        )
      const { socket } = yield* handshake({})
      // A masked text frame with a ping; the answer names the connection, and then nothing is read any more.
      const ping = Buffer.from('{"action":"ping"}')
      socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | ping.length, 0, 0, 0, 0]), ping]))
      const [frame] = (yield* Effect.promise(() => once(socket, "data"))) as [Buffer]
      const id = /"connection_id":"([^"]+)"/.exec(frame.toString())![1]!
      socket.pause()
      const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()))
      const answer = yield* submit(id, "flood")
      assert.strictEqual(answer.status, 202)
      const { url } = yield* TestServer
      yield* Effect.promise(async () => {
        while (!(await (await fetch(`${url}/metrics`)).text()).includes("glissade_slow_readers_total 1")) {
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
      })
      socket.on("error", () => {})
      socket.resume()
      yield* Effect.promise(() => closed)
      assert.strictEqual((yield* submit(id, "late")).status, 404)
    })
  )
})

layer(layerServer(echo, { maximumConnections: 2 }), { excludeTestServices: true })(
  "a server with room for two connections",
  (it) => {
    it.effect("refuses the third with 503, and takes it when one has left", () =>
      Effect.gen(function* () {
        const first = yield* open
        yield* ping(first)
        yield* ping(yield* open)
        assert.strictEqual((yield* handshake({})).status, 503)
        first.close()
        yield* Effect.promise(() => first.closed)
        yield* ping(yield* open)
      })
    )
  }
)

describe("a server that drains", () => {
  it.live("takes nothing new, finishes what it has, and closes its sockets with a reason", () =>
    Effect.gen(function* () {
      const shutdown = yield* Shutdown
      const { url } = yield* TestServer
      const running = yield* Deferred.make<void>()
      const finish = yield* Deferred.make<void>()
      behaviours.slow = () =>
        Stream.make({ type: "started" as const }).pipe(
          Stream.concat(
            Stream.fromEffect(
              Deferred.succeed(running, undefined).pipe(
                Effect.andThen(Deferred.await(finish)),
                Effect.as({ type: "finished" as const, result: result("slow but done") })
              )
            )
          )
        )
      const socket = yield* open
      const id = yield* ping(socket)
      yield* submit(id, "slow")
      yield* Deferred.await(running)
      const drained = yield* Effect.forkChild(shutdown.drain)
      yield* Effect.yieldNow
      const health = yield* Effect.promise(() => fetch(`${url}/health`))
      assert.strictEqual(health.status, 503)
      assert.strictEqual(health.headers.get("retry-after"), "5")
      const refused = yield* submit(id, "too late")
      assert.strictEqual(refused.status, 503)
      assert.isNotNull(refused.headers.get("retry-after"))
      assert.strictEqual((yield* handshake({})).status, 503)
      yield* Deferred.succeed(finish, undefined)
      yield* Fiber.join(drained)
      const frames = yield* Effect.promise(async () => [await socket.next(), await socket.next()])
      assert.deepStrictEqual(
        frames.map((frame) => frame.type),
        ["started", "result"]
      )
      const { code, reason } = yield* Effect.promise(() => socket.closed)
      assert.strictEqual(code, 1012)
      assert.include(reason, "shutting down")
    }).pipe(Effect.scoped, Effect.provide(layerServer(echo)))
  )
})
