import type { Socket } from "node:net"
import { connect, createServer } from "node:net"
import * as Effect from "effect/Effect"

interface Pair {
  readonly client: Socket
  readonly server: Socket
}

/**
 * A proxy on real sockets between a client and a server, HTTP and WebSocket alike, that can do to them what networks do. It changes
 * connections that are there, or how the next ones fare.
 */
export class FaultProxy {
  readonly url: string
  /** How new connections fare: `block` lets HTTP through and resets whoever asks for a WebSocket, as some firewalls do. */
  admission: "pass" | "refuse" | "block" = "pass"
  /** How long each piece is held back in either direction, in milliseconds. */
  delayMs = 0
  /** Connections that were made. */
  accepted = 0

  readonly #pairs = new Set<Pair>()
  #isSilent = false
  #cutAfter: number | undefined

  constructor(port: number) {
    this.url = `http://127.0.0.1:${port}`
  }

  /** Resets every connection that is there. */
  cut(): void {
    for (const pair of this.#pairs) this.#end(pair)
  }

  /** Lets so many bytes from the server through, on whichever connection, and resets in the middle of what comes then. */
  cutAfter(bytes: number): void {
    this.#cutAfter = bytes
  }

  /** Half-open: connections stay, and nothing passes any more, until `speak`; those that are made meanwhile fare the same. */
  fallSilent(): void {
    this.#isSilent = true
  }

  /** Lets new connections speak again. Those from before stay silent: what they missed is lost. */
  speak(): void {
    this.#isSilent = false
    this.#pairs.clear()
  }

  take(client: Socket, targetPort: number): void {
    this.accepted++
    if (this.admission === "refuse") return void client.resetAndDestroy()
    const pair = { client, server: connect(targetPort, "127.0.0.1") }
    this.#pairs.add(pair)
    for (const socket of [pair.client, pair.server]) {
      socket.on("error", () => this.#end(pair))
      socket.on("close", () => this.#end(pair))
    }
    client.on("data", (bytes) => {
      if (this.admission === "block" && /^upgrade: websocket/im.test(bytes.toString("latin1"))) return this.#end(pair)
      this.#forward(pair, pair.server, bytes)
    })
    pair.server.on("data", (bytes) => this.#fromServer(pair, bytes))
  }

  #fromServer(pair: Pair, bytes: Buffer): void {
    if (this.#cutAfter === undefined) return this.#forward(pair, pair.client, bytes)
    if (bytes.length <= this.#cutAfter) {
      this.#cutAfter -= bytes.length
      return this.#forward(pair, pair.client, bytes)
    }
    pair.client.write(bytes.subarray(0, this.#cutAfter), () => this.#end(pair))
    this.#cutAfter = undefined
  }

  #forward(pair: Pair, to: Socket, bytes: Buffer): void {
    if (this.#isSilent || !this.#pairs.has(pair)) return
    if (this.delayMs === 0) to.write(bytes)
    else setTimeout(() => to.writable && to.write(bytes), this.delayMs)
  }

  #end(pair: Pair): void {
    this.#pairs.delete(pair)
    pair.client.resetAndDestroy()
    pair.server.destroy()
  }
}

/** A proxy to a port of this machine. */
export const faultProxy = (targetPort: number) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly proxy: FaultProxy; readonly close: () => void }>((resume) => {
      const sockets = new Set<Socket>()
      const server = createServer((socket) => {
        sockets.add(socket)
        proxy.take(socket, targetPort)
      })
      let proxy: FaultProxy
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        proxy = new FaultProxy(typeof address === "object" ? address!.port : 0)
        const close = () => {
          for (const socket of sockets) socket.destroy()
          proxy.cut()
          server.close()
        }
        resume(Effect.succeed({ proxy, close }))
      })
    }),
    ({ close }) => Effect.sync(close)
  ).pipe(Effect.map(({ proxy }) => proxy))
