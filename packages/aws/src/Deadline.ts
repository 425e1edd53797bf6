import { Sandbox, SandboxUnavailable } from "@glissade/core/Sandbox"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** The part of an invocation's time that is reserved for what follows a run: the last pushes with their retries, in milliseconds. */
export const marginMs = 3_000

/** With less time left than this no run is started; the message is delivered again. */
const leastMs = 500

/**
 * Runs an effect with a sandbox that ends every run before the invocation times out: a run that is too long ends with `timeout`, rather
 * than being lost with the whole invocation. `remainingMs` is what Lambda reports.
 */
export const withDeadline = <A, E, R>(effect: Effect.Effect<A, E, R>, remainingMs: number) =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox
    const end = (yield* Clock.currentTimeMillis) + remainingMs - marginMs
    const bounded = Sandbox.of({
      ...sandbox,
      run: (execution, input) =>
        Stream.unwrap(
          Effect.map(Clock.currentTimeMillis, (now) => {
            const left = end - now
            if (left < leastMs) {
              return Stream.fail(
                new SandboxUnavailable({ reason: "busy", message: "the invocation has no time left for another run" })
              )
            }
            const timeoutMs = Math.min(execution.limits.timeoutMs, left)
            return sandbox.run({ ...execution, limits: { ...execution.limits, timeoutMs } }, input)
          })
        )
    })
    return yield* Effect.provideService(effect, Sandbox, bounded)
  })
