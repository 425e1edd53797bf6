import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Reactivity from "effect/reactivity/Reactivity"
import { chmodSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { EmbeddedPostgresServer } from "../../src/embedded/EmbeddedPostgres.ts"
import * as EmbeddedPostgres from "../../src/embedded/EmbeddedPostgres.ts"

/** What a client needs to know of a server. */
export type Address = Pick<EmbeddedPostgresServer, "socketFolder" | "port" | "database" | "username"> & {
  readonly password: string | Redacted.Redacted
}

/** A folder that everybody may go through, as `/var/lib` is, which goes with the scope. */
export const temporaryFolder = Effect.acquireRelease(
  Effect.sync(() => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "glissade-")))
    chmodSync(folder, 0o711)
    return folder
  }),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

export const optionsIn = (folder: string) => ({ dataFolder: join(folder, "data"), cacheFolder: join(folder, "cache") })

/** Starts a server on the data in a folder. */
export const startIn = (folder: string) => EmbeddedPostgres.start(optionsIn(folder))

/** Connects to a server, until the scope is closed. */
export const connect = (
  { database, password, port, socketFolder, username }: Address,
  options: Partial<PgClient.PgPoolConfig> = {}
) =>
  PgClient.make({
    host: socketFolder,
    port,
    database,
    username,
    password: Redacted.isRedacted(password) ? password : Redacted.make(password),
    maxConnections: 1,
    ...options
  }).pipe(Effect.provide(Reactivity.layer))

/** The processes that work in a folder or were started with it as an argument: PostgreSQL's and their supervisor. */
export const processesOf = (folder: string): ReadonlyArray<number> =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      if (pid === process.pid) return false
      try {
        const isOfNode = readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("node")
        const { length } = readFileSync(`/proc/${pid}/cmdline`, "utf8").split(`${folder}/`)
        return !isOfNode && (length > 1 || readlinkSync(`/proc/${pid}/cwd`).startsWith(`${folder}/`))
      } catch {
        return false
      }
    })

/** The process that all others of PostgreSQL's come from. */
export const postmasterOf = (folder: string): number =>
  Number.parseInt(readFileSync(join(folder, "data", "postgresql", "postmaster.pid"), "utf8"), 10)

/** Waits until something holds, or gives up. */
export const until = (holds: () => boolean, milliseconds: number) =>
  Effect.gen(function* () {
    for (let waited = 0; waited < milliseconds && !holds(); waited += 50) yield* Effect.sleep(50)
    return holds()
  })

/** `nobody` where the tests are root's, who may read and write everything; otherwise the tests' own user. */
export const ordinaryUser = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined

export const isRoot = ordinaryUser !== undefined
