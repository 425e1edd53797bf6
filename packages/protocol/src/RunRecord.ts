import * as Schema from "effect/Schema"
import { RuntimeKind, SourceFiles } from "./Execution.ts"
import { ExecutionError, ExecutionResult, ExecutionStatus } from "./ExecutionResult.ts"
import { JobId, RunRecordId, SnippetId } from "./Ids.ts"
import { Instant } from "./Instant.ts"

/**
 * How a run stands: it waits, runs, ended as its result says, its connection closed before it could end (`dropped`), no interpreter could
 * run it (`unavailable`), or it was given up after its last delivery (`failed`).
 */
export const RunRecordStatus = Schema.Literals([
  "queued",
  "running",
  ...ExecutionStatus.literals,
  "dropped",
  "unavailable",
  "failed"
])
export type RunRecordStatus = typeof RunRecordStatus.Type

const headFields = {
  id: RunRecordId,
  jobId: JobId,
  /** `async` for a job, `sync` for a synchronous call. */
  way: Schema.Literals(["async", "sync"]),
  language: Schema.String,
  /** Present where the program ran natively. */
  runtime: Schema.optionalKey(RuntimeKind),
  status: RunRecordStatus,
  submittedAt: Instant,
  startedAt: Schema.NullOr(Instant),
  endedAt: Schema.NullOr(Instant),
  durationMs: Schema.NullOr(Schema.Finite),
  memoryBytes: Schema.NullOr(Schema.Int),
  exitCode: Schema.NullOr(Schema.Int),
  error: Schema.NullOr(ExecutionError),
  /** The saved program that was run, if it was one. */
  snippetId: Schema.NullOr(SnippetId)
}

const headKeys = {
  jobId: "job_id",
  submittedAt: "submitted_at",
  startedAt: "started_at",
  endedAt: "ended_at",
  durationMs: "duration_ms",
  memoryBytes: "memory_bytes",
  exitCode: "exit_code",
  snippetId: "snippet_id"
} as const

/** A run in a list. */
export class RunRecordHead extends Schema.Opaque<RunRecordHead>()(
  Schema.Struct({
    ...headFields,
    /** The first characters of the program. */
    preview: Schema.String
  }).pipe(Schema.encodeKeys(headKeys))
) {}

/** A run of a person's history, with its program and its result. */
export class RunRecord extends Schema.Opaque<RunRecord>()(
  Schema.Struct({
    ...headFields,
    code: Schema.String,
    files: SourceFiles,
    stdin: Schema.String,
    args: Schema.Array(Schema.String),
    result: Schema.NullOr(ExecutionResult)
  }).pipe(Schema.encodeKeys(headKeys))
) {}

/** Answer to `GET /runs`. `next` is the `cursor` of the next page; the last page has none. */
export class RunPage extends Schema.Opaque<RunPage>()(
  Schema.Struct({ items: Schema.Array(RunRecordHead), next: Schema.optionalKey(Schema.String) })
) {}
