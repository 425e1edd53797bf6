const decoder = new TextDecoder()
const encoder = new TextEncoder()

/**
 * Reads and writes numbers and texts in an instance's memory. It is attached after the instance is made, since imports are made before. The
 * buffer is replaced when the memory grows, so do not keep views.
 */
export class LinearMemory {
  private memory!: WebAssembly.Memory
  private known: ArrayBuffer | undefined
  private knownBytes!: Uint8Array<ArrayBuffer>
  private knownView!: DataView<ArrayBuffer>

  attach(memory: WebAssembly.Memory): void {
    this.memory = memory
  }

  get length(): number {
    return this.memory.buffer.byteLength
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    this.refresh()
    return this.knownBytes
  }

  get view(): DataView<ArrayBuffer> {
    this.refresh()
    return this.knownView
  }

  u32(address: number): number {
    return this.view.getUint32(address >>> 0, true)
  }

  i32(address: number): number {
    return this.view.getInt32(address >>> 0, true)
  }

  set32(address: number, value: number): void {
    this.view.setUint32(address >>> 0, value, true)
  }

  set64(address: number, value: bigint): void {
    this.view.setBigUint64(address >>> 0, BigInt.asUintN(64, value), true)
  }

  /** A copy of some bytes. */
  copy(address: number, length: number): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(address >>> 0, (address >>> 0) + length)
  }

  text(address: number, length: number): string {
    return decoder.decode(this.bytes.subarray(address >>> 0, (address >>> 0) + length))
  }

  /** A text that ends with a zero byte. */
  cString(address: number): string {
    const start = address >>> 0
    const end = this.bytes.indexOf(0, start)
    return decoder.decode(this.bytes.subarray(start, end < 0 ? start : end))
  }

  /** A C string of at most so many bytes; `undefined` if no zero byte ends it within them. */
  shortString(address: number, most: number): string | undefined {
    const start = address >>> 0
    const length = this.bytes.subarray(start, start + most + 1).indexOf(0)
    return length < 0 ? undefined : this.text(start, length)
  }

  /** Writes a text and a zero byte into memory from `allocate`. Returns the address, or 0 if there was no memory. */
  write(text: string, allocate: (length: number) => number): number {
    const bytes = encoder.encode(`${text}\0`)
    const address = allocate(bytes.length) >>> 0
    if (address !== 0) this.bytes.set(bytes, address)
    return address
  }

  private refresh(): void {
    const buffer = this.memory.buffer as ArrayBuffer
    if (buffer === this.known) return
    this.known = buffer
    this.knownBytes = new Uint8Array(buffer)
    this.knownView = new DataView(buffer)
  }
}
