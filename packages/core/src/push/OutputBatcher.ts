import type { Artifact, OutputStage, StreamName } from "@glissade/protocol/ExecutionResult"
import { maximumPushBytes } from "@glissade/protocol/Message"
import type { SandboxOutput } from "../execution/Sandbox.ts"
import { splitByJsonLength } from "../text/Utf8.ts"

/** The size of a message without its data: type, ids, numbers and punctuation are less than 300 bytes. */
const envelopeBytes = 400

/** Maximum size of the data of one piece, in bytes of JSON. */
export const maximumPieceBytes = maximumPushBytes - envelopeBytes

/** How long output may wait for more, in milliseconds: imperceptible, and long enough to save messages. */
export const coalesceMs = 50

/** Characters of base64 in one message: a multiple of four, so that each part decodes by itself, with room for a name of 255 characters. */
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
  readonly stage?: OutputStage
  readonly data: string
}

/**
 * Pieces that wait at most before output joins the last piece of its stream. Otherwise a program that alternates between the streams byte
 * by byte would cause a message for every byte.
 */
export const maximumPieces = 16

/** Gathers output until it fills a message. The order of writes is kept, unless the streams alternate more than {@link maximumPieces} times. */
export class OutputBatcher {
  #pieces: Array<{ stream: StreamName; stage?: OutputStage; data: string; bytes: number }> = []
  #bytes = 0

  get isEmpty(): boolean {
    return this.#pieces.length === 0
  }

  /** Whether the gathered output fills a message, so that waiting gains nothing. */
  get isFull(): boolean {
    return this.#bytes >= maximumPieceBytes / 2
  }

  add({ data, stage, stream }: SandboxOutput): void {
    for (const { bytes, text } of splitByJsonLength(data, maximumPieceBytes)) {
      const last =
        this.#pieces.length < maximumPieces
          ? this.#pieces.at(-1)
          : this.#pieces.findLast((piece) => piece.stream === stream && piece.stage === stage)
      if (
        last !== undefined &&
        last.stream === stream &&
        last.stage === stage &&
        last.bytes + bytes <= maximumPieceBytes
      ) {
        last.data += text
        last.bytes += bytes
      } else {
        this.#pieces.push({ stream, ...(stage && { stage }), data: text, bytes })
      }
      this.#bytes += bytes
    }
  }

  /** Returns the gathered output and starts anew. */
  take(): ReadonlyArray<Piece> {
    const pieces = this.#pieces
    this.#pieces = []
    this.#bytes = 0
    return pieces
  }
}
