import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { existsSync, readFileSync } from "node:fs"
import { checkCluster, database, makeCluster, removePartial } from "./Cluster.ts"
import type { DataFolder } from "./DataFolder.ts"
import { prepareDataFolder } from "./DataFolder.ts"
import { EmbeddedPostgresFailed, onFolder } from "./EmbeddedPostgresFailed.ts"
import { lockFolder } from "./FolderLock.ts"
import { endLeftovers } from "./Leftovers.ts"
import { findPackage } from "./PostgresPackage.ts"
import { providePrograms } from "./Programs.ts"
import { serve } from "./PostgresServer.ts"
import { port } from "./ServerSettings.ts"

export interface EmbeddedPostgresOptions {
  /** Where the data is kept. One server at a time uses it. */
  readonly dataFolder: string
  /** Where PostgreSQL's programs are copied if they cannot be run from their package. Its content is trusted: it is run. */
  readonly cacheFolder: string
  /** The folder of the npm package with PostgreSQL's programs, where it is not found by its name. */
  readonly packageFolder?: string
  /** Whether members of PostgreSQL's group may go to its socket: a server that root started and that is root no more. By default nobody else may. */
  readonly isOpenToGroup?: boolean
  /** Id of the process that people are told uses the data folder; by default this one. */
  readonly server?: number
}

/** A PostgreSQL that listens on a Unix socket alone. */
export interface EmbeddedPostgresServer {
  readonly socketFolder: string
  readonly port: number
  readonly database: typeof database
  readonly username: string
  readonly password: Redacted.Redacted
  /** Completes when the server has ended, for whatever reason. */
  readonly exited: Effect.Effect<void>
  /** What the server said of its own end; empty if it said nothing. No statement and no value is in it. */
  readonly lastWords: Effect.Effect<string>
}

const readPassword = ({ cluster, password }: DataFolder) =>
  onFolder(`The password of the data in ${cluster} cannot be read`, () =>
    Redacted.make(readFileSync(password, "utf8").trim())
  )

/**
 * Starts Glissade's own PostgreSQL, sets up its data at first, and waits until it takes connections. Closing the scope ends it. If this
 * process is killed, it ends within 5 s. Needs real time: under a test's clock use `it.live`.
 */
export const start = Effect.fnUntraced(function* (
  options: EmbeddedPostgresOptions
): Effect.fn.Return<EmbeddedPostgresServer, EmbeddedPostgresFailed, Scope.Scope> {
  const source = yield* findPackage(options.packageFolder)
  const folder = yield* prepareDataFolder(options.dataFolder, options.isOpenToGroup)
  const lock = yield* Effect.catchTag(
    lockFolder(folder.path, options.server),
    "FolderLocked",
    ({ message }) => new EmbeddedPostgresFailed({ reason: "locked", message })
  )
  const isNew = !existsSync(folder.cluster)
  if (!isNew) yield* checkCluster(folder, source.major)
  yield* removePartial(folder)
  const programs = yield* providePrograms(source, folder, options.cacheFolder)
  // What is left of the server, if its first process is killed, ends before the folder is given back.
  yield* Effect.addFinalizer(() => Effect.ignore(Effect.when(endLeftovers(folder.cluster), lock.isHeld)))
  if (isNew) yield* makeCluster(folder, programs)
  else yield* endLeftovers(folder.cluster)
  const { stop, ...server } = yield* serve(folder, programs)
  yield* Effect.forkScoped(Effect.andThen(lock.lost, stop))
  return { ...server, port, database, username: database, password: yield* readPassword(folder) }
})
