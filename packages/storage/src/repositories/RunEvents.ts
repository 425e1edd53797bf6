import type { RunEvent } from "@glissade/core/RunEvent"
import type { Execution } from "@glissade/protocol/Execution"
import type { UserId } from "@glissade/protocol/Ids"
import type { RunRecordStatus } from "@glissade/protocol/RunRecord"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { createHash } from "node:crypto"
import type { Sql } from "../database/Database.ts"
import { extrasOf } from "./ProgramExtras.ts"
import { ErrorText, ResultText } from "./RunRow.ts"

const encodeError = Schema.encodeSync(ErrorText)
const encodeResult = Schema.encodeSync(ResultText)

/** An event of a run whose user is known. Nobody has a history of the others. */
export type OwnedEvent = RunEvent & { readonly owner: UserId }

export const isOwned = (event: RunEvent): event is OwnedEvent => event.owner !== undefined

const statuses = { person: "cancelled", connection: "dropped", unavailable: "unavailable" } as const

const statusOf = (event: RunEvent): RunRecordStatus => {
  switch (event._tag) {
    case "submitted":
      return "queued"
    case "started":
      return "running"
    case "finished":
      return event.result.status
    case "cancelled":
      return statuses[event.reason]
    case "dead-lettered":
      return "failed"
  }
}

/** What a run's end adds to its row. */
const endOf = (event: RunEvent) => {
  if (event._tag === "submitted" || event._tag === "started") return { ended_at: null }
  if (event._tag !== "finished") return { ended_at: new Date(event.at) }
  const { result } = event
  return {
    ended_at: new Date(event.at),
    duration_ms: result.durationMs,
    memory_bytes: result.memoryBytes,
    exit_code: result.exitCode,
    error: result.error === undefined ? null : encodeError(result.error),
    result: encodeResult(result)
  }
}

const putProgram = Effect.fnUntraced(function* (sql: Sql, owner: UserId, program: Execution) {
  const extras = extrasOf(program)
  const hash = createHash("sha256")
    .update(JSON.stringify([program.language, program.code, extras]))
    .digest()
  yield* sql`
    insert into programs (owner, hash, code, extras) values (${owner}, ${hash}, ${program.code}, ${extras})
    on conflict (owner, hash) do nothing`
  return { hash, bytes: Buffer.byteLength(program.code) + Buffer.byteLength(extras) }
})

/**
 * Later states replace earlier ones, and a result replaces everything: events of several processes may come in any order, and those of a batch
 * that was appended again come twice. A later attempt of the job begins anew, unless there is a result.
 */
const rank = (table: string) => `case
    when ${table}.result is not null or ${table}.status = 'cancelled' then 4
    when ${table}.status = 'failed' then 3
    when ${table}.status in ('dropped', 'unavailable') then 2
    when ${table}.status = 'running' then 1
    else 0
  end`

const wins = `(${rank("excluded")} = 4 and ${rank("runs")} < 4
  or ${rank("runs")} < 4 and (excluded.attempt, ${rank("excluded")}) > (runs.attempt, ${rank("runs")}))`

const replaced = ["status", "ended_at", "duration_ms", "memory_bytes", "exit_code", "error", "result"]

const onConflict = `on conflict (owner, job) do update set
  attempt = greatest(runs.attempt, excluded.attempt),
  program = coalesce(runs.program, excluded.program),
  snippet = coalesce(runs.snippet, excluded.snippet),
  submitted_at = least(runs.submitted_at, excluded.submitted_at),
  started_at = coalesce(least(runs.started_at, excluded.started_at), runs.started_at, excluded.started_at),
  bytes = runs.bytes + excluded.bytes,
  ${replaced.map((column) => `${column} = case when ${wins} then excluded.${column} else runs.${column} end`).join(",\n  ")}`

/** Writes an event into the row of its run. */
export const writeEvent = Effect.fnUntraced(function* (sql: Sql, event: OwnedEvent) {
  const program = event._tag === "submitted" ? yield* putProgram(sql, event.owner, event.program) : undefined
  const end = endOf(event)
  const { uuidV7 } = yield* SecureRandom.SecureRandom
  yield* sql`
    insert into runs ${sql.insert({
      id: yield* uuidV7(),
      owner: event.owner,
      job: event.jobId,
      attempt: event.attempt,
      way: event.way,
      language: event.language,
      program: program?.hash ?? null,
      status: statusOf(event),
      submitted_at: new Date(event.at),
      started_at: event._tag === "started" ? new Date(event.at) : null,
      snippet: event.snippetId ?? null,
      bytes: (program?.bytes ?? 0) + Buffer.byteLength(end.result ?? ""),
      duration_ms: null,
      memory_bytes: null,
      exit_code: null,
      error: null,
      result: null,
      ...end
    })}
    ${sql.literal(onConflict)}`
})
