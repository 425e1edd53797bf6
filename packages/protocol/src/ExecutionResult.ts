import * as Schema from "effect/Schema"
import { Diagnostic, maximumDiagnostics } from "./Diagnostic.ts"

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

/** The error that ended a program, for the editor to mark. */
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
  /** Name of the file, within the folder. */
  name: Schema.String,
  mediaType: Schema.Literals(["image/png", "image/svg+xml"]),
  /** The file in base64 (RFC 4648, section 4). */
  data: Schema.String
}

/** A picture that a program wrote to its folder `out`; those of one run are at most a million characters of base64 together. */
export const Artifact = Schema.Struct(artifactFields).pipe(Schema.encodeKeys({ mediaType: "media_type" }))
export type Artifact = typeof Artifact.Type

/**
 * What a stage of a run writes to: `compile` is what comes before the program, where the request asked to have it told apart. Absent for the
 * program itself.
 */
export const OutputStage = Schema.Literal("compile")
export type OutputStage = typeof OutputStage.Type

/** Bytes of each stream of a compiler that are told; what is more is left out. */
export const maximumCompileBytes = 65_536

/** How compiling ended, and what it wrote. */
export const CompileResult = Schema.Struct({
  /** `null` when it was stopped. */
  exitCode: Schema.NullOr(Schema.Int),
  /** `null` in a pushed result that would be over 30 KB with it: it was in the pieces before. */
  stdout: Schema.NullOr(Schema.String),
  stderr: Schema.NullOr(Schema.String),
  truncated: Schema.Struct({ stdout: Schema.Boolean, stderr: Schema.Boolean }),
  /** In whole milliseconds. */
  durationMs: Schema.Int
}).pipe(Schema.encodeKeys({ exitCode: "exit_code", durationMs: "duration_ms" }))
export type CompileResult = typeof CompileResult.Type

/** The result of one run. The same object is pushed and returned by the synchronous call. */
export class ExecutionResult extends Schema.Opaque<ExecutionResult>()(
  Schema.Struct({
    status: ExecutionStatus,
    /** `null` when the program was stopped and did not end by itself. */
    exitCode: Schema.NullOr(Schema.Int),
    /** `null` in a pushed result that would be over 30 KB: the pieces are the output then. */
    stdout: Schema.NullOr(Schema.String),
    stderr: Schema.NullOr(Schema.String),
    truncated: Schema.Struct({ stdout: Schema.Boolean, stderr: Schema.Boolean }),
    /**
     * From the start of the program to its end, in whole milliseconds of a monotonic clock. Older servers sent fractions, which are still
     * accepted.
     */
    durationMs: Schema.Finite,
    /** Peak memory of the program, in bytes. */
    memoryBytes: Schema.Int,
    language: Schema.String,
    version: Schema.String,
    error: Schema.optionalKey(ExecutionError),
    /** Absent where nothing was compiled, and where the request did not say `compile_output`. */
    compile: Schema.optionalKey(CompileResult),
    /**
     * What the check found that the request asked for: nothing wrong is an empty list. Absent without a check, and where it took longer than
     * the run and a second.
     */
    diagnostics: Schema.optionalKey(Schema.Array(Diagnostic).check(Schema.isMaxLength(maximumDiagnostics))),
    /** Sorted by name. Not in a pushed result: there they are sent before it, in messages of their own. */
    artifacts: Schema.optionalKey(Schema.Array(Artifact))
  }).pipe(
    Schema.encodeKeys({
      exitCode: "exit_code",
      durationMs: "duration_ms",
      memoryBytes: "memory_bytes"
    })
  )
) {}
