import { BlockList } from "@glissade/core/BlockList"
import { Users } from "@glissade/core/Users"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"

/** How often it is read who is blocked, in milliseconds: another server's block must hold here within five seconds. */
const intervalMs = 2_000

/** Keeps who is blocked in this process as the store has it. While the store is away, those who were blocked stay so. */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const { refresh } = yield* BlockList
    const users = yield* Users
    // The database says for itself why it cannot be read.
    const read = Effect.ignore(refresh(users.blocked))
    yield* Effect.forkScoped(Effect.repeat(read, Schedule.spaced(intervalMs)))
  })
)
