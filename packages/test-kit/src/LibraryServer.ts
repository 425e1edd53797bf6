import { Authenticator, TokenRefused } from "@glissade/core/Authenticator"
import * as LibraryRoutes from "@glissade/api/LibraryRoutes"
import { anonymous } from "@glissade/core/CurrentUser"
import * as RunJournalBuffer from "@glissade/core/RunJournalBuffer"
import type { Identity } from "@glissade/core/Users"
import type { ServerSettings } from "@glissade/server/ServerConfig"
import { defaults, ServerConfig } from "@glissade/server/ServerConfig"
import { serving } from "@glissade/server/Server"
import * as AccountDirectoryRepository from "@glissade/storage/AccountDirectoryRepository"
import * as ApiKeyRepository from "@glissade/storage/ApiKeyRepository"
import * as AuditTrailRepository from "@glissade/storage/AuditTrailRepository"
import * as Database from "@glissade/storage/Database"
import * as ReportRepository from "@glissade/storage/ReportRepository"
import * as RunJournalSink from "@glissade/storage/RunJournalSink"
import * as RunRepository from "@glissade/storage/RunRepository"
import * as SnippetRepository from "@glissade/storage/SnippetRepository"
import * as UsageRepository from "@glissade/storage/UsageRepository"
import * as UserRepository from "@glissade/storage/UserRepository"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { debianPostgres } from "./DebianPostgres.ts"
import { address, echo } from "./TestServer.ts"
import { person } from "@glissade/testing/People"

/** The people whom the server's tokens are of: `token-one` is of the first. */
export const people: ReadonlyArray<Identity> = ["one", "two"].map(person)

const authenticator = Layer.succeed(Authenticator, {
  isOpen: true,
  authenticate: (token) => {
    if (token === undefined) return Effect.succeed(anonymous)
    const found = people.find(({ subject }) => Redacted.value(token) === `token-${subject}`)
    return found === undefined
      ? Effect.fail(new TokenRefused({ reason: "invalid" }))
      : Effect.succeed({ id: found.id, claims: {} })
  }
})

const storage = Layer.mergeAll(
  SnippetRepository.layer({ snippets: 200 }),
  RunRepository.layer(),
  UserRepository.layer,
  AccountDirectoryRepository.layer,
  ApiKeyRepository.layer,
  AuditTrailRepository.layer,
  ReportRepository.layer,
  UsageRepository.layer,
  Layer.provide(RunJournalBuffer.layerBuffered(), RunJournalSink.layer())
).pipe(
  Layer.provideMerge(
    Database.layer(
      Effect.map(debianPostgres, (settings) => ({ settings, lost: Effect.never })),
      { people }
    )
  ),
  Layer.provide(SecureRandom.layerWebCrypto)
)

/** A server with a library, for the people of {@link people} and anonymous callers. Its programs print their own source. */
export const layerLibraryServer = (settings: Partial<ServerSettings> = {}) =>
  address.pipe(
    Layer.provideMerge(serving(LibraryRoutes.layer)),
    Layer.provide([LibraryRoutes.layerServed, authenticator]),
    Layer.provideMerge(storage),
    Layer.provide([echo, Layer.succeed(ServerConfig, { ...defaults, port: 0, ...settings })])
  )
