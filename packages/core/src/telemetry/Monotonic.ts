import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** Time for durations, in whole milliseconds from an arbitrary start: it never jumps, whatever happens to the machine's clock. */
export const monotonicMs: Effect.Effect<number> = Effect.map(Clock.monotonicTimeNanos, (nanos) =>
  Number(nanos / 1_000_000n)
)
