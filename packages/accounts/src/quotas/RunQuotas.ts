import { longestRunMs } from "@glissade/protocol/Execution"
import { CurrentCaller } from "@glissade/core/Caller"
import type { Caller } from "@glissade/core/Caller"
import type { User } from "@glissade/core/CurrentUser"
import { monotonicMs } from "@glissade/core/Monotonic"
import { backoffSeconds, deduplicationId, maximumReceives } from "@glissade/core/Queue"
import type { Place, QuotaRequest } from "@glissade/core/Quotas"
import { QuotaExceeded, Quotas, uncounted } from "@glissade/core/Quotas"
import { RunQuotas } from "@glissade/core/RunQuotas"
import type { Usage } from "@glissade/core/Usage"
import type { UserId } from "@glissade/protocol/Ids"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import { Callers } from "./Callers.ts"
import type { HeldPlace, Instant, RunCounter } from "./RunCounter.ts"
import { minuteMs } from "./RunCounter.ts"
import type { LimitsByRole } from "./RunLimits.ts"
import { defaults as defaultLimits, roleOf } from "./RunLimits.ts"
import type { UsageLedger } from "./UsageLedger.ts"
import { forgetful, makeUsageLedger } from "./UsageLedger.ts"

export interface RunQuotasOptions {
  readonly limits: LimitsByRole
  /** How long a job may wait for its first delivery and keep its place, in milliseconds. */
  readonly queueMs: number
  /** Maximum number of users who are counted, and of addresses of anonymous callers. */
  readonly maximumCallers: number
  /** Maximum number of submits that are remembered to know their repeats; the oldest are forgotten first. */
  readonly maximumSeen: number
}

/** The default options of {@link layer}. */
export const defaults: RunQuotasOptions = {
  limits: defaultLimits,
  queueMs: 300_000,
  maximumCallers: 20_000,
  maximumSeen: 100_000
}

/** A queue drops a repeated submit for five minutes; later the same job would run again, and counts again. */
const seenMs = 300_000

/** How long after its time limit a synchronous run has surely ended, in milliseconds. */
const syncGraceMs = 15_000

/** How long a job may be hidden between its deliveries, in milliseconds. */
const backoffMs = Array.from({ length: maximumReceives }, (_, n) => 1_000 * backoffSeconds(n + 1)).reduce(
  (total, ms) => total + ms
)

const refusals = Metric.counter("glissade_quota_refusals_total", {
  description: "Runs that were refused since a quota was used up",
  incremental: true
})

const tooManyCallers = () =>
  new QuotaExceeded({ message: "more people run programs than this server can count; try again", retryAfterSeconds: 2 })

const instant: Effect.Effect<Instant> = Effect.zipWith(monotonicMs, Clock.currentTimeMillis, (now, wall) => ({
  now,
  wall
}))

/** Names the caller who is counted; `undefined` for one who is not, such as an anonymous one on the server's own machine. */
const subjectOf = (user: User, caller: Caller): string | undefined => {
  if (user.id !== undefined) return `user ${user.id}`
  return caller.isLimited ? `address ${caller.key}` : undefined
}

const ownedName = (owner: UserId | undefined, name: string): string => `${owner ?? ""} ${name}`

const make = (options: Partial<RunQuotasOptions>, ledger: UsageLedger) =>
  Effect.gen(function* () {
    const settings = { ...defaults, ...options }
    const users = new Callers(settings.maximumCallers)
    const addresses = new Callers(settings.maximumCallers)
    const places = new Map<string, HeldPlace>()
    /** Submits and until when their repeats are known, the oldest first. */
    const seen = new Map<string, number>()
    let syncRuns = 0

    const callersOf = ({ owner }: { readonly owner: UserId | undefined }) => (owner === undefined ? addresses : users)

    const free = (place: HeldPlace) => {
      const { counter, name } = place
      if (!counter.free(place)) return false
      if (places.get(name) === place) places.delete(name)
      if (callersOf(counter).find(counter.subject) === counter) callersOf(counter).settle(counter)
      return true
    }

    const sweep = (now: number) => {
      for (const callers of [users, addresses]) {
        for (const place of callers.expired(now)) free(place)
        callers.forgetIdle(now)
      }
    }

    const isSeen = (name: string, now: number) => (seen.get(name) ?? now) > now

    const remember = (name: string, now: number) => {
      for (const [oldest, until] of seen) {
        if (until > now && seen.size < settings.maximumSeen) break
        seen.delete(oldest)
      }
      seen.delete(name)
      seen.set(name, now + seenMs)
    }

    const counterFor = (subject: string, owner: UserId | undefined, at: Instant): RunCounter | undefined => {
      const callers = callersOf({ owner })
      const isNew = callers.find(subject) === undefined
      const counter = callers.of(subject, owner, at)
      if (isNew && counter !== undefined) ledger.load(counter)
      return counter
    }

    const count = (counter: RunCounter, at: Instant, runs: number, processorMs: number) => {
      counter.turn(at)
      counter.processorMs += processorMs
      ledger.add(counter.owner, counter.day, runs, processorMs)
    }

    const hold = (place: HeldPlace, at: Instant): Place => {
      const { counter, name } = place
      counter.take(place, at.now)
      places.set(name, place)
      callersOf(counter).settle(counter)
      count(counter, at, 1, 0)
      return {
        withdraw: Effect.map(instant, (at) => {
          if (!free(place)) return
          seen.delete(name)
          counter.uncount(at)
          count(counter, at, -1, 0)
        }),
        leave: (processorMs) =>
          Effect.map(instant, (at) => {
            if (free(place)) count(counter, at, 0, processorMs)
          })
      }
    }

    const decide = (user: User, subject: string, what: QuotaRequest, at: Instant): Place | QuotaExceeded => {
      const longestMs = longestRunMs(what.execution.limits)
      const isJob = what.way === "async"
      const name = ownedName(user.id, isJob ? deduplicationId(what) : `sync ${syncRuns++}`)
      if (isJob && isSeen(name, at.now)) return uncounted
      const counter = counterFor(subject, user.id, at)
      if (counter === undefined) return tooManyCallers()
      const limits = settings.limits[roleOf(user)]
      if (counter.places.size >= limits.runsAtOnce) {
        for (const place of counter.places) if (place.until <= at.now) free(place)
      }
      const refused = counter.refusal(limits, longestMs, at)
      if (refused !== undefined) return refused
      const lease = isJob ? settings.queueMs + maximumReceives * longestMs + backoffMs : 2 * longestMs + syncGraceMs
      if (isJob) remember(name, at.now)
      // Of the same submit more than five minutes ago, which waits still.
      const earlier = places.get(name)
      if (earlier !== undefined) free(earlier)
      return hold({ name, counter, reservedMs: longestMs, until: at.now + lease }, at)
    }

    yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep(minuteMs), Effect.map(monotonicMs, sweep))))

    return Context.empty().pipe(
      Context.add(Quotas, {
        admit: Effect.fnUntraced(function* (user, what) {
          const subject = subjectOf(user, yield* CurrentCaller)
          if (subject === undefined) return uncounted
          const decided = decide(user, subject, what, yield* instant)
          if (!(decided instanceof QuotaExceeded)) return decided
          const quota = decided.quota?.name ?? "callers"
          yield* Metric.update(Metric.withAttributes(refusals, { quota }), 1)
          return yield* decided
        }),
        report: (job, { hasEnded, processorMs }) =>
          Effect.map(instant, (at) => {
            const place = places.get(ownedName(job.owner, deduplicationId(job)))
            // Admitted by another process, or a place that became free by itself.
            const owned = job.owner === undefined ? undefined : counterFor(`user ${job.owner}`, job.owner, at)
            const counter = place?.counter ?? owned
            if (counter !== undefined) count(counter, at, 0, processorMs)
            if (place !== undefined && hasEnded) free(place)
          })
      }),
      Context.add(RunQuotas, {
        usageOf: Effect.fnUntraced(function* (user) {
          const at = yield* instant
          const subject = subjectOf(user, yield* CurrentCaller)
          const counter = subject === undefined ? undefined : callersOf({ owner: user.id }).find(subject)
          counter?.turn(at)
          return {
            limits: settings.limits[roleOf(user)],
            runsToday: counter?.runs ?? 0,
            processorSecondsToday: (counter?.processorMs ?? 0) / 1_000,
            runsNow: counter?.places.size ?? 0
          }
        })
      })
    )
  })

/**
 * Run quotas, counted in this process: runs a minute, runs a day, runs at once and processor seconds a day, of each user, and of each address
 * for anonymous callers. What is counted ends with the process.
 */
export const layer = (options: Partial<RunQuotasOptions> = {}): Layer.Layer<RunQuotas> =>
  Layer.effectContext(make(options, forgetful))

/** The same, with the counts of a user's day written to `Usage` every ten seconds, and read from there when a user is seen first. */
export const layerWithUsage = (options: Partial<RunQuotasOptions> = {}): Layer.Layer<RunQuotas, never, Usage> =>
  Layer.effectContext(
    Effect.flatMap(makeUsageLedger(options.maximumCallers ?? defaults.maximumCallers), (ledger) =>
      make(options, ledger)
    )
  )
