/** Counts what happened within the last so many milliseconds, exactly and in constant time, by the times of up to `maximum` events. */
export class SlidingWindow {
  readonly #windowMs: number
  #times: Array<number> = []
  /** Where the oldest time is; those before it have left the window. */
  #first = 0

  constructor(windowMs: number) {
    this.#windowMs = windowMs
  }

  /** How many events there were. */
  count(now: number): number {
    while (this.#first < this.#times.length && this.#times[this.#first]! + this.#windowMs <= now) this.#first++
    // Half of them at once, so that each time is moved once on average.
    if (this.#first > 32 && this.#first * 2 > this.#times.length) {
      this.#times = this.#times.slice(this.#first)
      this.#first = 0
    }
    return this.#times.length - this.#first
  }

  add(now: number): void {
    this.#times.push(now)
  }

  /** Takes the latest event back. */
  undo(): void {
    if (this.#times.length > this.#first) this.#times.pop()
  }

  /** How long until there are fewer than `maximum` events, in milliseconds. */
  waitMs(now: number, maximum: number): number {
    const blocking = this.#times[this.#first + this.count(now) - maximum]
    return blocking === undefined ? 0 : Math.max(0, blocking + this.#windowMs - now)
  }
}
