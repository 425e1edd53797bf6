/**
 * Splits what comes over a socket into lines. A line that is longer than the bound is a fault: the rest of the stream is not read.
 */
export class JsonLines {
  private parts: Array<Buffer> = []
  private bytes = 0
  private isOver = false
  private readonly maximumBytes: number

  constructor(maximumBytes: number) {
    this.maximumBytes = maximumBytes
  }

  /** The lines that are complete with this piece; `undefined` when one is too long. */
  push(piece: Buffer): ReadonlyArray<string> | undefined {
    if (this.isOver) return undefined
    const lines: Array<string> = []
    let start = 0
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, start)) {
      this.parts.push(piece.subarray(start, end))
      this.bytes += end - start
      if (this.bytes > this.maximumBytes) return this.end()
      lines.push(Buffer.concat(this.parts).toString("utf8"))
      this.parts = []
      this.bytes = 0
      start = end + 1
    }
    if (start < piece.length) {
      this.parts.push(piece.subarray(start))
      this.bytes += piece.length - start
    }
    return this.bytes > this.maximumBytes ? this.end() : lines
  }

  /** What comes after a fault is not kept, whoever goes on sending. */
  private end(): undefined {
    this.isOver = true
    this.parts = []
    return undefined
  }
}
