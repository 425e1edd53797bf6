import type { StreamName } from "@glissade/protocol/ExecutionResult"

/** What a stage of a run has written, counted against its limit. */
export class OutputCount {
  readonly truncated = { stdout: false, stderr: false }
  private readonly left: { stdout: number; stderr: number }

  constructor(maximumBytes: number) {
    this.left = { stdout: maximumBytes, stderr: maximumBytes }
  }

  /** The part of these bytes that may still be told. */
  take(stream: StreamName, bytes: Buffer): Buffer {
    const part = bytes.subarray(0, this.left[stream])
    this.left[stream] -= part.length
    if (part.length < bytes.length) this.truncated[stream] = true
    return part
  }
}
