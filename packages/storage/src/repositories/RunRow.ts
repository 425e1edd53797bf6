import { ExecutionError, ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { JobId, RunRecordId, SnippetId } from "@glissade/protocol/Ids"
import { RunRecord, RunRecordHead, RunRecordStatus } from "@glissade/protocol/RunRecord"
import * as Schema from "effect/Schema"
import { Time } from "../database/Rows.ts"
import { Extras } from "./ProgramExtras.ts"

/** The column `error`. */
export const ErrorText = Schema.fromJsonString(ExecutionError)

/** The column `result`. */
export const ResultText = Schema.fromJsonString(ExecutionResult)

const headFields = {
  id: RunRecordId,
  job: JobId,
  way: Schema.Literals(["async", "sync"]),
  language: Schema.String,
  status: RunRecordStatus,
  submitted_at: Time,
  started_at: Schema.NullOr(Time),
  ended_at: Schema.NullOr(Time),
  duration_ms: Schema.NullOr(Schema.Finite),
  memory_bytes: Schema.NullOr(Schema.Finite),
  exit_code: Schema.NullOr(Schema.Int),
  error: Schema.NullOr(ErrorText),
  snippet: Schema.NullOr(SnippetId)
}

/** A row of a list. The program is missing while its submit has not arrived, which another process may have written. */
export const RunHeadRow = Schema.Struct({
  ...headFields,
  preview: Schema.NullOr(Schema.String),
  is_native: Schema.NullOr(Schema.Boolean)
})

/** A whole row. */
export const RunRow = Schema.Struct({
  ...headFields,
  code: Schema.NullOr(Schema.String),
  extras: Schema.NullOr(Extras),
  result: Schema.NullOr(ResultText)
})

const headOf = (row: typeof RunHeadRow.Type | typeof RunRow.Type) => ({
  id: row.id,
  jobId: row.job,
  way: row.way,
  language: row.language,
  status: row.status,
  submittedAt: row.submitted_at,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  durationMs: row.duration_ms,
  memoryBytes: row.memory_bytes,
  exitCode: row.exit_code,
  error: row.error,
  snippetId: row.snippet
})

export const toRunHead = (row: typeof RunHeadRow.Type): RunRecordHead =>
  RunRecordHead.make({
    ...headOf(row),
    preview: row.preview ?? "",
    ...(row.is_native === true && { runtime: "native" as const })
  })

export const toRun = (row: typeof RunRow.Type): RunRecord =>
  RunRecord.make({
    ...headOf(row),
    code: row.code ?? "",
    ...(row.extras ?? { files: [], stdin: "", args: [] }),
    result: row.result
  })

/** Columns of {@link headFields}, of a table `r`. */
export const runColumns = `r.id, r.job, r.way, r.language, r.status, r.submitted_at, r.started_at, r.ended_at, r.duration_ms,
  r.memory_bytes::double precision as memory_bytes, r.exit_code, r.error, r.snippet`
