import { UserNotFound, Users } from "@glissade/core/Users"
import { UserId } from "@glissade/protocol/Ids"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import { Database } from "../database/Database.ts"
import { pageOf, rowLimit } from "../database/Keyset.ts"
import { rowsOf } from "../database/Rows.ts"
import { putUser } from "./PutUser.ts"
import { toUser, userColumns, UserRow } from "./UserRow.ts"

const userRows = rowsOf(UserRow)
const idRows = rowsOf(Schema.Struct({ id: UserId }))

const only = <A, E, R>(rows: Effect.Effect<ReadonlyArray<A>, E, R>) =>
  Effect.flatMap(rows, ([row]) => (row === undefined ? Effect.fail(new UserNotFound()) : Effect.succeed(row)))

/** `Users` in PostgreSQL. */
export const layer = Layer.effect(
  Users,
  Effect.gen(function* () {
    const database = yield* Database
    const at = Effect.map(Clock.currentTimeMillis, (now) => new Date(now))
    return {
      seen: (identity) => database.use((sql) => Effect.map(userRows(putUser(sql, identity)), ([row]) => toUser(row!))),
      read: (id) =>
        database.use((sql) =>
          Effect.map(only(userRows(sql`select ${sql.literal(userColumns)} from users where id = ${id}`)), toUser)
        ),
      list: (request) =>
        database.use((sql) => {
          const { cursor } = request
          const after =
            cursor === undefined
              ? sql``
              : sql`where (last_seen_at, id) < (${new Date(cursor.at)}::timestamptz, ${cursor.id})`
          return Effect.map(
            userRows(sql`
              select ${sql.literal(userColumns)} from users ${after}
              order by last_seen_at desc, id desc limit ${rowLimit(request)}`),
            (rows) => pageOf(request, rows, (row) => ({ at: row.last_seen_at, id: row.id }), toUser)
          )
        }),
      setBlocked: (id, isBlocked) =>
        database.use((sql) =>
          Effect.gen(function* () {
            const blockedAt = isBlocked ? sql`coalesce(blocked_at, ${yield* at})` : sql`null`
            const row = yield* only(
              userRows(sql`
                update users set blocked_at = ${blockedAt} where id = ${id} returning ${sql.literal(userColumns)}`)
            )
            return toUser(row)
          })
        ),
      blocked: database.use((sql) =>
        Effect.map(idRows(sql`select id from users where blocked_at is not null order by id`), (rows) =>
          rows.map(({ id }) => id)
        )
      ),
      remove: (id) =>
        database.transaction((sql): Effect.Effect<void, UserNotFound | SqlError> =>
          Effect.asVoid(only(idRows(sql`delete from users where id = ${id} returning id`)))
        )
    }
  })
)
