import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { User } from "./CurrentUser.ts"

/** What one user may run, or one address without a user. `Infinity` is no limit. */
export interface RunLimits {
  /** In any 60 seconds. */
  readonly runsPerMinute: number
  /** From midnight to midnight, in UTC. */
  readonly runsPerDay: number
  /** Waiting and running. */
  readonly runsAtOnce: number
  /**
   * Seconds in which the user's programs occupy an interpreter, from midnight to midnight in UTC. A run that is admitted may use all of its
   * time limit, so that much must be left.
   */
  readonly processorSecondsPerDay: number
}

/** What a caller has used, and may use. */
export interface RunUsage {
  readonly limits: RunLimits
  readonly runsToday: number
  readonly processorSecondsToday: number
  readonly runsNow: number
}

/** Reads what `Quotas` count. */
export class RunQuotas extends Context.Service<
  RunQuotas,
  {
    /** What the user has used as far as this process knows, or the current caller if the user is anonymous. */
    readonly usageOf: (user: User) => Effect.Effect<RunUsage>
  }
>()("@glissade/core/RunQuotas") {}
