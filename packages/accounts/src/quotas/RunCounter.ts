import { QuotaExceeded } from "@glissade/core/Quotas"
import type { QuotaState } from "@glissade/core/Quotas"
import type { RunLimits } from "@glissade/core/RunQuotas"
import type { UserId } from "@glissade/protocol/Ids"
import { SlidingWindow } from "./SlidingWindow.ts"

export const minuteMs = 60_000
export const dayMs = 86_400_000

/** When it is: durations are counted by a clock that never jumps, days by that of the wall. */
export interface Instant {
  /** Milliseconds of a monotonic clock. */
  readonly now: number
  /** Milliseconds since 1970. */
  readonly wall: number
}

/** The day of a time, in UTC. */
export const dayOf = ({ wall }: Instant): number => Math.floor(wall / dayMs)

/** A place for one run. */
export interface HeldPlace {
  readonly name: string
  readonly counter: RunCounter
  /** How much of the day's time is set aside for it, in milliseconds. */
  readonly reservedMs: number
  /** When it becomes free by itself. */
  readonly until: number
}

const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1_000))

/** How long until a place is probably free, in seconds. Nobody knows when a program ends. */
const soonSeconds = 2

const exceeded = (message: string, retryAfterSeconds: number, quota: QuotaState) =>
  new QuotaExceeded({ message, retryAfterSeconds, quota })

/** What one caller has run: in the last minute, today, and now. */
export class RunCounter {
  /** Names the caller. */
  readonly subject: string
  readonly owner: UserId | undefined
  readonly places = new Set<HeldPlace>()
  readonly #minute = new SlidingWindow(minuteMs)
  day: number
  runs = 0
  processorMs = 0
  usedAt: number
  #reservedMs = 0

  constructor(subject: string, owner: UserId | undefined, at: Instant) {
    this.subject = subject
    this.owner = owner
    this.day = dayOf(at)
    this.usedAt = at.now
  }

  /** Begins a new day, if it is one. */
  turn(at: Instant): void {
    this.usedAt = at.now
    const day = dayOf(at)
    if (day === this.day) return
    this.day = day
    this.runs = 0
    this.processorMs = 0
  }

  /** The quota that a run for up to `runMs` would exceed; `undefined` if it may run. */
  refusal(limits: RunLimits, runMs: number, at: Instant): QuotaExceeded | undefined {
    this.turn(at)
    const midnight = seconds((this.day + 1) * dayMs - at.wall)
    const { processorSecondsPerDay, runsAtOnce, runsPerDay, runsPerMinute } = limits
    if (this.places.size >= runsAtOnce) {
      return exceeded(`you may run ${runsAtOnce} programs at once; wait until one has ended`, soonSeconds, {
        name: "runs-at-once",
        limit: runsAtOnce,
        remaining: 0,
        unit: "concurrent-requests"
      })
    }
    if (this.#minute.count(at.now) >= runsPerMinute) {
      const wait = seconds(this.#minute.waitMs(at.now, runsPerMinute))
      return exceeded(`you may run ${runsPerMinute} programs a minute; the next one in ${wait} s`, wait, {
        name: "runs-per-minute",
        limit: runsPerMinute,
        remaining: 0,
        windowSeconds: minuteMs / 1_000
      })
    }
    const daily = { windowSeconds: dayMs / 1_000 }
    if (this.runs >= runsPerDay) {
      return exceeded(`you may run ${runsPerDay} programs a day, until midnight in UTC`, midnight, {
        name: "runs-per-day",
        limit: runsPerDay,
        remaining: 0,
        ...daily
      })
    }
    const leftMs = processorSecondsPerDay * 1_000 - this.processorMs
    if (runMs <= leftMs - this.#reservedMs) return undefined
    const remaining = Math.max(0, Math.floor(leftMs / 1_000))
    return exceeded(
      `your programs may run for ${processorSecondsPerDay} s a day, until midnight in UTC: ${remaining} s are left, and this one may take ${seconds(runMs)} s`,
      // Other runs may give back what is set aside for them.
      runMs <= leftMs ? soonSeconds : midnight,
      { name: "processor-seconds-per-day", limit: processorSecondsPerDay, remaining, unit: "seconds", ...daily }
    )
  }

  /** Counts a run and gives it a place. */
  take(place: HeldPlace, now: number): void {
    this.#minute.add(now)
    this.runs += 1
    this.#reservedMs += place.reservedMs
    this.places.add(place)
  }

  /** Gives a place back; `false` if it was given back before. */
  free(place: HeldPlace): boolean {
    if (!this.places.delete(place)) return false
    this.#reservedMs -= place.reservedMs
    return true
  }

  /** Takes the count of a run back. */
  uncount(at: Instant): void {
    this.turn(at)
    this.#minute.undo()
    this.runs = Math.max(0, this.runs - 1)
  }
}
