import { Push } from "@glissade/core/Push"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"

/**
 * Runs the handler of a delivery until it has pushed the given number of messages; then the worker dies, and nothing further happens.
 * `silence` is what the queue sees: usually nothing until the visibility timeout is over, and then a failure.
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
      // Everything was pushed, and the worker dies before it can delete the message.
      Effect.andThen(Effect.suspend(() => (left === 0 ? silence : Effect.void)))
    )
  })
