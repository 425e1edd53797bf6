import { Usage } from "@glissade/core/Usage"
import { UserId } from "@glissade/protocol/Ids"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { Database } from "../database/Database.ts"
import { rowsOf } from "../database/Rows.ts"

const dayRows = rowsOf(
  Schema.Struct({ user: UserId, day: Schema.String, runs: Schema.Int, processorMs: Schema.Finite })
)

const columns = `owner as "user", day::text as day, runs, processor_ms::double precision as "processorMs"`

/** `Usage` in PostgreSQL. */
export const layer = Layer.effect(
  Usage,
  Effect.map(Database, (database) => ({
    add: (entries) =>
      database.transaction((sql) =>
        Effect.forEach(
          entries,
          ({ day, processorMs, runs, user }) => sql`
            insert into usage (owner, day, runs, processor_ms)
            select id, ${day}::date, ${runs}::integer, ${Math.round(processorMs)}::bigint
            from users where id = ${user} for key share
            on conflict (owner, day) do update set runs = usage.runs + excluded.runs,
              processor_ms = usage.processor_ms + excluded.processor_ms`,
          { discard: true }
        )
      ),
    ofDay: (user, day) =>
      database.use((sql) =>
        Effect.map(
          dayRows(sql`select ${sql.literal(columns)} from usage where owner = ${user} and day = ${day}::date`),
          ([row]) => row ?? { user, day, runs: 0, processorMs: 0 }
        )
      ),
    latest: (user, days) =>
      database.use((sql) =>
        dayRows(sql`
          select ${sql.literal(columns)} from usage where owner = ${user} order by usage.day desc limit ${days}`)
      )
  }))
)
