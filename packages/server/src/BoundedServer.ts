import type { ServerResponse } from "node:http"
import { Server } from "node:http"
import type { Duplex } from "node:stream"
import type { Caller } from "@glissade/core/Caller"
import { peers } from "./CallerAddress.ts"
import { descriptorLimit, maximumSockets } from "./Descriptors.ts"
import type { ServerSettings } from "./ServerConfig.ts"

/** How long a request may take to arrive, with its body, in milliseconds. */
const requestTimeoutMs = 60_000

export interface BoundedServerOptions {
  /** Sockets at most, WebSockets among them. */
  readonly maximumSockets: number
  /** Sockets of one peer at most, where it is limited. */
  readonly maximumPerPeer: number
  readonly toPeer: (address: string | undefined) => Caller
}

/** The bounds that descriptors and settings leave. */
export const boundsOf = ({ addressShare, trustedProxies }: ServerSettings): BoundedServerOptions => {
  const maximum = maximumSockets(descriptorLimit())
  return {
    maximumSockets: maximum,
    maximumPerPeer: Math.max(1, Math.floor(maximum * addressShare)),
    toPeer: peers(trustedProxies)
  }
}

/** An HTTP server that accepts as many sockets as there are descriptors for. When closed, it stops once all pending responses are sent. */
export class BoundedServer extends Server {
  /** Pending responses of each socket. WebSockets are not in here. */
  readonly #awaited = new Map<Duplex, Set<ServerResponse>>()
  readonly #sockets = new Map<string, number>()

  constructor({ maximumPerPeer, maximumSockets, toPeer }: BoundedServerOptions) {
    super({ requestTimeout: requestTimeoutMs })
    if (maximumSockets !== Infinity) this.maxConnections = maximumSockets
    this.on("connection", (socket) => {
      const { isLimited, key } = toPeer(socket.remoteAddress)
      const before = this.#sockets.get(key) ?? 0
      if (isLimited && before >= maximumPerPeer) return socket.destroy()
      this.#sockets.set(key, before + 1)
      socket.once("close", () => this.#leave(key))
      this.#awaited.set(socket, new Set())
      socket.once("close", () => this.#awaited.delete(socket))
    })
    this.on("request", ({ socket }, response) => {
      this.#awaited.get(socket)?.add(response)
      response.once("close", () => this.#awaited.get(socket)?.delete(response))
    })
    this.on("upgrade", (_request, socket) => this.#awaited.delete(socket))
  }

  #leave(key: string): void {
    const left = this.#sockets.get(key)! - 1
    if (left > 0) this.#sockets.set(key, left)
    else this.#sockets.delete(key)
  }

  /**
   * Node calls this when the server is closed. It treats a socket that sent no request, or part of one, as busy: a socket that a browser
   * opened ahead of time would delay the shutdown until its timeout.
   */
  override closeIdleConnections(): void {
    super.closeIdleConnections()
    for (const [socket, responses] of this.#awaited) {
      const whole = [...responses].filter(({ req }) => req.complete)
      if (whole.length === 0) socket.destroy()
      // Close the socket with its response, not after five idle seconds.
      for (const response of whole) response.shouldKeepAlive = false
    }
  }
}
