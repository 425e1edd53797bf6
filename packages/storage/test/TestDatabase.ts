import type { DatabaseOptions } from "@glissade/storage/Database"
import * as Database from "@glissade/storage/Database"
import { start } from "@glissade/storage/EmbeddedPostgres"
import { debianPostgres, hasDebianPostgres } from "@glissade/test-kit/DebianPostgres"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const folder = Effect.acquireRelease(
  Effect.sync(() => {
    const path = mkdtempSync(join(tmpdir(), "glissade-storage-"))
    // As root, PostgreSQL runs as another user, who must get to its data.
    chmodSync(path, 0o711)
    return path
  }),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** By the real clock: the sign of life that its lock gives every 10 s would be given a million times in 100 days of a test's clock. */
const embedded = Effect.gen(function* () {
  const path = yield* folder
  const server = yield* start({ dataFolder: join(path, "data"), cacheFolder: join(path, "cache") })
  const { database, exited, password, port, socketFolder, username } = server
  return { settings: { host: socketFolder, port, database, username, password }, lost: exited }
}).pipe(
  Effect.provideService(Clock.Clock, Clock.Clock.defaultValue()),
  Effect.mapError(({ message }) => ({ message, publicMessage: message }))
)

const debian = Effect.map(debianPostgres, (settings) => ({ settings, lost: Effect.never }))

/** Setting up a server's data may last longer than a person would wait for it. */
const patience = { waitMs: 60_000, timeoutMs: 60_000 }

/** The servers that every suite runs on: the newest that is supported, which Glissade brings, and the oldest. */
export const databasesWith = (own: Partial<DatabaseOptions>) => {
  const options = { ...patience, ...own }
  const newest = Layer.merge(Database.layer(embedded, options), SecureRandom.layerWebCrypto)
  const oldest = Layer.merge(Database.layer(debian, options), SecureRandom.layerWebCrypto)
  return [["PostgreSQL 18", newest] as const, ...(hasDebianPostgres ? [["PostgreSQL 15", oldest] as const] : [])]
}

export const databases = databasesWith({})
