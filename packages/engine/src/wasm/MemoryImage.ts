const chunk = 65_536

/**
 * A snapshot of a linear memory, to restore it after each run. Zero chunks (12 of 31 MB) are not stored, and not written while they are
 * still zero, so they take no physical memory.
 */
export class MemoryImage {
  readonly length: number
  /** What is not zero, in order. */
  readonly filled: ReadonlyArray<{ readonly offset: number; readonly bytes: Uint8Array }>
  private readonly empty: Array<{ readonly offset: number; readonly end: number }> = []
  private readonly zeros = Buffer.alloc(chunk)

  /** Of pieces in order, each of whole pages. */
  constructor(length: number, filled: MemoryImage["filled"]) {
    this.length = length
    this.filled = filled
    let offset = 0
    for (const piece of filled) {
      if (piece.offset > offset) this.empty.push({ offset, end: piece.offset })
      offset = piece.offset + piece.bytes.length
    }
    if (length > offset) this.empty.push({ offset, end: length })
  }

  /** A copy of a memory. */
  static of(heap: Uint8Array): MemoryImage {
    const zeros = Buffer.alloc(chunk)
    const isZero = (at: number): boolean => zeros.compare(heap, at, at + chunk) === 0
    const filled: Array<{ readonly offset: number; readonly bytes: Uint8Array }> = []
    let offset = 0
    while (offset < heap.length) {
      let end = offset
      while (end < heap.length && isZero(end) === isZero(offset)) end += chunk
      if (!isZero(offset)) filled.push({ offset, bytes: heap.slice(offset, end) })
      offset = end
    }
    return new MemoryImage(heap.length, filled)
  }

  /** Restores the memory; the part that it grew by becomes zero. */
  restore(heap: Uint8Array): void {
    for (const { bytes, offset } of this.filled) heap.set(bytes, offset)
    for (const { end, offset } of this.empty) this.clear(heap, offset, end)
    this.clear(heap, this.length, heap.length)
  }

  /** Bytes that are zero, in whole pages. */
  get emptyBytes(): number {
    return this.empty.reduce((total, { end, offset }) => total + end - offset, 0)
  }

  private clear(heap: Uint8Array, start: number, end: number): void {
    for (let offset = start; offset < end; offset += chunk) {
      if (!this.isZero(heap, offset)) heap.fill(0, offset, offset + chunk)
    }
  }

  /** Whether a chunk is zero; compares at memory speed. */
  private isZero(heap: Uint8Array, offset: number): boolean {
    return this.zeros.compare(heap, offset, offset + chunk) === 0
  }
}
