import { AuditTrail } from "@glissade/core/AuditTrail"
import { BlockList } from "@glissade/core/BlockList"
import { KeyRing } from "@glissade/core/KeyRing"
import { RunJournal } from "@glissade/core/RunJournal"
import { Sightings } from "@glissade/core/Sightings"
import { Users } from "@glissade/core/Users"
import type { UserId } from "@glissade/protocol/Ids"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Option from "effect/Option"
import { AccountSettings } from "./AccountSettings.ts"

/** The one person must be there again, or nothing could be saved. */
const again = { schedule: Schedule.exponential("100 millis"), times: 8 }

/** Makes what deletes a person and all that is kept of them. */
export const makeRemoval = Effect.gen(function* () {
  const audit = yield* AuditTrail
  const blockList = yield* Effect.serviceOption(BlockList)
  const keys = yield* Effect.serviceOption(KeyRing)
  const { mode } = yield* AccountSettings
  const users = yield* Users

  /** Ends the sockets and jobs of a person, in this process. */
  const endAll = (id: UserId) =>
    Option.match(blockList, {
      onNone: () => Effect.void,
      onSome: ({ block, unblock }) => Effect.andThen(block(id), unblock(id))
    })

  return Effect.fnUntraced(function* (id: UserId) {
    const record = yield* users.read(id)
    // Before the person is gone, when nobody could tell any more who it was.
    yield* audit.record(id, "account_deleted")
    const { flush } = yield* RunJournal
    yield* endAll(id)
    // What waits to be written would be there again afterwards.
    yield* flush
    yield* users.remove(id)
    if (Option.isSome(keys)) yield* keys.value.forgetOwner(id)
    const { forget } = yield* Sightings
    yield* forget(id)
    // Nobody signs in, so nobody would be noted again.
    if (mode === "local") yield* Effect.retry(users.seen(record), again)
  })
})
