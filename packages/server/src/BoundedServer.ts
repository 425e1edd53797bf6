import type { ServerResponse } from "node:http"
import { Server } from "node:http"
import type { Duplex } from "node:stream"
import { descriptorLimit, maximumSockets } from "./Descriptors.ts"

/** How long a request may take to come, with its body, in milliseconds. */
const requestTimeoutMs = 60_000

/** An HTTP server with as many sockets as descriptors leave room for, which stops when nobody waits for an answer any more. */
export class BoundedServer extends Server {
  /** Answers that are awaited, by their sockets; those of WebSockets are not here. */
  readonly #awaited = new Map<Duplex, Set<ServerResponse>>()

  constructor() {
    super({ requestTimeout: requestTimeoutMs })
    const sockets = maximumSockets(descriptorLimit())
    if (sockets !== Infinity) this.maxConnections = sockets
    this.on("connection", (socket) => {
      this.#awaited.set(socket, new Set())
      socket.once("close", () => this.#awaited.delete(socket))
    })
    this.on("request", ({ socket }, response) => {
      this.#awaited.get(socket)?.add(response)
      response.once("close", () => this.#awaited.get(socket)?.delete(response))
    })
    this.on("upgrade", (_request, socket) => this.#awaited.delete(socket))
  }

  /**
   * Node calls this when the server is closed. It takes a socket that never sent a request, or a part of one, for busy: one of those,
   * such as a browser opens ahead of time, would hold up the end for as long as it may.
   */
  override closeIdleConnections(): void {
    super.closeIdleConnections()
    for (const [socket, responses] of this.#awaited) {
      const whole = [...responses].filter(({ req }) => req.complete)
      if (whole.length === 0) socket.destroy()
      // The socket goes with its answer, not when it has been quiet for five seconds after it.
      for (const response of whole) response.shouldKeepAlive = false
    }
  }
}
