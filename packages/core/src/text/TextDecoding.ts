import type { StreamName } from "@glissade/protocol/ExecutionResult"

/** Decodes the two streams of a run piece by piece. No piece splits a character; invalid UTF-8 becomes U+FFFD. */
export class TextDecoding {
  private readonly decoders = {
    stdout: new TextDecoder("utf-8", { ignoreBOM: true }),
    stderr: new TextDecoder("utf-8", { ignoreBOM: true })
  }
  private readonly texts = { stdout: "", stderr: "" }

  /** The text that is complete with these bytes; may be empty. */
  push(stream: StreamName, bytes: Uint8Array): string {
    return this.add(stream, this.decoders[stream].decode(bytes, { stream: true }))
  }

  /** The text of an incomplete character at the end. */
  finish(stream: StreamName): string {
    return this.add(stream, this.decoders[stream].decode())
  }

  /** All text so far: the pieces, concatenated. */
  text(stream: StreamName): string {
    return this.texts[stream]
  }

  private add(stream: StreamName, text: string): string {
    this.texts[stream] += text
    return text
  }
}
