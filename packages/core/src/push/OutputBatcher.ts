import type { Artifact, StreamName } from "@glissade/protocol/ExecutionResult"
import { maximumPushBytes } from "@glissade/protocol/Message"
import type { SandboxOutput } from "../execution/Sandbox.ts"
import { splitByJsonLength } from "../text/Utf8.ts"

/** What a message is besides its data: type, ids, numbers and punctuation come to under 300 bytes. */
const envelopeBytes = 400

/** Bytes of JSON that the data of one piece may take. */
export const maximumPieceBytes = maximumPushBytes - envelopeBytes

/** How long a piece may wait for more output, in milliseconds: shorter than anybody sees, long enough to spare messages. */
export const coalesceMs = 50

/** Characters of base64 in one message: no bytes of a file are cut in two, and a name of 255 characters finds room beside them. */
const artifactPartLength = 28_000

/** A picture in parts that fill a message each. */
export const artifactParts = ({ data, ...artifact }: Artifact): ReadonlyArray<Artifact> =>
  Array.from({ length: Math.ceil(data.length / artifactPartLength) }, (_, index) => ({
    ...artifact,
    data: data.slice(index * artifactPartLength, (index + 1) * artifactPartLength)
  }))

/** One piece of output, small enough for a message. */
export interface Piece {
  readonly stream: StreamName
  readonly data: string
}

/**
 * Pieces that wait at most before output of a stream joins the last piece of its stream. A program that writes a byte to each stream in
 * turn would otherwise have a message for every byte.
 */
export const maximumPieces = 16

/**
 * Gathers output until it fills a message. The order of writes is kept, as long as the streams do not take turns more than
 * {@link maximumPieces} times.
 */
export class OutputBatcher {
  #pieces: Array<{ stream: StreamName; data: string; bytes: number }> = []
  #bytes = 0

  get isEmpty(): boolean {
    return this.#pieces.length === 0
  }

  /** Whether what is gathered fills a message, so that waiting for more gains nothing. */
  get isFull(): boolean {
    return this.#bytes >= maximumPieceBytes / 2
  }

  add({ data, stream }: SandboxOutput): void {
    for (const { bytes, text } of splitByJsonLength(data, maximumPieceBytes)) {
      const last =
        this.#pieces.length < maximumPieces
          ? this.#pieces.at(-1)
          : this.#pieces.findLast((piece) => piece.stream === stream)
      if (last !== undefined && last.stream === stream && last.bytes + bytes <= maximumPieceBytes) {
        last.data += text
        last.bytes += bytes
      } else {
        this.#pieces.push({ stream, data: text, bytes })
      }
      this.#bytes += bytes
    }
  }

  /** Hands over what was gathered and begins anew. */
  take(): ReadonlyArray<Piece> {
    const pieces = this.#pieces
    this.#pieces = []
    this.#bytes = 0
    return pieces
  }
}
