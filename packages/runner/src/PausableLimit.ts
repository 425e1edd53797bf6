import { longestInputWaitMs } from "@glissade/containers/RunnerProtocol"
import { monotonicMs } from "@glissade/core/Monotonic"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberHandle from "effect/FiberHandle"

/**
 * The time limit of a program that may wait for input: it stands still meanwhile, for at most {@link longestInputWaitMs} in all. It ends with
 * its scope.
 */
export const pausableLimit = Effect.gen(function* () {
  const setTimer = yield* FiberHandle.makeRuntime<never, never, void>()
  const over = yield* Deferred.make<void>()
  let leftMs = 0
  let waitLeftMs = longestInputWaitMs
  let since: number | undefined
  let isWaiting = false

  const arm = (ms: number) => setTimer(Effect.delay(Effect.asVoid(Deferred.succeed(over, undefined)), Math.max(0, ms)))

  const turn = (waits: boolean): Effect.Effect<void> =>
    Effect.map(monotonicMs, (now) => {
      if (since === undefined || waits === isWaiting) return
      if (isWaiting) waitLeftMs -= now - since
      else leftMs -= now - since
      since = now
      isWaiting = waits
      arm(isWaiting ? waitLeftMs : leftMs)
    })

  return {
    /** The program starts. */
    start: (limitMs: number): Effect.Effect<void> =>
      Effect.map(monotonicMs, (now) => {
        leftMs = limitMs
        since = now
        arm(limitMs)
      }),
    /** The program waits from now on. */
    pause: turn(true),
    /** The program goes on. */
    resume: turn(false),
    /** Completes when the limit, or the longest wait, has passed. */
    over: Deferred.await(over),
    /** How long the program has waited in all, in milliseconds. */
    waitedMs: Effect.map(
      monotonicMs,
      (now) => longestInputWaitMs - waitLeftMs + (isWaiting && since !== undefined ? now - since : 0)
    )
  }
})
