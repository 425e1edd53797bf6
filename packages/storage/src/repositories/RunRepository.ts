import type { RunQuery, RunRetention } from "@glissade/core/RunHistory"
import { defaultRetention, RunHistory, RunNotFound } from "@glissade/core/RunHistory"
import type { RunRecordId, UserId } from "@glissade/protocol/Ids"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Sql } from "../database/Database.ts"
import { Database } from "../database/Database.ts"
import { pageOf, rowLimit } from "../database/Keyset.ts"
import { rowsOf } from "../database/Rows.ts"
import { inBatches } from "./Batches.ts"
import { isNative, previewLength } from "./ProgramExtras.ts"
import { deletedRuns, purgeBatch, purgeRuns, removeUnusedPrograms } from "./RunRetention.ts"
import { runColumns, RunHeadRow, RunRow, toRun, toRunHead } from "./RunRow.ts"

const headRows = rowsOf(RunHeadRow)
const wholeRows = rowsOf(RunRow)

const listRuns = (owner: UserId, query: RunQuery) => (sql: Sql) => {
  const { cursor, language, snippetId, status } = query
  const conditions = [sql`r.owner = ${owner}`]
  if (language !== undefined) conditions.push(sql`r.language = ${language}`)
  if (status !== undefined) conditions.push(sql`r.status = ${status}`)
  if (snippetId !== undefined) conditions.push(sql`r.snippet = ${snippetId}`)
  if (cursor !== undefined) {
    conditions.push(sql`(r.submitted_at, r.id) < (${new Date(cursor.at)}::timestamptz, ${cursor.id}::uuid)`)
  }
  return headRows(sql`
    select ${sql.literal(runColumns)}, left(p.code, ${sql.literal(String(previewLength))}) as preview,
      ${sql.literal(isNative("p.extras"))} as is_native
    from runs r left join programs p on p.owner = r.owner and p.hash = r.program
    where ${sql.and(conditions)}
    order by r.submitted_at desc, r.id desc
    limit ${rowLimit(query)}`).pipe(
    Effect.map((rows) => pageOf(query, rows, (row) => ({ at: row.submitted_at, id: row.id }), toRunHead))
  )
}

const readRun = (owner: UserId, id: RunRecordId) => (sql: Sql) =>
  Effect.flatMap(
    wholeRows(sql`
      select ${sql.literal(runColumns)}, p.code, p.extras, r.result
      from runs r left join programs p on p.owner = r.owner and p.hash = r.program
      where r.id = ${id} and r.owner = ${owner}`),
    ([row]) => (row === undefined ? Effect.fail(new RunNotFound()) : Effect.succeed(toRun(row)))
  )

/** The journal writes nothing of this person until the transaction is over, which would give their runs programs that are deleted. */
const lockPerson = (sql: Sql, owner: UserId) => sql`select id from users where id = ${owner} for no key update`

const removeRun = (owner: UserId, id: RunRecordId) =>
  Effect.fnUntraced(function* (sql: Sql) {
    yield* lockPerson(sql, owner)
    const runs = yield* deletedRuns(sql`
      delete from runs where id = ${id} and owner = ${owner} returning owner, program`)
    if (runs.length === 0) return yield* new RunNotFound()
    yield* removeUnusedPrograms(sql, runs)
  })

const removeRuns = (owner: UserId) =>
  Effect.fnUntraced(function* (sql: Sql) {
    yield* lockPerson(sql, owner)
    const runs = yield* deletedRuns(sql`delete from runs where owner = ${owner} returning owner, program`)
    yield* sql`delete from programs where owner = ${owner}`
    return runs.length
  })

/** `RunHistory` in PostgreSQL. */
export const layer = (retention: Partial<RunRetention> = {}) =>
  Layer.effect(
    RunHistory,
    Effect.map(Database, (database) => ({
      list: (owner, query) => database.use(listRuns(owner, query)),
      read: (owner, id) => database.use(readRun(owner, id)),
      remove: (owner, id) => database.transaction(removeRun(owner, id)),
      removeAll: (owner) => database.transaction(removeRuns(owner)),
      purge: Effect.flatMap(Clock.currentTimeMillis, (now) =>
        inBatches(database.transaction(purgeRuns(now, { ...defaultRetention, ...retention })), purgeBatch)
      )
    }))
  )
