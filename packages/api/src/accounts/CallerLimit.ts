/** Counts what callers do within a time, for things that are rarely done. The counts of the callers who came first are forgotten first. */
export class CallerLimit {
  readonly #maximum: number
  readonly #windowMs: number
  readonly #maximumCallers: number
  /** In the order in which their windows began. */
  readonly #callers = new Map<string, { readonly since: number; count: number }>()

  constructor(maximum: number, windowMs: number, maximumCallers = 10_000) {
    this.#maximum = maximum
    this.#windowMs = windowMs
    this.#maximumCallers = maximumCallers
  }

  /** Counts once; how long the caller must wait, in milliseconds, if they may not any more. */
  take(caller: string, now: number): number | undefined {
    for (const [oldest, { since }] of this.#callers) {
      const isOver = since + this.#windowMs <= now
      if (!isOver && (this.#callers.has(caller) || this.#callers.size < this.#maximumCallers)) break
      this.#callers.delete(oldest)
    }
    const known = this.#callers.get(caller)
    if (known === undefined) {
      this.#callers.set(caller, { since: now, count: 1 })
      return undefined
    }
    if (known.count >= this.#maximum) return known.since + this.#windowMs - now
    known.count += 1
    return undefined
  }
}
