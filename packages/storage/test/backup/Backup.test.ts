import * as PgClient from "@effect/sql-pg/PgClient"
import { assert, describe, layer } from "@effect/vitest"
import { RunJournalSink } from "@glissade/core/RunJournalBuffer"
import { Snippets } from "@glissade/core/Snippets"
import { Users } from "@glissade/core/Users"
import { SnippetChange, SnippetDraft } from "@glissade/protocol/Snippet"
import { tables } from "@glissade/storage/BackupFormat"
import { Database } from "@glissade/storage/Database"
import { restoreBackup } from "@glissade/storage/RestoreBackup"
import { writeBackup } from "@glissade/storage/WriteBackup"
import { debianPostgres, hasDebianPostgres } from "@glissade/test-kit/DebianPostgres"
import { execution, jobId, result } from "@glissade/testing/Fixtures"
import { person } from "@glissade/testing/People"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { repositories } from "../Exercise.ts"
import { databases } from "../TestDatabase.ts"

const draftOf = Schema.decodeUnknownSync(SnippetDraft)
const changeOf = Schema.decodeUnknownSync(SnippetChange)

/** Something in every table, with texts that are hard to keep. */
const fill = Effect.gen(function* () {
  const { id: owner } = yield* (yield* Users).seen({ ...person("backup"), name: `Ünïcode \\ "quotes" 😀` })
  const snippets = yield* Snippets
  const nul = { stdin: "\u0000", files: [{ name: "ä", content: "\ud83d\ude00\u0000" }] }
  const origin = yield* snippets.create(
    owner,
    draftOf({ code: "\\N\t\n\\.\n'", visibility: "public", tags: ["a", "{"], ...nul })
  )
  yield* snippets.fork(owner, origin.id)
  yield* snippets.replace(owner, origin.id, 1, changeOf({ code: "2", visibility: "public" }))
  const run = { way: "async", jobId: jobId(1), attempt: 1, owner, language: "python", at: 1_764_111_600_000 } as const
  yield* (yield* RunJournalSink).append([
    { _tag: "submitted", ...run, snippetId: origin.id, program: execution("print('é')") },
    { _tag: "finished", ...run, delivery: 1, result: result("\u0000é😀", { durationMs: 0.1 }) }
  ])
  return owner
})

const lines = (text: string) => Stream.fromIterable(text.split("\n").filter((line) => line !== ""))

const backup = Effect.gen(function* () {
  const { use } = yield* Database
  let text = ""
  yield* use((sql) => writeBackup(sql, (more) => Effect.sync(() => void (text += more))))
  return text
})

/** An empty database of PostgreSQL 15. */
const emptyDatabase = Effect.flatMap(debianPostgres, (settings) => PgClient.make(settings))

describe.skipIf(!hasDebianPostgres)("a backup", () => {
  for (const [name, database] of databases) {
    layer(Layer.provideMerge(Layer.provideMerge(repositories, database), Reactivity.layer), {
      excludeTestServices: true,
      timeout: 60_000
    })(`of ${name}`, (it) => {
      it.effect("names every table", () =>
        Effect.gen(function* () {
          const { use } = yield* Database
          const rows = yield* use(
            (sql) => sql`select table_name from information_schema.tables where table_schema = 'public'`
          )
          assert.sameMembers(
            rows.map((row) => String((row as { readonly table_name: unknown }).table_name)),
            [...tables, "glissade_migrations"]
          )
        })
      )

      it.effect("is restored to the character, on PostgreSQL 15 too", () =>
        Effect.scoped(
          Effect.gen(function* () {
            const owner = yield* fill
            const first = yield* backup
            const sql = yield* emptyDatabase
            const rows = yield* restoreBackup(sql, lines(first))
            assert.strictEqual(rows, first.split("\n").filter((line) => line.startsWith('{"row":')).length)
            let second = ""
            yield* writeBackup(sql, (more) => Effect.sync(() => void (second += more)))
            const withoutHeader = (text: string) => text.split("\n").slice(1).toSorted()
            assert.deepStrictEqual(withoutHeader(second), withoutHeader(first))
            assert.include(JSON.stringify(yield* sql`select id from users`), owner)
            const again = yield* Effect.flip(restoreBackup(sql, lines(first)))
            assert.include(String((again as { readonly message: string }).message), "not empty")
          })
        )
      )

      it.effect("restores all or nothing", () =>
        Effect.scoped(
          Effect.gen(function* () {
            const text = yield* backup
            const sql = yield* emptyDatabase
            const all = text.trimEnd().split("\n")
            const wrong: ReadonlyArray<readonly [ReadonlyArray<string>, RegExp]> = [
              [[], /no backup/],
              [["x"], /no backup/],
              [all.slice(0, -1), /not whole/],
              [[...all.slice(0, -2), ...all.slice(-1)], /not whole/],
              [[...all.slice(0, 2), ...all.slice(3)], /damaged/],
              [[...all.slice(0, -1), "?", ...all.slice(-1)], /cannot be read/],
              [[...all.slice(0, 1), '{"table":"glissade_migrations"}', ...all.slice(1)], /unknown here/],
              [[all[0]!.replace(/"schema":\d+/, '"schema":999'), ...all.slice(1)], /later release/]
            ]
            for (const [some, says] of wrong) {
              const error = yield* Effect.flip(restoreBackup(sql, Stream.fromIterable(some)))
              assert.match(String((error as { readonly message: string }).message), says)
            }
            const counted = (yield* restoreBackup(sql, lines(text))) > 0
            assert.isTrue(counted)
          })
        )
      )
    })
  }
})
