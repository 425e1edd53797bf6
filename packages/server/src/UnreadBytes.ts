/** The memory that a connection holds: messages that one of its ends has not read yet. */
export interface Holder {
  /** Bytes that the client has not read yet, and bytes of its own incomplete messages. */
  readonly heldBytes: () => number
  /** Ends the connection. */
  readonly cut: () => void
}

/**
 * Bounds the memory that all connections hold together: the bound of each connection, times their number, would be more than a server has.
 * When they exceed it, the connections that hold most are closed.
 */
export class UnreadBytes {
  readonly #maximum: number
  readonly #holders = new Set<Holder>()
  /** An upper bound of what is held: bytes added since the last count, without what was read meanwhile. */
  #estimate = 0

  constructor(maximum: number) {
    this.#maximum = maximum
  }

  add(holder: Holder): void {
    this.#holders.add(holder)
  }

  remove(holder: Holder): void {
    this.#holders.delete(holder)
  }

  /** Adds bytes to what a connection holds, or a text that was written to it, counted as on the wire. */
  grow(more: number | string): void {
    const bytes = typeof more === "number" ? more : Buffer.byteLength(more)
    this.#estimate += bytes
    if (this.#estimate > this.#maximum) this.#count()
  }

  #count(): void {
    let total = 0
    const held: Array<readonly [Holder, number]> = []
    for (const holder of this.#holders) {
      const bytes = holder.heldBytes()
      total += bytes
      if (bytes > 0) held.push([holder, bytes])
    }
    if (total > this.#maximum) {
      held.sort(([, one], [, other]) => other - one)
      for (const [holder, bytes] of held) {
        if (total <= this.#maximum / 2) break
        total -= bytes
        holder.cut()
      }
    }
    this.#estimate = total
  }
}
