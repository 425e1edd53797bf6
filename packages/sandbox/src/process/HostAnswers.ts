import type { Artifact } from "@glissade/protocol/ExecutionResult"
import * as Data from "effect/Data"
import * as Schema from "effect/Schema"
import type { StreamName } from "@glissade/engine/Engine"

/** The process ended by itself, or was killed. */
export class HostGone extends Data.TaggedError("HostGone")<{
  readonly exitCode: number | null
  /** The signal that ended it, or why it could not be started. */
  readonly signal: string | null
  /** Why the parent killed it, if it did: an invalid frame, too much memory, or no more need. */
  readonly killedFor?: "fault" | "memory" | "timeout" | "end" | undefined
  /** What the process printed while it booted, before any program ran in it, for the log. */
  readonly boot: string
}> {}

const Limited = (maximum: number) => Schema.String.check(Schema.isMaxLength(maximum))

/** The end of a run as its process reports it. It is not trusted: the program may have taken over the process. */
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

/** Decodes the end of a run; throws if it is invalid. */
export const decodeEnding = Schema.decodeUnknownSync(Schema.fromJsonString(HostEnding))

/** Receives output as it arrives, and may keep the bytes. */
export type OutputListener = (stream: StreamName, bytes: Uint8Array) => void
