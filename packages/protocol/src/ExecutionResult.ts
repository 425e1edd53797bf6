import * as Schema from "effect/Schema"

export const StreamName = Schema.Literals(["stdout", "stderr"])
export type StreamName = typeof StreamName.Type

/**
 * How a run ended: `success` is exit code 0, `error` an uncaught exception or another exit code, the rest name the limit
 * that stopped it.
 */
export const ExecutionStatus = Schema.Literals([
  "success",
  "error",
  "timeout",
  "memory_limit",
  "output_limit",
  "cancelled"
])
export type ExecutionStatus = typeof ExecutionStatus.Type

/** What a program died of, for the editor to mark. */
export const ExecutionError = Schema.Struct({
  /** Class of the exception, at most 200 characters. */
  type: Schema.String,
  /** At most 1,000 characters. */
  message: Schema.String,
  /** Counted from 1, in the main file. */
  line: Schema.optionalKey(Schema.Int),
  /** Counted from 1, in UTF-16 units. */
  column: Schema.optionalKey(Schema.Int)
})
export type ExecutionError = typeof ExecutionError.Type

/** What became of one run. The same object travels in a push and in the synchronous answer. */
export class ExecutionResult extends Schema.Opaque<ExecutionResult>()(
  Schema.Struct({
    status: ExecutionStatus,
    /** `null` when the program was stopped rather than ended. */
    exitCode: Schema.NullOr(Schema.Int),
    /** `null` in a pushed result that would be over 30 KB: the pieces are the output then. */
    stdout: Schema.NullOr(Schema.String),
    stderr: Schema.NullOr(Schema.String),
    truncated: Schema.Struct({ stdout: Schema.Boolean, stderr: Schema.Boolean }),
    /** Wall clock from the start of the program to its end, in milliseconds. */
    durationMs: Schema.Finite,
    /** Peak memory that the program had, in bytes. */
    memoryBytes: Schema.Int,
    language: Schema.String,
    version: Schema.String,
    error: Schema.optionalKey(ExecutionError)
  }).pipe(
    Schema.encodeKeys({
      exitCode: "exit_code",
      durationMs: "duration_ms",
      memoryBytes: "memory_bytes"
    })
  )
) {}
