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

export const artifactFields = {
  /** Of the file, within the folder. */
  name: Schema.String,
  mediaType: Schema.Literals(["image/png", "image/svg+xml"]),
  /** The file in base64 (RFC 4648, section 4). */
  data: Schema.String
}

/** A picture that a program left in its folder `out`; those of one run come to a million characters of base64 at most. */
export const Artifact = Schema.Struct(artifactFields).pipe(Schema.encodeKeys({ mediaType: "media_type" }))
export type Artifact = typeof Artifact.Type

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
    /**
     * From the start of the program to its end, in whole milliseconds of a clock that never jumps. Servers before this rule sent fractions,
     * which are still read.
     */
    durationMs: Schema.Finite,
    /** Peak memory that the program had, in bytes. */
    memoryBytes: Schema.Int,
    language: Schema.String,
    version: Schema.String,
    error: Schema.optionalKey(ExecutionError),
    /** Sorted by name. Not in a pushed result: there they come before it, in messages of their own. */
    artifacts: Schema.optionalKey(Schema.Array(Artifact))
  }).pipe(
    Schema.encodeKeys({
      exitCode: "exit_code",
      durationMs: "duration_ms",
      memoryBytes: "memory_bytes"
    })
  )
) {}
