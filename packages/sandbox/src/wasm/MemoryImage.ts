const chunk = 65_536

/**
 * The contents of a linear memory at one moment, to be put back again and again. Of 31 MB, 12 MB are zero: they are not kept, and
 * not written to as long as nobody else did, so that they take no memory of the machine either.
 */
export class MemoryImage {
  readonly length: number
  private readonly filled: Array<{ readonly offset: number; readonly bytes: Uint8Array }> = []
  private readonly empty: Array<{ readonly offset: number; readonly end: number }> = []
  private readonly zeros = Buffer.alloc(chunk)

  constructor(heap: Uint8Array) {
    this.length = heap.length
    let offset = 0
    while (offset < heap.length) {
      const isZero = this.isZero(heap, offset)
      let end = offset
      while (end < heap.length && this.isZero(heap, end) === isZero) end += chunk
      if (isZero) this.empty.push({ offset, end })
      else this.filled.push({ offset, bytes: heap.slice(offset, end) })
      offset = end
    }
  }

  /** Writes it all back; what the memory has grown by is zero. */
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
