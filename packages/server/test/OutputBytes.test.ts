import { assert, layer } from "@effect/vitest"
import { result } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import type { Socket } from "node:net"
import { connect } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { RawSocket } from "./RawSocket.ts"
import { behaviours, echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"

const open = Effect.flatMap(TestServer, ({ webSocketUrl }) => Effect.promise(() => RawSocket.open(webSocketUrl)))

const submit = Effect.fnUntraced(function* (body: object) {
  const { url } = yield* TestServer
  return yield* Effect.promise(async () => {
    const response = await fetch(`${url}/execute/async`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body)
    })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  })
})

/** A connection that learns its id and then reads nothing. */
const connectAndStopReading = async (port: number): Promise<{ readonly id: string; readonly socket: Socket }> => {
  const socket = connect(port, "127.0.0.1").on("error", () => {})
  const key = randomBytes(16).toString("base64")
  const lines = [`host: 127.0.0.1:${port}`, "connection: Upgrade", "upgrade: websocket", "sec-websocket-version: 13"]
  socket.write(`GET /ws HTTP/1.1\r\n${lines.join("\r\n")}\r\nsec-websocket-key: ${key}\r\n\r\n`)
  await once(socket, "data")
  // A masked text frame.
  const ping = Buffer.from('{"action":"ping"}')
  socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | ping.length, 0, 0, 0, 0]), ping]))
  const [frame] = (await once(socket, "data")) as [Buffer]
  socket.pause()
  return { id: /"connection_id":"([^"]+)"/.exec(frame.toString())![1]!, socket }
}

/** Bytes that the process holds after its garbage is collected. */
const heldBytes = (): number => {
  setFlagsFromString("--expose-gc")
  ;(runInNewContext("gc") as () => void)()
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

layer(layerServer(echo), { excludeTestServices: true })("output", (it) => {
  it.effect("is sent in the form that a submit asks for, and a form that there is not is refused by name", () =>
    Effect.gen(function* () {
      const socket = yield* open
      const connection_id = yield* Effect.promise(() => socket.ping())
      assert.strictEqual((yield* submit({ code: "once", connection_id, output: "pieces" })).status, 202)
      const messages: Array<Record<string, unknown>> = []
      while (messages.at(-1)?.type !== "result") messages.push(yield* Effect.promise(() => socket.next()))
      assert.deepStrictEqual(
        messages.map(({ data, result, type }) => [type, data ?? (result as { stdout: unknown } | undefined)?.stdout]),
        [
          ["started", undefined],
          ["output", "once"],
          ["result", null]
        ]
      )
      const refused = yield* submit({ code: "once", connection_id, output: "twice" })
      assert.strictEqual(refused.status, 400)
      assert.deepStrictEqual((refused.body.errors as ReadonlyArray<{ path: unknown }>)[0]?.path, ["output"])
    })
  )

  it.effect(
    "of 50 runs of 512 KiB is not kept for a connection that does not read: it is cut, and most never run",
    () =>
      Effect.gen(function* () {
        const text = "x".repeat(32 * 1024)
        let started = 0
        behaviours.much = () =>
          Stream.suspend(() => {
            started++
            const pieces = Stream.map(
              Stream.range(1, 16),
              (n) => ({ type: "output", stream: "stdout", data: `${n}${text}` }) as const
            )
            return Stream.make({ type: "started" } as const).pipe(
              Stream.concat(pieces),
              Stream.concat(Stream.make({ type: "finished", result: result(text.repeat(16)) } as const))
            )
          })
        const { port, url } = yield* TestServer
        const { id, socket } = yield* Effect.promise(() => connectAndStopReading(port))
        const before = heldBytes()
        for (let count = 0; count < 50; count++) {
          if ((yield* submit({ code: "much", connection_id: id })).status === 404) break
        }
        yield* Effect.promise(async () => {
          while (!(await (await fetch(`${url}/metrics`)).text()).includes("glissade_slow_readers_total 1"))
            await sleep(20)
        })
        assert.isBelow(started, 40)
        assert.isBelow(heldBytes() - before, 8 * 1024 * 1024)
        socket.destroy()
        assert.strictEqual((yield* submit({ code: "late", connection_id: id })).status, 404)
      })
  )
})
