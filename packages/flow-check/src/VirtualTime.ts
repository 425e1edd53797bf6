import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Scheduler from "effect/Scheduler"

interface Timer {
  readonly at: number
  readonly order: number
  readonly callback: () => void
  cancelled: boolean
}

const millisecond = 1_000_000n

/**
 * Time that passes only when everything waits for it, for promises and Effect alike. Both work in microtasks here, so that one turn of
 * Node's event loop completes everything that needs no time.
 */
export class VirtualTime {
  readonly #timers: Array<Timer> = []
  #order = 0
  #now = 0

  get now(): number {
    return this.#now
  }

  /** Calls back after `ms`. Returns a function that cancels the timer. Timers due at the same time fire in the order in which they were set. */
  readonly setTimer = (callback: () => void, ms: number): (() => void) => {
    // Clocks show whole milliseconds, even if jitter made a delay a fraction.
    const timer: Timer = {
      at: this.#now + Math.ceil(Math.max(0, ms)),
      order: this.#order++,
      callback,
      cancelled: false
    }
    const place = this.#timers.findLastIndex((other) => other.at <= timer.at) + 1
    this.#timers.splice(place, 0, timer)
    return () => {
      timer.cancelled = true
    }
  }

  /** Effect's clock on this time. */
  readonly clock: Clock.Clock = {
    currentTimeMillisUnsafe: () => this.#now,
    currentTimeMillis: Effect.sync(() => this.#now),
    currentTimeNanosUnsafe: () => BigInt(Math.round(this.#now)) * millisecond,
    currentTimeNanos: Effect.sync(() => BigInt(Math.round(this.#now)) * millisecond),
    monotonicTimeNanosUnsafe: () => BigInt(Math.round(this.#now)) * millisecond,
    monotonicTimeNanos: Effect.sync(() => BigInt(Math.round(this.#now)) * millisecond),
    sleep: (duration) =>
      Effect.callback<void>((resume) => {
        const cancel = this.setTimer(() => resume(Effect.void), Duration.toMillis(duration))
        return Effect.sync(cancel)
      })
  }

  /** Runs an effect on this time, with random numbers that are always the same. */
  readonly provide = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    effect.pipe(
      Effect.provideService(Clock.Clock, this.clock),
      Effect.provideService(Scheduler.Scheduler, scheduler),
      Random.withSeed("virtual time")
    )

  /** Completes everything that needs no time. */
  readonly settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

  /** Advances to the next timer and completes everything that follows; `false` if there is no timer. */
  async step(): Promise<boolean> {
    let next = this.#timers.shift()
    while (next?.cancelled === true) next = this.#timers.shift()
    if (next === undefined) return false
    this.#now = Math.max(this.#now, next.at)
    next.callback()
    await this.settle()
    return true
  }
}

const scheduler = new Scheduler.MixedScheduler("async", (callback) => {
  let cancelled = false
  queueMicrotask(() => {
    if (!cancelled) callback()
  })
  return () => {
    cancelled = true
  }
})
