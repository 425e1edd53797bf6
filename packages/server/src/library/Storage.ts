import * as RunJournalBuffer from "@glissade/core/RunJournalBuffer"
import type { Identity } from "@glissade/core/Users"
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
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { helperDatabase } from "../root/HelperDatabase.ts"
import { howStarted } from "../root/HowStarted.ts"
import { LibraryConfig } from "./LibraryConfig.ts"

/** The server's own PostgreSQL. At a person's own machine its faults are told to the person, who is its operator as well. */
const embedded = (dataFolder: string, cacheFolder: string) =>
  Effect.gen(function* () {
    const how = howStarted()
    return how.type === "left" && how.helper !== undefined
      ? yield* helperDatabase(how.helper)
      : yield* EmbeddedPostgres.start({ dataFolder, cacheFolder })
  }).pipe(
    Effect.map(({ database, exited, password, port, socketFolder, username }) => ({
      settings: { host: socketFolder, port, database, username, password },
      lost: exited
    })),
    Effect.mapError(({ message }) => ({ message, publicMessage: message }))
  )

const database = (cacheFolder: string, people: ReadonlyArray<Identity>) =>
  Layer.unwrap(
    Effect.map(LibraryConfig, ({ databaseUrl, dataFolder }) =>
      Database.layer(
        databaseUrl === undefined
          ? embedded(dataFolder, cacheFolder)
          : Effect.succeed({ settings: { url: databaseUrl }, lost: Effect.never }),
        { people }
      )
    )
  )

const services = Layer.unwrap(
  Effect.map(LibraryConfig, ({ isHistoryOn, limits }) =>
    Layer.mergeAll(
      SnippetRepository.layer(limits),
      ReportRepository.layer,
      AccountDirectoryRepository.layer,
      RunRepository.layer(),
      UserRepository.layer,
      ApiKeyRepository.layer,
      UsageRepository.layer,
      AuditTrailRepository.layer,
      RunJournalSink.layer({ isHistoryOn })
    )
  )
)

/** The services over what is kept. */
export type Kept = Layer.Success<typeof services>

/** These services, and the journal that writes runs, in a database. */
export const layerOver = <A, E, R>(
  database: Layer.Layer<A | Database.Database, E, R>
): Layer.Layer<A | Kept | Database.Database, E, R | LibraryConfig> =>
  RunJournalBuffer.layerBuffered().pipe(
    Layer.provideMerge(services),
    Layer.provideMerge(database),
    Layer.provide(SecureRandom.layerWebCrypto)
  )

/** The services in PostgreSQL: the server's own, or that of `DATABASE_URL`. It starts in the background. `people` are known from the start. */
export const layerServices = (cacheFolder: string, people: ReadonlyArray<Identity>) =>
  services.pipe(Layer.provide(database(cacheFolder, people)), Layer.provide(SecureRandom.layerWebCrypto))

/** The same with the journal. */
export const layer = (cacheFolder: string, people: ReadonlyArray<Identity>) => layerOver(database(cacheFolder, people))
