import { Push } from "@glissade/core/Push"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"

/**
 * Runs what handles a delivery until it has pushed so often; then the worker is gone between one moment and the next, and what it would
 * still do is not done. `silence` is what the queue hears of it: usually nothing until the visibility timeout is over, and then a failure.
 */
export const dieAfter = <E, R, E2>(
  handle: Effect.Effect<void, E, R>,
  pushes: number,
  silence: Effect.Effect<never, E2>
): Effect.Effect<void, E | E2, R | Push> =>
  Effect.gen(function* () {
    const push = yield* Push
    let left = pushes
    const death = Latch.makeUnsafe(false)
    const mortal = Push.of({
      send: (connectionId, message) =>
        Effect.suspend(() => {
          if (left-- > 0) return push.send(connectionId, message)
          return Effect.andThen(death.open, Effect.never)
        })
    })
    const died = Effect.andThen(death.await, Effect.interrupt)
    yield* Effect.raceFirst(Effect.provideService(handle, Push, mortal), died).pipe(
      Effect.catchCause(() => silence),
      // All was pushed, and the worker dies before it can take the message off the queue.
      Effect.andThen(Effect.suspend(() => (left === 0 ? silence : Effect.void)))
    )
  })
