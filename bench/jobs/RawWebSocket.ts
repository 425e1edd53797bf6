import { randomBytes } from "node:crypto"
import type { Socket } from "node:net"
import { connect } from "node:net"

/** A minimal WebSocket over a raw socket, which reads a server's text frames and little else. */
export class RawWebSocket {
  readonly #socket: Socket
  readonly #onMessage: (text: string) => void
  readonly #onOpen: () => void
  #bytes: Buffer = Buffer.alloc(0)
  #isOpen = false

  /** `from` is the local address that the server sees. */
  constructor(port: number, onOpen: () => void, onMessage: (text: string) => void, from?: string) {
    this.#onOpen = onOpen
    this.#onMessage = onMessage
    this.#socket = connect({ port, host: "127.0.0.1", ...(from && { localAddress: from }) }).setNoDelay(true)
    this.#socket.on("error", () => {})
    this.#socket.on("data", (piece: Buffer) => this.#receive(piece))
    this.#socket.write(
      `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\nSec-WebSocket-Version: 13\r\n\r\n`
    )
  }

  /** Sends a text of at most 125 bytes. */
  send(text: string): void {
    const body = Buffer.from(text)
    this.#socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | body.length, 0, 0, 0, 0]), body]))
  }

  close(): void {
    this.#socket.destroy()
  }

  #receive(piece: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? piece : Buffer.concat([this.#bytes, piece])
    if (!this.#isOpen) {
      const end = this.#bytes.indexOf("\r\n\r\n")
      if (end < 0) return
      if (!this.#bytes.subarray(0, 12).toString().includes("101")) throw new Error(this.#bytes.toString("utf8", 0, 80))
      this.#isOpen = true
      this.#bytes = this.#bytes.subarray(end + 4)
      this.#onOpen()
    }
    while (this.#bytes.length >= 2) {
      let length = this.#bytes[1]! & 127
      let start = 2
      if (length === 126) {
        if (this.#bytes.length < 4) return
        length = this.#bytes.readUInt16BE(2)
        start = 4
      } else if (length === 127) {
        if (this.#bytes.length < 10) return
        length = Number(this.#bytes.readBigUInt64BE(2))
        start = 10
      }
      if (this.#bytes.length < start + length) return
      const isText = (this.#bytes[0]! & 15) === 1
      const body = this.#bytes.subarray(start, start + length)
      this.#bytes = this.#bytes.subarray(start + length)
      if (isText) this.#onMessage(body.toString())
    }
  }
}
