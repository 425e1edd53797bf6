import { Sandbox, SandboxUnavailable } from "@glissade/core/Sandbox"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** What is kept of a Lambda's time for what follows a run: its last pushes with their retries, in milliseconds. */
export const marginMs = 3_000

/** With less time than this left no run is begun; the message comes again. */
const leastMs = 500

/**
 * Runs an effect with a sandbox that ends every run before the invocation's end: a run that cannot finish before it is cut
 * with `timeout`, rather than lost with the whole invocation. `remainingMs` is what Lambda gives from now on.
 */
export const withDeadline = <A, E, R>(effect: Effect.Effect<A, E, R>, remainingMs: number) =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox
    const end = (yield* Clock.currentTimeMillis) + remainingMs - marginMs
    const bounded = Sandbox.of({
      ...sandbox,
      run: (execution) =>
        Stream.unwrap(
          Effect.map(Clock.currentTimeMillis, (now) => {
            const left = end - now
            if (left < leastMs) {
              return Stream.fail(
                new SandboxUnavailable({ reason: "busy", message: "the invocation has no time left for another run" })
              )
            }
            const timeoutMs = Math.min(execution.limits.timeoutMs, left)
            return sandbox.run({ ...execution, limits: { ...execution.limits, timeoutMs } })
          })
        )
    })
    return yield* Effect.provideService(effect, Sandbox, bounded)
  })
