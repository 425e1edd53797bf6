import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { RunEvent } from "./RunEvent.ts"

/**
 * An append-only account of runs: {@link RunEvent}s, recorded by `Submit`, `JobWorker` and `Execute` alike (`RunAccount.ts`). It is optional,
 * and there is none by default. It never holds up a run: what it cannot keep is dropped and counted.
 */
export const RunJournal = Context.Reference<{
  /** Whether anything is kept at all. */
  readonly isOn: boolean
  /** Takes an event. Returns at once, whatever becomes of the event. */
  readonly record: (event: RunEvent) => Effect.Effect<void>
  /** Returns when what was recorded so far is kept, or after two seconds: for hosts that freeze their process. */
  readonly flush: Effect.Effect<void>
}>("@glissade/core/RunJournal", {
  defaultValue: () => ({ isOn: false, record: () => Effect.void, flush: Effect.void })
})
