import { createInterface } from "node:readline"
import type { Socket } from "node:net"

/** All that a server may ask its helper for, one byte each: whoever took over the server has these words and no others. */
export const requests = { startDatabase: 0x31, stopDatabase: 0x30, startRunner: 0x32 } as const

/** A server's end of the channel to its helper of root's. Closing it ends the helper, with what that runs. */
export class HelperChannel {
  readonly #socket: Socket
  #isEnding = false
  readonly closed: Promise<void>
  /** Receives the helper's answers, each a line of JSON. */
  onAnswer: (line: string) => void = () => {}

  /** `onLost` is called if the helper ends while it is needed. */
  constructor(socket: Socket, onLost: () => void) {
    this.#socket = socket
    this.closed = new Promise((resolve) => socket.once("close", () => resolve()))
    socket.on("error", () => {})
    socket.once("close", () => {
      if (!this.#isEnding) onLost()
    })
    createInterface({ input: socket }).on("line", (line) => this.onAnswer(line))
    socket.unref()
  }

  ask(request: keyof typeof requests): void {
    if (this.#socket.writable) this.#socket.write(Uint8Array.of(requests[request]))
  }

  /** Asks for the end. */
  end(): void {
    this.#isEnding = true
    this.#socket.end()
  }
}
