import type { PageRequest } from "@glissade/core/KeysetPage"
import type { Report } from "@glissade/core/Reports"
import { maximumReports, Reports } from "@glissade/core/Reports"
import { SnippetNotFound } from "@glissade/core/Snippets"
import { SnippetId, Slug, UserId } from "@glissade/protocol/Ids"
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
import { readBySlug } from "./SnippetReads.ts"

const ReportRow = Schema.Struct({
  id: Schema.String,
  at: Time,
  reason: Schema.String,
  reporter: Schema.NullOr(UserId),
  snippet: SnippetId,
  slug: Slug,
  title: Schema.String,
  owner: UserId
})

const reportRows = rowsOf(ReportRow)
const ids = rowsOf(Schema.Struct({ id: Schema.String }))
const counts = rowsOf(Schema.Struct({ reports: Schema.Int }))

const toReport = ({ at, id, owner, reason, reporter, slug, snippet, title }: typeof ReportRow.Type): Report => ({
  id,
  at,
  reason,
  reporter: reporter ?? undefined,
  snippet: { id: snippet, slug, title, owner }
})

const putReport = (id: string, reporter: UserId | undefined, slug: Slug, reason: string) =>
  Effect.fnUntraced(function* (sql: Sql) {
    const { id: snippet } = yield* readBySlug(slug)(reporter)(sql)
    const at = new Date(yield* Clock.currentTimeMillis)
    // Reports of one program wait for each other here, so that they cannot pass the maximum together.
    yield* sql`select from snippets where id = ${snippet} for no key update`
    if (reporter !== undefined) {
      yield* sql`delete from reports where snippet = ${snippet} and reporter = ${reporter} and handled_at is null`
    }
    const [open] = yield* counts(sql`
      select count(*)::integer as reports from reports where snippet = ${snippet} and handled_at is null`)
    if (open!.reports >= maximumReports) return
    yield* sql`
      insert into reports (id, snippet, reporter, reason, at)
      values (${id}::uuid, ${snippet}, (select id from users where id = ${reporter ?? null}), ${reason}, ${at})`
  })

const setHidden = (id: SnippetId, isHidden: boolean) =>
  Effect.fnUntraced(function* (sql: Sql) {
    const at = new Date(yield* Clock.currentTimeMillis)
    const hiddenAt = isHidden ? sql`coalesce(hidden_at, ${at}::timestamptz)` : sql`null`
    const [row] = yield* ids(sql`update snippets set hidden_at = ${hiddenAt} where id = ${id} returning id`)
    if (row === undefined) return yield* new SnippetNotFound()
    yield* sql`update reports set handled_at = ${at} where snippet = ${id} and handled_at is null`
  })

const page = (sql: Sql, request: PageRequest, which: Fragment) => {
  const { cursor } = request
  const after =
    cursor === undefined ? sql`` : sql`and (r.at, r.id) < (${new Date(cursor.at)}::timestamptz, ${cursor.id}::uuid)`
  return Effect.map(
    reportRows(sql`
      select r.id, r.at, r.reason, r.reporter, s.id as snippet, s.slug, s.title, s.owner
      from reports r join snippets s on s.id = r.snippet
      where ${which} ${after} order by r.at desc, r.id desc limit ${rowLimit(request)}`),
    (rows) => pageOf(request, rows, ({ at, id }) => ({ at, id }), toReport)
  )
}

/** `Reports` in PostgreSQL. */
export const layer = Layer.effect(
  Reports,
  Effect.gen(function* () {
    const database = yield* Database
    const { uuidV7 } = yield* SecureRandom.SecureRandom
    return {
      file: (reporter, slug, reason) =>
        Effect.flatMap(uuidV7(), (id) => database.transaction(putReport(id, reporter, slug, reason))),
      list: (request) => database.use((sql) => page(sql, request, sql`r.handled_at is null`)),
      filedBy: (reporter, request) => database.use((sql) => page(sql, request, sql`r.reporter = ${reporter}`)),
      setHidden: (id, isHidden) => database.transaction(setHidden(id, isHidden))
    }
  })
)
