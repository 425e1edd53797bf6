import type { LibraryLimits } from "@glissade/core/Snippets"
import { defaultLimits, Snippets } from "@glissade/core/Snippets"
import { SnippetDraft } from "@glissade/protocol/Snippet"
import type { Snippet } from "@glissade/protocol/Snippet"
import type { UserId } from "@glissade/protocol/Ids"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Sql } from "../database/Database.ts"
import { Database } from "../database/Database.ts"
import { listSnippets, listVersions, readById, readBySlug, readVersion } from "./SnippetReads.ts"
import { inBatches } from "./Batches.ts"
import {
  createSnippet,
  purgeBatch,
  purgeSnippets,
  removeSnippet,
  replaceSnippet,
  restoreSnippet,
  starSnippet
} from "./SnippetWrites.ts"

/** A fork begins private, and says nothing of how its origin was found. */
const draftOf = (origin: Snippet): SnippetDraft =>
  SnippetDraft.make({
    title: origin.title,
    language: origin.language,
    ...(origin.runtime && { runtime: origin.runtime }),
    code: origin.code,
    description: origin.description,
    tags: origin.tags,
    visibility: "private",
    files: origin.files,
    stdin: origin.stdin,
    args: origin.args,
    timeComplexity: origin.timeComplexity,
    spaceComplexity: origin.spaceComplexity
  })

/** `Snippets` in PostgreSQL. */
export const layer = (limits: Partial<LibraryLimits> = {}) =>
  Layer.effect(
    Snippets,
    Effect.gen(function* () {
      const database = yield* Database
      const random = yield* SecureRandom.SecureRandom
      const allowed = { ...defaultLimits, ...limits }
      const withRandom = Effect.provideService(SecureRandom.SecureRandom, random)

      const forkOf = (owner: UserId, read: ReturnType<typeof readById>) =>
        database.transaction((sql: Sql) =>
          Effect.flatMap(read(owner)(sql), (origin) =>
            withRandom(createSnippet(allowed, owner, draftOf(origin), origin.id)(sql))
          )
        )

      return {
        create: (owner, draft) =>
          // What was just inserted is there to be read.
          Effect.catchTag(
            database.transaction((sql) => withRandom(createSnippet(allowed, owner, draft)(sql))),
            "SnippetNotFound",
            Effect.die
          ),
        read: (reader, id) => database.use(readById(id)(reader)),
        readBySlug: (reader, slug) => database.use(readBySlug(slug)(reader)),
        replace: (owner, id, expected, change) =>
          database.transaction(replaceSnippet(allowed, owner, id, expected, change)),
        remove: (owner, id, expected) => database.transaction(removeSnippet(owner, id, expected)),
        restore: (owner, id) => database.transaction(restoreSnippet(allowed, owner, id)),
        setStarred: (owner, id, isStarred) => database.use(starSnippet(owner, id, isStarred)),
        list: (owner, query) => database.use(listSnippets(owner, query)),
        fork: (owner, id) => forkOf(owner, readById(id)),
        forkBySlug: (owner, slug) => forkOf(owner, readBySlug(slug)),
        versions: (owner, id) => database.use(listVersions(owner, id)),
        version: (owner, id, version) => database.use(readVersion(owner, id, version)),
        purge: inBatches(database.use(purgeSnippets), purgeBatch)
      }
    })
  )
