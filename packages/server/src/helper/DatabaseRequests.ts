import { defaultCacheFolder } from "@glissade/sandbox/registry/PrivateFolder"
import { defaultDataFolder } from "@glissade/storage/DataFolder"
import { errorPlace } from "@glissade/core/ErrorPlace"
import * as Cause from "effect/Cause"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import type { HelperAnswer } from "./HelperAnswer.ts"

/** Where the data is comes from whoever started the server: a server that was taken over cannot name another folder to root. */
const dataFolder = Config.String("DATA_DIR").pipe(Config.withDefault(defaultDataFolder({})))

/** Runs PostgreSQL until it ends or the effect is interrupted, and tells how it goes. What this takes is loaded only here. */
const runDatabase = (server: number, answer: (answer: HelperAnswer) => void) =>
  Effect.gen(function* () {
    const { start } = yield* Effect.promise(() => import("@glissade/storage/EmbeddedPostgres"))
    const options = { dataFolder: yield* dataFolder, cacheFolder: defaultCacheFolder(), isOpenToGroup: true, server }
    const { database, exited, password, port, socketFolder, username } = yield* start(options)
    answer({ _tag: "Started", socketFolder, port, database, username, password: Redacted.value(password) })
    yield* exited
    answer({ _tag: "Exited" })
  }).pipe(
    Effect.scoped,
    Effect.catchTag("EmbeddedPostgresFailed", ({ message, reason }) =>
      Effect.sync(() => answer({ _tag: "Failed", reason, message }))
    ),
    // Whoever waits for the database must hear of any end.
    Effect.catchCause((cause) =>
      Cause.hasInterruptsOnly(cause)
        ? Effect.interrupt
        : Effect.andThen(
            Effect.logError("the database could not be started", cause),
            Effect.sync(() => answer({ _tag: "Failed", reason: "failed", message: errorPlace(Cause.squash(cause)) }))
          )
    )
  )

/** Starts and stops PostgreSQL as it is asked to. Closing the scope ends it. */
export const databaseRequests = Effect.fnUntraced(function* (server: number, answer: (answer: HelperAnswer) => void) {
  let running: Fiber.Fiber<void, Config.ConfigError> | undefined
  const end = Effect.suspend(() => {
    const fiber = running
    running = undefined
    return fiber === undefined ? Effect.void : Fiber.interrupt(fiber)
  })
  yield* Effect.addFinalizer(() => end)
  return {
    startDatabase: Effect.andThen(
      end,
      Effect.map(Effect.forkDetach(runDatabase(server, answer)), (fiber) => {
        running = fiber
      })
    ),
    stopDatabase: Effect.andThen(
      end,
      Effect.sync(() => answer({ _tag: "Stopped" }))
    )
  }
})
