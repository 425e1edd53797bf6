import * as PgClient from "@effect/sql-pg/PgClient"
import { defaultCacheFolder } from "@glissade/sandbox/registry/PrivateFolder"
import * as EmbeddedPostgres from "@glissade/storage/EmbeddedPostgres"
import { findRunning } from "@glissade/storage/RunningPostgres"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Reactivity from "effect/reactivity/Reactivity"
import { LibraryConfig } from "../library/LibraryConfig.ts"

/** One connection will do; a query may take as long as it takes. */
const settings = { applicationName: "glissade-command", maxConnections: 1 }

const ownDatabase = Effect.fnUntraced(function* (dataFolder: string, mayBeRunning: boolean) {
  const cacheFolder = yield* Config.String("CACHE_FOLDER").pipe(Config.withDefault(defaultCacheFolder()))
  const started = EmbeddedPostgres.start({ dataFolder, cacheFolder }).pipe(
    Effect.map(({ database, password, port, socketFolder, username }) => ({
      host: socketFolder,
      port,
      database,
      username,
      password
    }))
  )
  return yield* mayBeRunning
    ? Effect.catchIf(
        started,
        ({ reason }) => reason === "locked",
        () => findRunning(dataFolder)
      )
    : started
})

/**
 * The server's database, for a command: that of `DATABASE_URL`, or the one in `DATA_DIR`, also while a server runs on it if the command allows
 * that.
 */
export const commandDatabase = (mayBeRunning: boolean) =>
  Effect.gen(function* () {
    const { databaseUrl, dataFolder } = yield* LibraryConfig
    const place = databaseUrl === undefined ? yield* ownDatabase(dataFolder, mayBeRunning) : { url: databaseUrl }
    return yield* PgClient.make({ ...settings, ...place })
  }).pipe(Effect.provide(Reactivity.layer))
