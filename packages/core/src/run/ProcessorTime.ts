import * as Effect from "effect/Effect"
import { monotonicMs } from "../telemetry/Monotonic.ts"

/** How long a run occupies an interpreter, in milliseconds: from the start of its program to its end, over all its tries. */
export interface ProcessorTime {
  /** The program starts. */
  readonly begin: Effect.Effect<void>
  /** The program has ended, or was stopped; nothing if it had not begun. */
  readonly end: Effect.Effect<void>
  readonly hasBegun: () => boolean
  readonly ms: () => number
}

/** Measures one run. */
export const makeProcessorTime = (): ProcessorTime => {
  let total = 0
  let hasBegun = false
  let since: number | undefined
  return {
    begin: Effect.map(monotonicMs, (now) => {
      hasBegun = true
      since = now
    }),
    end: Effect.suspend(() => {
      if (since === undefined) return Effect.void
      const from = since
      since = undefined
      return Effect.map(monotonicMs, (now) => {
        total += now - from
      })
    }),
    hasBegun: () => hasBegun,
    ms: () => total
  }
}
