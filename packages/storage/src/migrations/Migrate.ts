import type * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as SqlError from "effect/sql/SqlError"
import { createHash } from "node:crypto"
import type { Migration } from "./Migration.ts"
import { migrations as released } from "./Migrations.ts"

/** The database has a schema that this release cannot use. Nothing was changed. */
export class SchemaMismatch extends Schema.TaggedError<SchemaMismatch>()("SchemaMismatch", {
  message: Schema.String
}) {
  readonly publicMessage = "the server's database belongs to another release"
}

/** Any number that nobody else takes a lock under. */
const lockKey = 4_512_337_001

const hashOf = ({ statements }: Migration): string => createHash("sha256").update(statements.join(";\n")).digest("hex")

interface Applied {
  readonly id: number
  readonly name: string
  readonly hash: string
}

const check = (applied: ReadonlyArray<Applied>, migrations: ReadonlyArray<Migration>): SchemaMismatch | undefined => {
  for (const { hash, id, name } of applied) {
    const own = migrations.find((migration) => migration.id === id)
    // A newer release may have been here: its migrations leave this one working.
    if (own !== undefined && hashOf(own) !== hash) {
      return new SchemaMismatch({
        message: `the database's migration ${id} (${name}) is not the one of this release; it was changed after it was applied`
      })
    }
  }
  return undefined
}

const table = (sql: PgClient.PgClient) => sql`
  create table if not exists glissade_migrations (
    id integer primary key,
    name text not null,
    hash text not null,
    applied_at timestamptz not null default now()
  )`

const listApplied = (sql: PgClient.PgClient) =>
  Effect.map(
    sql`select id, name, hash from glissade_migrations order by id`,
    (rows) => rows as unknown as ReadonlyArray<Applied>
  )

/**
 * Brings the schema up to date. Each migration runs once, in a transaction of its own, under a lock: of two processes that start at once, one
 * waits. Effect's `Migrator` neither checks what was applied nor locks before it looks.
 */
export const migrate = (
  sql: PgClient.PgClient,
  migrations: ReadonlyArray<Migration> = released
): Effect.Effect<ReadonlyArray<number>, SchemaMismatch | SqlError.SqlError> =>
  Effect.gen(function* () {
    const inLock = <A, E>(effect: Effect.Effect<A, E>) =>
      sql.withTransaction(
        Effect.gen(function* () {
          // Another process may migrate a large table.
          yield* sql`set local lock_timeout = 0`
          yield* sql`set local statement_timeout = 0`
          yield* sql`select pg_advisory_xact_lock(${lockKey}::bigint)`
          return yield* effect
        })
      )
    const done: Array<number> = []
    yield* inLock(table(sql))
    for (const migration of migrations) {
      const isNew = yield* inLock(
        Effect.gen(function* () {
          const applied = yield* listApplied(sql)
          const mismatch = check(applied, migrations)
          if (mismatch !== undefined) return yield* mismatch
          if (applied.some(({ id }) => id === migration.id)) return false
          for (const statement of migration.statements) yield* sql.unsafe(statement).unprepared
          yield* sql`insert into glissade_migrations ${sql.insert({
            id: migration.id,
            name: migration.name,
            hash: hashOf(migration)
          })}`
          return true
        })
      )
      if (isNew) done.push(migration.id)
    }
    return done
  })
