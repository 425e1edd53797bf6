import { defaultRetention } from "@glissade/core/RunHistory"
import type { RunRetention } from "@glissade/core/RunHistory"
import { RunJournalSink, RunJournalUnavailable } from "@glissade/core/RunJournalBuffer"
import type { UserId } from "@glissade/protocol/Ids"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Sql } from "../database/Database.ts"
import { Database } from "../database/Database.ts"
import { rowsOf } from "../database/Rows.ts"
import type { OwnedEvent } from "./RunEvents.ts"
import { isOwned, writeEvent } from "./RunEvents.ts"
import { trimRuns } from "./RunRetention.ts"

export interface RunJournalSinkOptions {
  /** Whether runs are kept. Without, they only count for the saved programs that they ran. */
  readonly isHistoryOn: boolean
  readonly retention: Partial<RunRetention>
}

const knownUsers = rowsOf(Schema.Struct({ id: Schema.String }))
const jobs = rowsOf(Schema.Struct({ job: Schema.String }))

/** Counts the first submit of a job for the saved program that it runs, if that is its user's own. */
const countExecution = Effect.fnUntraced(function* (sql: Sql, event: OwnedEvent) {
  if (event._tag !== "submitted" || event.snippetId === undefined || event.attempt > 1) return
  const before = yield* jobs(sql`select job from runs where owner = ${event.owner} and job = ${event.jobId}`)
  if (before.length > 0) return
  yield* sql`
    update snippets set execution_count = execution_count + 1,
      last_execution_at = greatest(last_execution_at, ${new Date(event.at)}::timestamptz)
    where id = ${event.snippetId} and owner = ${event.owner}`
})

/** A submit may name a snippet that is not there. */
const withoutUnknownSnippet = Effect.fnUntraced(function* (sql: Sql, event: OwnedEvent) {
  if (event.snippetId === undefined) return event
  const [known] = yield* knownUsers(
    sql`select id::text from snippets where id = ${event.snippetId} and owner = ${event.owner}`
  )
  if (known !== undefined) return event
  const { snippetId: _, ...rest } = event
  return rest as OwnedEvent
})

const append = (events: ReadonlyArray<OwnedEvent>, isHistoryOn: boolean, retention: RunRetention) =>
  Effect.fnUntraced(function* (sql: Sql) {
    const owners = [...new Set(events.map(({ owner }) => owner))]
    // The lock keeps a person from being deleted between here and the end.
    const known = yield* knownUsers(sql`select id from users where ${sql.in("id", owners)} order by id for share`)
    const users = new Set<string>(known.map(({ id }) => id))
    const ended = new Set<UserId>()
    for (const event of events) {
      if (!users.has(event.owner)) continue
      const owned = yield* withoutUnknownSnippet(sql, event)
      yield* countExecution(sql, owned)
      if (!isHistoryOn) continue
      yield* writeEvent(sql, owned)
      if (event._tag !== "started") ended.add(event.owner)
    }
    yield* Effect.forEach(ended, (owner) => trimRuns(sql, retention, owner), { discard: true })
  })

/** Keeps the runs of people who are known in PostgreSQL, where `RunHistory` finds them. */
export const layer = ({ isHistoryOn = true, retention }: Partial<RunJournalSinkOptions> = {}) =>
  Layer.effect(
    RunJournalSink,
    Effect.gen(function* () {
      const database = yield* Database
      const random = yield* SecureRandom.SecureRandom
      const kept = { ...defaultRetention, ...retention }
      return {
        append: (all) => {
          const events = all.filter(isOwned)
          return events.length === 0
            ? Effect.void
            : database.transaction(append(events, isHistoryOn, kept)).pipe(
                Effect.provideService(SecureRandom.SecureRandom, random),
                Effect.mapError(({ message }) => new RunJournalUnavailable({ message }))
              )
        }
      }
    })
  )
