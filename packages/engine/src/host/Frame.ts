import { maximumArtifactBytes } from "./Artifacts.ts"

/**
 * Frames between the parent and the host process of an interpreter: one byte for the kind, four for the length of the body, and the body.
 * The parent validates every frame; the child trusts its parent.
 */

/** Child to parent. */
export const Kind = { ready: 1, stdout: 2, stderr: 3, ending: 4, reset: 5, artifact: 6, waiting: 7 } as const
export type Kind = (typeof Kind)[keyof typeof Kind]

/** Parent to child: a program, serialized by `node:v8`. */
export const programKind = 16

/** Parent to child: the answer to a frame `waiting`. */
export const inputKind = 17

export const headerBytes = 5

/** Maximum of one piece of output. A longer write is sent in several frames. */
export const maximumOutputBytes = 65_536

/** The largest body of each kind that the parent accepts; other kinds are invalid. */
const maximumBytes: Readonly<Record<number, number>> = {
  [Kind.ready]: 1_024,
  [Kind.stdout]: maximumOutputBytes,
  [Kind.stderr]: maximumOutputBytes,
  [Kind.ending]: 16_384,
  [Kind.reset]: 0,
  [Kind.artifact]: maximumArtifactBytes + 1_024,
  [Kind.waiting]: 4
}

export const header = (kind: number, length: number): Uint8Array => {
  const bytes = new Uint8Array(headerBytes)
  bytes[0] = kind
  new DataView(bytes.buffer).setUint32(1, length)
  return bytes
}

/** The longest that a program may wait for input in all, in milliseconds. */
export const longestWaitMs = 60_000

/** What the parent answers to a program that waits. No bytes and neither flag: nothing came in time. */
export interface InputAnswer {
  readonly bytes: Uint8Array
  /** Nothing comes after this. */
  readonly isEnd: boolean
  /** The program has waited for as long as it may. */
  readonly isOver: boolean
}

/** The patience of a program that waits for input for as long as it takes. */
const endless = 0xff_ff_ff_ff

/** The body of a frame `waiting`: for how many milliseconds the program waits. */
export const encodePatience = (ms: number): Uint8Array => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(ms >= endless ? endless : Math.max(0, Math.ceil(ms)))
  return bytes
}

/** Reads the body of a frame `waiting`; throws `FrameFault` if it is none. */
export const decodePatience = (body: Uint8Array): number => {
  if (body.length !== 4) throw new FrameFault("a wait without its patience")
  const ms = Buffer.from(body).readUInt32BE()
  return ms === endless ? Infinity : ms
}

const inputHeaderBytes = 5

/** The body of an `inputKind` frame: the number of the run that it is for, flags, and the bytes. */
export const encodeInput = (run: number, { bytes, isEnd, isOver }: InputAnswer): Uint8Array => {
  const head = Buffer.alloc(inputHeaderBytes)
  head.writeUInt32BE(run)
  head[4] = (isEnd ? 1 : 0) | (isOver ? 2 : 0)
  return Buffer.concat([head, bytes])
}

/** Reads the body of an `inputKind` frame for one run; `undefined` if it is for another one. */
export const decodeInput = (body: Buffer, run: number): InputAnswer | undefined => {
  if (body.readUInt32BE() !== run) return undefined
  const flags = body[4]!
  return { bytes: body.subarray(inputHeaderBytes), isEnd: (flags & 1) !== 0, isOver: (flags & 2) !== 0 }
}

export interface Frame {
  readonly kind: Kind
  readonly body: Uint8Array
}

/** What came from the child is no frame. */
export class FrameFault extends Error {}

/** Cuts a stream of bytes into frames. */
export class FrameReader {
  private pending: Buffer = Buffer.alloc(0)

  /** Returns the frames that are complete with this piece; throws `FrameFault` for an invalid one. */
  push(piece: Buffer): Array<Frame> {
    const frames: Array<Frame> = []
    let bytes = this.pending.length === 0 ? piece : Buffer.concat([this.pending, piece])
    while (bytes.length >= headerBytes) {
      const kind = bytes[0]!
      const length = bytes.readUInt32BE(1)
      const maximum = maximumBytes[kind]
      if (maximum === undefined || length > maximum) throw new FrameFault("the host process sent what is no frame")
      if (bytes.length < headerBytes + length) break
      frames.push({ kind: kind as Kind, body: bytes.subarray(headerBytes, headerBytes + length) })
      bytes = bytes.subarray(headerBytes + length)
    }
    this.pending = bytes
    return frames
  }
}
