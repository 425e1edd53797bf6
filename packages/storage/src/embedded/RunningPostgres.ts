import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { database } from "./Cluster.ts"
import { EmbeddedPostgresFailed } from "./EmbeddedPostgresFailed.ts"

/** The lines of `postmaster.pid` that say where the server listens. PostgreSQL writes the file when it starts and deletes it when it ends. */
const line = { port: 3, socketFolder: 4 } as const

/**
 * The PostgreSQL that another Glissade server runs on a data folder, for whoever may read the folder. It ends when that server does. Fails
 * if there is none.
 */
export const findRunning = (dataFolder: string) =>
  Effect.try({
    try: () => {
      const file = join(dataFolder, "postgresql", "postmaster.pid")
      if (!existsSync(file)) throw new Error("PostgreSQL does not run there")
      const lines = readFileSync(file, "utf8").split("\n")
      return {
        host: lines[line.socketFolder] ?? "",
        port: Number(lines[line.port]),
        database,
        username: database,
        password: Redacted.make(readFileSync(join(dataFolder, "password"), "utf8").trim())
      }
    },
    catch: (error) =>
      new EmbeddedPostgresFailed({
        reason: "locked",
        message: `The database in ${dataFolder} is used by another server and cannot be reached: ${(error as Error).message}`
      })
  })
