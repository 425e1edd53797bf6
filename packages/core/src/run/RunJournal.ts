import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { RunEvent } from "./RunEvent.ts"

/**
 * An append-only record of runs: {@link RunEvent}s, written by `Submit`, `JobWorker` and `Execute` alike (`RunAccount.ts`). It is optional,
 * and off by default. It never delays a run: events that it cannot keep are dropped and counted.
 */
export const RunJournal = Context.Reference<{
  /** Whether events are kept. */
  readonly isOn: boolean
  /** Records an event. Returns at once, whether or not the event can be kept. */
  readonly record: (event: RunEvent) => Effect.Effect<void>
  /** Returns when the events recorded so far are kept, or after two seconds: for hosts that freeze their process. */
  readonly flush: Effect.Effect<void>
}>("@glissade/core/RunJournal", {
  defaultValue: () => ({ isOn: false, record: () => Effect.void, flush: Effect.void })
})
