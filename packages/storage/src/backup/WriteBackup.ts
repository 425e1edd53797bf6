import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Sql } from "../database/Database.ts"
import { rowsOf } from "../database/Rows.ts"
import { BackupHeader, EndLine, rowLine, TableLine, tables } from "./BackupFormat.ts"

const encodeHeader = Schema.encodeSync(BackupHeader)
const encodeTable = Schema.encodeSync(TableLine)
const encodeEnd = Schema.encodeSync(EndLine)

/** There is nothing to back up. */
export class BackupRefused extends Schema.TaggedError<BackupRefused>()("BackupRefused", {
  /** What is wrong, for an operator. */
  message: Schema.String
}) {}

const tableRows = rowsOf(Schema.Struct({ is_there: Schema.Boolean }))

const requireSchema = (sql: Sql) =>
  Effect.flatMap(tableRows(sql`select to_regclass('glissade_migrations') is not null as is_there`), ([row]) =>
    row!.is_there
      ? Effect.void
      : Effect.fail(new BackupRefused({ message: "there is nothing to back up: no server has used this database yet" }))
  )

const schemas = rowsOf(Schema.Struct({ schema: Schema.Int }))
const jsonRows = rowsOf(Schema.Struct({ row: Schema.String }))

/** Rows that are read at once; one may have 2 MB. */
const batch = 16

const writeTable = Effect.fnUntraced(function* <E, R>(
  sql: Sql,
  table: string,
  write: (lines: string) => Effect.Effect<void, E, R>
) {
  yield* write(`${encodeTable({ table })}\n`)
  yield* sql`declare backup no scroll cursor for select row_to_json(t)::text as row from ${sql(table)} t`.unprepared
  let rows = 0
  while (true) {
    const fetched = yield* jsonRows(sql`fetch ${sql.literal(String(batch))} from backup`.unprepared)
    rows += fetched.length
    yield* write(fetched.map(({ row }) => `${rowLine(row)}\n`).join(""))
    if (fetched.length < batch) break
  }
  yield* sql`close backup`.unprepared
  return rows
})

/**
 * Writes a backup of everything as it is at one moment, while others go on writing. Fails with `BackupRefused` if there are no tables. Lines are given to `write` as they are read; returns the
 * number of rows.
 */
export const writeBackup = <E, R>(sql: Sql, write: (lines: string) => Effect.Effect<void, E, R>) =>
  sql.withTransaction(
    Effect.gen(function* () {
      yield* sql`set transaction isolation level repeatable read, read only`.unprepared
      yield* sql`set local statement_timeout = 0`.unprepared
      yield* sql`set local idle_in_transaction_session_timeout = 0`.unprepared
      yield* requireSchema(sql)
      const [latest] = yield* schemas(sql`select max(id) as schema from glissade_migrations`)
      const createdAt = yield* Clock.currentTimeMillis
      yield* write(`${encodeHeader({ format: "glissade-backup", version: 1, schema: latest!.schema, createdAt })}\n`)
      let rows = 0
      for (const table of tables) rows += yield* writeTable(sql, table, write)
      yield* write(`${encodeEnd({ rows })}\n`)
      return rows
    })
  )
