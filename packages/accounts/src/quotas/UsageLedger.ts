import { errorPlace } from "@glissade/core/ErrorPlace"
import * as Metrics from "@glissade/core/Metrics"
import type { DayUsage } from "@glissade/core/Usage"
import { Usage } from "@glissade/core/Usage"
import type { UserId } from "@glissade/protocol/Ids"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import type { RunCounter } from "./RunCounter.ts"
import { dayMs } from "./RunCounter.ts"

/** Keeps what users used in a day beyond this process. Never in the way of a run. */
export interface UsageLedger {
  /** Notes a use, to be written later. */
  readonly add: (owner: UserId | undefined, day: number, runs: number, processorMs: number) => void
  /** Brings a new counter up to what is stored of its user's day, soon. */
  readonly load: (counter: RunCounter) => void
}

/** For hosts whose counts end with the process. */
export const forgetful: UsageLedger = { add: () => {}, load: () => {} }

/** How often uses are written, in milliseconds. */
export const flushMs = 10_000

/** How long the last uses may take to be written when the process ends, in milliseconds. */
const farewellMs = 2_000

/** How many users' days are read at once. */
const concurrency = 4

const dayText = (day: number): string => DateTime.formatIsoDateUtc(DateTime.makeUnsafe(day * dayMs))

const keyOf = (user: UserId, day: string): string => `${day} ${user}`

/** Writes uses to `Usage` in batches, and reads users' days when they are counted for the first time. */
export const makeUsageLedger = Effect.fnUntraced(function* (maximumEntries: number) {
  const store = yield* Usage
  const news = Latch.makeUnsafe(false)
  let pending = new Map<string, DayUsage>()
  const wanted = new Set<RunCounter>()

  const add = ({ day, processorMs, runs, user }: DayUsage) => {
    const key = keyOf(user, day)
    const before = pending.get(key)
    if (before === undefined && pending.size >= maximumEntries) return
    const sum = { runs: runs + (before?.runs ?? 0), processorMs: processorMs + (before?.processorMs ?? 0) }
    pending.set(key, { user, day, ...sum })
  }

  const logFault = (what: string) => (fault: { readonly _tag: string; readonly message: string }) =>
    Effect.andThen(Metrics.countFault(fault._tag), Effect.logWarning(what, fault.message))

  const logDefect = (defect: unknown) =>
    Effect.annotateLogs(Effect.logError("what users used is not kept"), { reason: errorPlace(defect) })

  const flush = Effect.suspend(() => {
    if (pending.size === 0) return Effect.void
    const batch = Array.from(pending.values())
    pending = new Map()
    return store.add(batch).pipe(
      Effect.catch((fault) =>
        Effect.andThen(
          Effect.sync(() => batch.forEach(add)),
          logFault("what users used cannot be written now")(fault)
        )
      )
    )
  })

  const load = Effect.fnUntraced(function* (counter: RunCounter) {
    const { day, owner: user } = counter
    if (user === undefined) return
    const stored = yield* store.ofDay(user, dayText(day))
    wanted.delete(counter)
    if (counter.day !== day) return
    // Nothing is written while this is read, so what is pending is not in it.
    const since = pending.get(keyOf(user, dayText(day)))
    counter.runs = stored.runs + (since?.runs ?? 0)
    counter.processorMs = stored.processorMs + (since?.processorMs ?? 0)
  })

  const loadAll = Effect.suspend(() =>
    Effect.forEach(Array.from(wanted), load, { concurrency, discard: true }).pipe(
      Effect.catch(logFault("what users used today cannot be read now"))
    )
  )

  yield* Effect.addFinalizer(() => Effect.timeoutOption(flush, farewellMs))
  yield* Effect.forkScoped(
    Effect.forever(
      Effect.gen(function* () {
        yield* Effect.timeoutOption(news.await, flushMs)
        news.closeUnsafe()
        yield* Effect.andThen(flush, loadAll).pipe(Effect.catchDefect(logDefect))
      })
    )
  )

  return {
    add: (owner, day, runs, processorMs) => {
      if (owner !== undefined) add({ user: owner, day: dayText(day), runs, processorMs })
    },
    load: (counter) => {
      if (counter.owner === undefined || wanted.size >= maximumEntries) return
      wanted.add(counter)
      news.openUnsafe()
    }
  } satisfies UsageLedger
})
