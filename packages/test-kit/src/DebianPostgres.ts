import type { ChildProcess } from "node:child_process"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { chownSync, existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"

/** The programs of Debian's package `postgresql-15`, the oldest release that is supported. */
const programs = "/usr/lib/postgresql/15/bin"

/** Whether they are installed. In CI they must be. */
export const hasDebianPostgres = process.env["CI"] !== undefined || existsSync(join(programs, "postgres"))

/** A uid that owns nothing else: PostgreSQL refuses to run as root. */
const nobody = 65_534

const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}

const run = (program: string, args: ReadonlyArray<string>) => {
  const { status, stderr } = spawnSync(join(programs, program), args, {
    ...identity,
    encoding: "utf8",
    env: { LC_ALL: "C" }
  })
  if (status !== 0) throw new Error(`${program}: ${stderr}`)
}

const startServer = async (folder: string): Promise<ChildProcess> => {
  const data = join(folder, "data")
  run("initdb", ["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", data])
  const settings = { listen_addresses: "", unix_socket_directories: folder, fsync: "off", max_connections: "40" }
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])
  const server = spawn(join(programs, "postgres"), ["-D", data, ...args], {
    ...identity,
    stdio: ["ignore", "ignore", "pipe"]
  })
  for await (const chunk of server.stderr!) {
    if (String(chunk).includes("ready to accept connections")) break
  }
  if (server.exitCode !== null) throw new Error("PostgreSQL 15 did not start")
  return server
}

/** A PostgreSQL 15 of its own, with nothing in it; gone with the scope. Its settings for `@effect/sql-pg`. */
export const debianPostgres = Effect.map(
  Effect.acquireRelease(
    Effect.promise(async () => {
      const folder = mkdtempSync(join(tmpdir(), "pg15-"))
      if (identity.uid !== undefined) chownSync(folder, nobody, nobody)
      return { folder, server: await startServer(folder) }
    }),
    ({ folder, server }) =>
      Effect.promise(async () => {
        const ended = once(server, "exit")
        server.kill("SIGQUIT")
        await ended
        rmSync(folder, { recursive: true, force: true })
      })
  ),
  ({ folder }) => ({ host: folder, port: 5432, username: "postgres", database: "postgres" })
)
