/** A frame of the supervisor in a container: what kind it is, and its bytes. */
export interface GuestFrame {
  readonly kind: string
  readonly payload: Buffer
}

/** The longest frame that the supervisor may send: a picture of 750,000 bytes and its name. */
const maximumFrameBytes = 800_000

const headBytes = 5

/** One frame as it travels: a byte of kind, four bytes of length (big endian), the payload. */
export const frame = (kind: string, payload: string | Uint8Array = ""): Buffer => {
  const bytes = Buffer.from(payload as string)
  const head = Buffer.alloc(headBytes)
  head.write(kind, "latin1")
  head.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}

/** Reads the frames of a container. It belongs to its program: anything may come. */
export class GuestFrames {
  private rest: Buffer = Buffer.alloc(0)

  /** The frames that are complete with these bytes; `undefined` when one is too long. */
  push(bytes: Buffer): ReadonlyArray<GuestFrame> | undefined {
    let left = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes])
    const frames: Array<GuestFrame> = []
    while (left.length >= headBytes) {
      const length = left.readUInt32BE(1)
      if (length > maximumFrameBytes) return undefined
      if (left.length < headBytes + length) break
      frames.push({ kind: left.toString("latin1", 0, 1), payload: left.subarray(headBytes, headBytes + length) })
      left = left.subarray(headBytes + length)
    }
    this.rest = left
    return frames
  }
}
