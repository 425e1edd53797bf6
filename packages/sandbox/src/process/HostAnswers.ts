import type { Artifact } from "@glissade/protocol/ExecutionResult"
import * as Data from "effect/Data"
import * as Schema from "effect/Schema"
import type { StreamName } from "@glissade/engine/Engine"

/** A process is gone: by itself, or because it was killed. */
export class HostGone extends Data.TaggedError("HostGone")<{
  readonly exitCode: number | null
  /** The signal that ended it, or why it could not be started. */
  readonly signal: string | null
  /** Why the parent killed it, if it did: for a wrong frame, for its memory, or because it is not needed any more. */
  readonly killedFor?: "fault" | "memory" | "timeout" | "end" | undefined
  /** What the process printed while it booted, when no program had run in it: the reason, for the log. */
  readonly boot: string
}> {}

const Limited = (maximum: number) => Schema.String.check(Schema.isMaxLength(maximum))

/** The end of a run as its process tells it. The process is not trusted: it may have been taken over by the program. */
export const HostEnding = Schema.Struct({
  status: Schema.Literals(["success", "error", "timeout", "memory_limit", "output_limit"]),
  exitCode: Schema.NullOr(Schema.Int),
  error: Schema.optionalKey(
    Schema.Struct({
      type: Limited(4_000),
      message: Limited(4_000),
      line: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))),
      column: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)))
    })
  ),
  memoryBytes: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)),
  reusable: Schema.Boolean,
  truncated: Schema.Struct({ stdout: Schema.Boolean, stderr: Schema.Boolean })
})
export type HostEnding = typeof HostEnding.Type & { readonly artifacts?: ReadonlyArray<Artifact> }

/** Reads the end of a run; throws where it is none. */
export const decodeEnding = Schema.decodeUnknownSync(Schema.fromJsonString(HostEnding))

/** Gets output as it comes; the bytes are the receiver's. */
export type OutputListener = (stream: StreamName, bytes: Uint8Array) => void
