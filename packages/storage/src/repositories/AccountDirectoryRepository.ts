import { AccountDirectory } from "@glissade/core/AccountDirectory"
import type { AccountOverview } from "@glissade/core/AccountDirectory"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { Database } from "../database/Database.ts"
import { pageOf, rowLimit } from "../database/Keyset.ts"
import { rowsOf } from "../database/Rows.ts"
import { toUser, userColumns, userFields } from "./UserRow.ts"

const holdingRows = rowsOf(Schema.Struct({ snippets: Schema.Int, bytes: Schema.Finite }))

const OverviewRow = Schema.Struct({
  ...userFields,
  snippets: Schema.Int,
  bytes: Schema.Finite,
  runs_today: Schema.Int,
  processor_ms_today: Schema.Finite,
  runs: Schema.Int,
  processor_ms: Schema.Finite
})

const overviewRows = rowsOf(OverviewRow)

const toOverview = (row: typeof OverviewRow.Type): AccountOverview => ({
  ...toUser(row),
  snippets: row.snippets,
  bytes: row.bytes,
  runsToday: row.runs_today,
  processorMsToday: row.processor_ms_today,
  runs: row.runs,
  processorMs: row.processor_ms
})

/** `AccountDirectory` in PostgreSQL. The numbers are counted for the people of a page alone, each over an index. */
export const layer = Layer.effect(
  AccountDirectory,
  Effect.map(Database, (database) => ({
    holdings: (id) =>
      database.use((sql) =>
        Effect.map(
          holdingRows(sql`
            select count(*)::integer as snippets, coalesce(sum(bytes), 0)::double precision as bytes
            from snippets where owner = ${id} and deleted_at is null`),
          ([row]) => row!
        )
      ),
    list: Effect.fnUntraced(function* (request) {
      const today = DateTime.formatIsoDateUtc(yield* DateTime.now)
      return yield* database.use((sql) => {
        const { cursor } = request
        const after =
          cursor === undefined
            ? sql``
            : sql`where (last_seen_at, id) < (${new Date(cursor.at)}::timestamptz, ${cursor.id})`
        return Effect.map(
          overviewRows(sql`
            select page.*, kept.snippets, kept.bytes, used.runs_today, used.processor_ms_today, used.runs, used.processor_ms
            from (
              select ${sql.literal(userColumns)}
              from users ${after} order by last_seen_at desc, id desc limit ${rowLimit(request)}
            ) as page
            cross join lateral (
              select count(*)::integer as snippets, coalesce(sum(bytes), 0)::double precision as bytes
              from snippets where owner = page.id and deleted_at is null
            ) as kept
            cross join lateral (
              select coalesce(sum(runs), 0)::integer as runs,
                coalesce(sum(processor_ms), 0)::double precision as processor_ms,
                coalesce(sum(runs) filter (where day = ${today}::date), 0)::integer as runs_today,
                coalesce(sum(processor_ms) filter (where day = ${today}::date), 0)::double precision as processor_ms_today
              from usage where owner = page.id and day > ${today}::date - 30
            ) as used
            order by page.last_seen_at desc, page.id desc`),
          (rows) => pageOf(request, rows, (row) => ({ at: row.last_seen_at, id: row.id }), toOverview)
        )
      })
    })
  }))
)
