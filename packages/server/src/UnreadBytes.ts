/** A connection as far as it holds memory: what was not read yet, here or there. */
export interface Holder {
  /** Bytes that wait for the other end to read them, or for the rest of their message to come. */
  readonly heldBytes: () => number
  /** Ends the connection. */
  readonly cut: () => void
}

/**
 * Bounds what all connections together hold in memory: each has a bound of its own, which many at once would make a multiple of what
 * a server has. When they are over it, those that hold most are cut.
 */
export class UnreadBytes {
  readonly #maximum: number
  readonly #holders = new Set<Holder>()
  /** At least what is held: what was added since it was last counted, without what was read meanwhile. */
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

  /** Says that a connection holds so many bytes more, or a text more that was written to it: as many bytes as it has on the wire. */
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
