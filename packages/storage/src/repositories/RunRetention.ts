import type { RunRetention } from "@glissade/core/RunHistory"
import type { UserId } from "@glissade/protocol/Ids"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Sql } from "../database/Database.ts"
import { rowsOf } from "../database/Rows.ts"

const Deleted = Schema.Struct({ owner: Schema.String, program: Schema.NullOr(Schema.Uint8Array) })

/** Rows of `delete from runs … returning owner, program`. */
export const deletedRuns = rowsOf(Deleted)

/** Deletes the programs of deleted runs that no other run has. */
export const removeUnusedPrograms = (sql: Sql, runs: ReadonlyArray<typeof Deleted.Type>) =>
  Effect.forEach(
    runs,
    ({ owner, program }) =>
      program === null
        ? Effect.void
        : Effect.asVoid(sql`delete from programs where owner = ${owner} and hash = ${program}
            and not exists (select from runs where owner = ${owner} and program = ${program})`),
    { discard: true }
  )

/** Deletes the oldest runs of a person that are too many, or too large in all. */
export const trimRuns = Effect.fnUntraced(function* (sql: Sql, retention: RunRetention, owner: UserId) {
  const runs = yield* deletedRuns(sql`
    delete from runs where owner = ${owner} and id in (
      select id from (
        select id, row_number() over latest as number, sum(bytes) over latest as total
        from runs where owner = ${owner}
        window latest as (order by submitted_at desc, id desc)
      ) as kept
      where number > ${retention.runs} or total > ${retention.bytes}
    ) returning owner, program`)
  yield* removeUnusedPrograms(sql, runs)
})

const dayMs = 24 * 3_600_000

/** At most so many are deleted in one transaction. */
export const purgeBatch = 200

/** Deletes a batch of the runs of everybody that are too old; returns how many. Call it in a transaction. */
export const purgeRuns = (now: number, { days }: RunRetention) =>
  Effect.fnUntraced(function* (sql: Sql) {
    const before = new Date(now - days * dayMs)
    // The journal adds nothing to these people's programs until this is over.
    const runs = yield* deletedRuns(sql`
      with old as (
        select r.id, r.owner from runs r where r.submitted_at < ${before} order by r.submitted_at limit ${purgeBatch}
      ), owners as (
        select id from users where id in (select owner from old) order by id for no key update
      )
      delete from runs where id in (select old.id from old join owners on owners.id = old.owner)
      returning owner, program`)
    yield* removeUnusedPrograms(sql, runs)
    return runs.length
  })
