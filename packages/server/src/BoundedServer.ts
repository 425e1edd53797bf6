import type { ServerResponse } from "node:http"
import { Server } from "node:http"
import type { Duplex } from "node:stream"
import type { Caller } from "@glissade/core/Caller"
import { peers } from "./CallerAddress.ts"
import { descriptorLimit, maximumSockets } from "./Descriptors.ts"
import type { ServerSettings } from "./ServerConfig.ts"

/** How long a request may take to come, with its body, in milliseconds. */
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

/** An HTTP server with as many sockets as descriptors leave room for, which stops when nobody waits for an answer any more. */
export class BoundedServer extends Server {
  /** Answers that are awaited, by their sockets; those of WebSockets are not here. */
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
