import { EmbeddedPostgresFailed } from "@glissade/storage/EmbeddedPostgresFailed"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { DatabaseStarted } from "../helper/HelperAnswer.ts"
import { decodeAnswer } from "../helper/HelperAnswer.ts"
import type { HelperChannel } from "./HelperChannel.ts"

/** PostgreSQL is killed after 15 s of its own accord. */
const stopMs = 20_000

/**
 * Has the helper start the PostgreSQL of this server, and waits until it takes connections. Closing the scope ends it. One at a time: the
 * helper's answers are in the order of what it is asked.
 */
export const helperDatabase = Effect.fnUntraced(function* (helper: HelperChannel) {
  const started = Deferred.makeUnsafe<typeof DatabaseStarted.Type, EmbeddedPostgresFailed>()
  const exited = Deferred.makeUnsafe<void>()
  const stopped = Deferred.makeUnsafe<void>()
  helper.onAnswer = (line) => {
    const answer = decodeAnswer(line)
    switch (answer._tag) {
      case "Started":
        return Deferred.doneUnsafe(started, Effect.succeed(answer))
      case "Failed":
        return Deferred.doneUnsafe(
          started,
          Effect.fail(new EmbeddedPostgresFailed({ reason: answer.reason, message: answer.message }))
        )
      case "Exited":
        return Deferred.doneUnsafe(exited, Effect.void)
      case "Stopped":
        return Deferred.doneUnsafe(stopped, Effect.void)
    }
  }
  yield* Effect.addFinalizer(() =>
    Effect.andThen(
      Effect.sync(() => helper.ask("stopDatabase")),
      Effect.timeoutOption(Deferred.await(stopped), stopMs)
    )
  )
  helper.ask("startDatabase")
  const { password, ...place } = yield* Deferred.await(started)
  return { ...place, password: Redacted.make(password), exited: Deferred.await(exited) }
})
