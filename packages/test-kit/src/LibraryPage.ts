import { Features } from "@glissade/api/Features"
import * as LibraryRoutes from "@glissade/api/LibraryRoutes"
import { Authenticator, TokenRefused } from "@glissade/core/Authenticator"
import * as RunJournalBuffer from "@glissade/core/RunJournalBuffer"
import type { Sandbox } from "@glissade/core/Sandbox"
import { historyFeature, libraryFeature } from "@glissade/protocol/Runtime"
import type { ServerSettings } from "@glissade/server/ServerConfig"
import { defaults, ServerConfig } from "@glissade/server/ServerConfig"
import { serving } from "@glissade/server/Server"
import * as AccountDirectoryRepository from "@glissade/storage/AccountDirectoryRepository"
import * as ApiKeyRepository from "@glissade/storage/ApiKeyRepository"
import * as AuditTrailRepository from "@glissade/storage/AuditTrailRepository"
import * as Database from "@glissade/storage/Database"
import * as EmbeddedPostgres from "@glissade/storage/EmbeddedPostgres"
import * as ReportRepository from "@glissade/storage/ReportRepository"
import * as RunJournalSink from "@glissade/storage/RunJournalSink"
import * as RunRepository from "@glissade/storage/RunRepository"
import * as SnippetRepository from "@glissade/storage/SnippetRepository"
import * as UsageRepository from "@glissade/storage/UsageRepository"
import * as UserRepository from "@glissade/storage/UserRepository"
import { person } from "@glissade/testing/People"
import * as Context from "effect/Context"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { address } from "./TestServer.ts"

const [one, two] = [person("one"), person("two")]

/** Nothing to sign in to, as at a person's own machine; `token-two` is somebody else. */
const authenticator = Layer.succeed(Authenticator, {
  isOpen: true,
  authenticate: (token) => {
    if (token === undefined) return Effect.succeed({ id: one.id, claims: {} })
    return Redacted.value(token) === "token-two"
      ? Effect.succeed({ id: two.id, claims: {} })
      : Effect.fail(new TokenRefused({ reason: "invalid" }))
  }
})

/** The library's database: it can be taken away, and given back. */
export class LibraryDatabase extends Context.Service<
  LibraryDatabase,
  { readonly takeAway: Effect.Effect<void>; readonly giveBack: Effect.Effect<void> }
>()("@glissade/test-kit/LibraryDatabase") {}

const gone = { message: "taken away", publicMessage: "the database of this test was taken away" }

const folder = Effect.acquireRelease(
  Effect.sync(() => {
    const folder = mkdtempSync(join(tmpdir(), "library-"))
    // As root, PostgreSQL runs under a user id that has to get through.
    chmodSync(folder, 0o711)
    return folder
  }),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

const database = Layer.unwrap(
  Effect.gen(function* () {
    const inFolder = yield* folder
    const server = yield* EmbeddedPostgres.start({
      dataFolder: join(inFolder, "data"),
      cacheFolder: join(inFolder, "cache")
    })
    let isAway = false
    let lost = Deferred.makeUnsafe<void>()
    const connect = Effect.suspend(() => {
      if (isAway) return Effect.fail(gone)
      lost = Deferred.makeUnsafe<void>()
      const { database, password, port, socketFolder, username } = server
      return Effect.succeed({
        settings: { host: socketFolder, port, database, username, password },
        lost: Deferred.await(lost)
      })
    })
    const control = Layer.succeed(LibraryDatabase, {
      takeAway: Effect.suspend(() => {
        isAway = true
        return Effect.asVoid(Deferred.succeed(lost, undefined))
      }),
      giveBack: Effect.sync(() => {
        isAway = false
      })
    })
    return Layer.merge(control, Database.layer(connect, { people: [one, two], waitMs: 1_000 }))
  })
)

const storage = Layer.mergeAll(
  SnippetRepository.layer(),
  ReportRepository.layer,
  AccountDirectoryRepository.layer,
  RunRepository.layer(),
  UserRepository.layer,
  ApiKeyRepository.layer,
  UsageRepository.layer,
  AuditTrailRepository.layer,
  Layer.provide(RunJournalBuffer.layerBuffered(), RunJournalSink.layer())
).pipe(Layer.provideMerge(database), Layer.provide(SecureRandom.layerWebCrypto))

/** A server with a page, a library and a history, for the one person who comes without a token. */
export const layerLibraryPage = <E>(sandbox: Layer.Layer<Sandbox, E>, settings: Partial<ServerSettings> = {}) =>
  address.pipe(
    Layer.provideMerge(serving(LibraryRoutes.layer)),
    Layer.provide([
      LibraryRoutes.layerServed,
      authenticator,
      Layer.succeed(Features, [libraryFeature, historyFeature])
    ]),
    Layer.provideMerge(storage),
    Layer.provide([sandbox, Layer.succeed(ServerConfig, { ...defaults, port: 0, ...settings })])
  )
