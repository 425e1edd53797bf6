import type { UserId } from "@glissade/protocol/Ids"
import type { HeldPlace, Instant } from "./RunCounter.ts"
import { dayMs, RunCounter } from "./RunCounter.ts"

/** The counters of a bounded number of callers. Those without runs are forgotten first, the longest idle before others. */
export class Callers {
  readonly #maximum: number
  /** By subject, those that were used last at the end. */
  readonly #idle = new Map<string, RunCounter>()
  readonly #busy = new Map<string, RunCounter>()

  constructor(maximum: number) {
    this.#maximum = maximum
  }

  get size(): number {
    return this.#idle.size + this.#busy.size
  }

  find(subject: string): RunCounter | undefined {
    return this.#busy.get(subject) ?? this.#idle.get(subject)
  }

  /** The counter of a caller, new if needed; `undefined` if all callers have runs and there may be no more of them. */
  of(subject: string, owner: UserId | undefined, at: Instant): RunCounter | undefined {
    const known = this.find(subject)
    if (known !== undefined) {
      this.settle(known)
      return known
    }
    if (this.size >= this.#maximum) {
      const oldest = this.#idle.keys().next()
      if (oldest.done === true) return undefined
      this.#idle.delete(oldest.value)
    }
    const counter = new RunCounter(subject, owner, at)
    this.#idle.set(subject, counter)
    return counter
  }

  /** Files a counter by whether it has runs; it was used just now. */
  settle(counter: RunCounter): void {
    this.#idle.delete(counter.subject)
    this.#busy.delete(counter.subject)
    ;(counter.places.size > 0 ? this.#busy : this.#idle).set(counter.subject, counter)
  }

  /** The places that are free by now, since nobody gave them back in time. */
  expired(now: number): ReadonlyArray<HeldPlace> {
    return Array.from(this.#busy.values()).flatMap(({ places }) =>
      Array.from(places).filter(({ until }) => until <= now)
    )
  }

  /** Forgets callers who have run nothing for a day. */
  forgetIdle(now: number): void {
    for (const [subject, { usedAt }] of this.#idle) {
      if (usedAt + dayMs > now) break
      this.#idle.delete(subject)
    }
  }
}
