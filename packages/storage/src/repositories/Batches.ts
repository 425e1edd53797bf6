import * as Effect from "effect/Effect"

/** Deletes batch by batch, each a call of its own within its time limit, until one is not full; returns how many were deleted. */
export const inBatches = <E, R>(deleteBatch: Effect.Effect<number, E, R>, size: number): Effect.Effect<number, E, R> =>
  Effect.gen(function* () {
    let deleted = 0
    while (true) {
      const batch = yield* deleteBatch
      deleted += batch
      if (batch < size) return deleted
    }
  })
