import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Sink from "effect/Sink"
import * as SqlError from "effect/sql/SqlError"
import * as Stream from "effect/Stream"
import type { Sql } from "../database/Database.ts"
import { rowsOf } from "../database/Rows.ts"
import { migrate } from "../migrations/Migrate.ts"
import { migrations } from "../migrations/Migrations.ts"
import { BackupHeader, EndLine, rowOf, TableLine, tables } from "./BackupFormat.ts"

/** The backup cannot be restored here. Nothing was changed but that an empty database has its tables. */
export class RestoreRefused extends Schema.TaggedError<RestoreRefused>()("RestoreRefused", {
  /** What is wrong and what to do, for an operator. */
  message: Schema.String
}) {}

const refuse = (message: string) => Effect.fail(new RestoreRefused({ message }))

const decodeHeader = Schema.decodeOption(BackupHeader)
const decodeTable = Schema.decodeOption(TableLine)
const decodeEnd = Schema.decodeOption(EndLine)

const names = rowsOf(Schema.Struct({ table: Schema.String }))
const flags = rowsOf(Schema.Struct({ is_used: Schema.Boolean }))

/** A server that was started once has a row for the person at its machine. */
const isUsed = (table: string) => (sql: Sql) =>
  Effect.map(flags(sql`select exists(select from ${sql(table)}) as is_used`), ([row]) => row!.is_used)

const requireEmpty = Effect.fnUntraced(function* (sql: Sql) {
  const present = yield* names(sql`
    select table_name::text as "table" from information_schema.tables
    where table_schema = current_schema() and ${sql.in("table_name", tables)} and table_name <> 'users'`)
  for (const { table } of present) {
    if (yield* isUsed(table)(sql)) {
      return yield* refuse(`the database is not empty (there is something in ${table}): restore into a new one`)
    }
  }
})

const isBroken = (error: unknown): boolean =>
  SqlError.isSqlError(error) && ["ConstraintError", "UniqueViolation"].includes(error.reason._tag)

/** Rows that are written in one statement: by number, and by length in characters. */
const batch = { rows: 100, length: 4_000_000 }

const insert = (sql: Sql, table: string, rows: ReadonlyArray<string>) =>
  rows.length === 0
    ? Effect.void
    : Effect.asVoid(sql`
        insert into ${sql(table)} select * from json_populate_recordset(null::${sql(table)}, ${`[${rows.join(",")}]`}::text::json)`)

/** Writes all lines after the header. */
const writeRows = Effect.fnUntraced(function* <E, R>(sql: Sql, lines: Stream.Stream<string, E, R>) {
  const state = { table: "", rows: [] as Array<string>, length: 0, count: 0, isWhole: false }
  const flush = Effect.suspend(() => {
    const rows = state.rows
    state.rows = []
    state.length = 0
    return insert(sql, state.table, rows)
  })
  const read = (line: string): Effect.Effect<void, RestoreRefused | SqlError.SqlError> => {
    const row = rowOf(line)
    if (row !== undefined) {
      state.rows.push(row)
      state.count++
      state.length += row.length
      return state.rows.length >= batch.rows || state.length >= batch.length ? flush : Effect.void
    }
    const table = decodeTable(line)
    if (Option.isSome(table)) {
      if (!tables.includes(table.value.table))
        return refuse(`the backup has a table ${table.value.table}, which is unknown here`)
      return Effect.andThen(
        flush,
        Effect.sync(() => void (state.table = table.value.table))
      )
    }
    const end = decodeEnd(line)
    if (Option.isNone(end)) return refuse("the backup has a line that cannot be read")
    state.isWhole = end.value.rows === state.count
    return flush
  }
  yield* Stream.runForEach(lines, read)
  if (!state.isWhole) yield* refuse("the backup is not whole: its end is missing, or rows are")
  return state.count
})

/**
 * Fills an empty database from the lines of a backup, of this release or an earlier one: rows are written into the schema that they are of, and
 * then brought up to date as any older database is. Either all of it is restored or nothing. Returns the number of rows.
 */
export const restoreBackup = Effect.fnUntraced(function* <E, R>(sql: Sql, lines: Stream.Stream<string, E, R>) {
  const newest = migrations.at(-1)!.id
  return yield* Effect.scoped(
    Effect.gen(function* () {
      const [first, rest] = yield* Stream.peel(lines, Sink.head<string>())
      const header = Option.flatMap(first, decodeHeader)
      if (Option.isNone(header)) return yield* refuse("this is no backup of Glissade")
      const { schema } = header.value
      if (schema > newest) {
        return yield* refuse(`the backup has schema ${schema}, and this release knows ${newest}: use a later release`)
      }
      yield* requireEmpty(sql)
      yield* migrate(
        sql,
        migrations.filter(({ id }) => id <= schema)
      )
      const rows = yield* sql
        .withTransaction(
          Effect.gen(function* () {
            yield* sql`set local statement_timeout = 0`
            yield* sql`set local idle_in_transaction_session_timeout = 0`
            yield* sql`set constraints all deferred`
            // A server may have been started meanwhile.
            yield* sql`lock table users in exclusive mode`
            yield* requireEmpty(sql)
            yield* sql`delete from users`
            return yield* writeRows(sql, rest)
          })
        )
        .pipe(Effect.catchIf(isBroken, () => refuse("the backup is damaged: its rows do not belong together")))
      yield* migrate(sql)
      return rows
    })
  )
})
