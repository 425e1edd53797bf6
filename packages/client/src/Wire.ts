import type { Artifact, ExecutionResult } from "./Result.ts"
import type { Reader } from "./Reader.ts"
import { fields, flag, integer, list, must, orMissing, orNull, pattern, readOrUndefined, text } from "./Reader.ts"

/** Names a run of a job, and where in the run a message belongs. */
export interface RunEnvelope {
  readonly jobId: string
  readonly attempt: number
  readonly delivery: number
  readonly runId: string
  readonly seq: number
}

/** A message of a run, as the client uses it. */
export type RunMessage = RunEnvelope &
  (
    | { readonly type: "started" }
    | { readonly type: "output"; readonly stream: "stdout" | "stderr"; readonly data: string }
    /** A part of a picture. */
    | ({ readonly type: "artifact" } & Artifact)
    | { readonly type: "result"; readonly result: ExecutionResult }
    /** What a newer server sends besides: it has its place in the order, and says nothing. */
    | { readonly type: "other" }
  )

/** A message that the client understands. Others are ignored, so that a newer server can send more. */
export type WireMessage =
  | RunMessage
  | { readonly type: "pong"; readonly connectionId: string; readonly jobId?: undefined }
  /** Whether the server found the job that the client attached to. */
  | { readonly type: "attached"; readonly jobId: string; readonly found: boolean }

const readArtifact = fields<Artifact>({ name: text, media_type: pattern(/^image\/(png|svg\+xml)$/), data: text })

const readResult = fields<ExecutionResult>({
  // A newer server may have further ones.
  status: text,
  exit_code: orNull(integer),
  stdout: orNull(text),
  stderr: orNull(text),
  truncated: fields({ stdout: flag, stderr: flag }),
  duration_ms: must(Number.isFinite),
  memory_bytes: integer,
  language: text,
  version: text,
  error: orMissing(fields({ type: text, message: text, line: orMissing(integer), column: orMissing(integer) })),
  artifacts: orMissing(list(readArtifact))
})

const readers = {
  // A message of the type "constructor" is of no type that is known.
  __proto__: null,
  started: fields({}),
  output: fields({ stream: pattern(/^std(out|err)$/), data: text }),
  artifact: readArtifact,
  result: fields({ result: readResult })
} as unknown as Readonly<Record<string, Reader<object> | undefined>>

const readMessage: Reader<WireMessage> = (value) => {
  const { type } = fields<{ type: string }>({ type: text })(value)
  if (type === "pong") return { type, ...fields<{ connectionId: string }>({ connection_id: text })(value) }
  if (type === "attached")
    return { type, ...fields<{ jobId: string; found: boolean }>({ job_id: text, found: flag })(value) }
  const read = readers[type]
  return {
    // What they are is compared alone: a message with other ids or numbers is of no run of ours.
    ...fields<RunEnvelope>({ job_id: text, attempt: integer, delivery: integer, run_id: text, seq: integer })(value),
    ...read?.(value),
    type: read ? type : "other"
  } as RunMessage
}

/** Reads a result object of the wire; `undefined` when it is none. */
export const parseResult = (value: unknown): ExecutionResult | undefined => readOrUndefined(() => readResult(value))

/** Reads a frame; `undefined` when it is nothing that the client knows. */
export const parseMessage = (frame: unknown): WireMessage | undefined =>
  readOrUndefined(() => readMessage(JSON.parse(text(frame))))
