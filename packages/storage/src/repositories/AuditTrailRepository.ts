import { AuditAction, AuditTrail } from "@glissade/core/AuditTrail"
import type { AuditEntry } from "@glissade/core/AuditTrail"
import type { PageRequest } from "@glissade/core/KeysetPage"
import * as Clock from "effect/Clock"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Fragment } from "effect/sql/Statement"
import type { Sql } from "../database/Database.ts"
import { Database } from "../database/Database.ts"
import { pageOf, rowLimit } from "../database/Keyset.ts"
import { rowsOf, Time } from "../database/Rows.ts"

const EntryRow = Schema.Struct({
  id: Schema.String,
  at: Time,
  actor: Schema.String,
  action: AuditAction,
  object: Schema.NullOr(Schema.String)
})

const entryRows = rowsOf(EntryRow)

const toEntry = ({ action, actor, at, object }: typeof EntryRow.Type): AuditEntry => ({
  at,
  actor,
  action,
  object: object ?? undefined
})

const page = (sql: Sql, request: PageRequest, conditions: ReadonlyArray<Fragment>) => {
  const { cursor } = request
  const all =
    cursor === undefined
      ? conditions
      : [...conditions, sql`(at, id) < (${new Date(cursor.at)}::timestamptz, ${cursor.id}::uuid)`]
  return Effect.map(
    entryRows(sql`
      select id, at, actor, action, object from audit_trail
      where ${sql.and(all)} order by at desc, id desc limit ${rowLimit(request)}`),
    (rows) => pageOf(request, rows, ({ at, id }) => ({ at, id }), toEntry)
  )
}

/** `AuditTrail` in PostgreSQL. */
export const layer = Layer.effect(
  AuditTrail,
  Effect.gen(function* () {
    const database = yield* Database
    const { uuidV7 } = yield* SecureRandom.SecureRandom
    return {
      record: (actor, action, object) =>
        database.use((sql) =>
          Effect.gen(function* () {
            const id = yield* uuidV7()
            const at = new Date(yield* Clock.currentTimeMillis)
            const what =
              object === undefined
                ? sql`null`
                : "id" in object
                  ? sql`${object.id}::text`
                  : sql`(select pseudonym::text from users where id = ${object.user})`
            yield* sql`
              insert into audit_trail (id, at, actor, action, object)
              select ${id}::uuid, ${at}::timestamptz, pseudonym, ${action}, ${what} from users where id = ${actor}`
          })
        ),
      ofPerson: (actor, request) =>
        database.use((sql) => page(sql, request, [sql`actor = (select pseudonym from users where id = ${actor})`])),
      list: (request) => database.use((sql) => page(sql, request, []))
    }
  })
)
