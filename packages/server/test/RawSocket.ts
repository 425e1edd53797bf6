import { once } from "node:events"

/** A WebSocket as `curl` would speak it: frames in, frames out, and how it closed. */
export class RawSocket {
  readonly #socket: WebSocket
  readonly #frames: Array<string> = []
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  #wake: (() => void) | undefined

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.addEventListener("message", ({ data }) => {
      this.#frames.push(String(data))
      this.#wake?.()
    })
    this.closed = new Promise((resolve) => {
      socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason }))
    })
  }

  static async open(url: string): Promise<RawSocket> {
    const socket = new WebSocket(url)
    const raw = new RawSocket(socket)
    await once(socket as never, "open")
    return raw
  }

  send(frame: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(frame)
  }

  close(): void {
    this.#socket.close()
  }

  /** The next frame, as JSON. */
  async next(): Promise<Record<string, unknown>> {
    while (this.#frames.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return JSON.parse(this.#frames.shift()!) as Record<string, unknown>
  }

  /** Pings, and gives the connection id that the pong tells. */
  async ping(): Promise<string> {
    this.send('{"action":"ping"}')
    return (await this.next()).connection_id as string
  }
}
