import type { Artifact, ExecutionResult } from "./Result.ts"
import type { Reader } from "./Reader.ts"
import { fields, flag, integer, list, must, orMissing, orNull, pattern, readOrUndefined, text } from "./Reader.ts"

/** Identifies a run of a job and a message's position in the run. */
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
    | {
        readonly type: "output"
        readonly stream: "stdout" | "stderr"
        readonly stage?: "compile"
        readonly data: string
      }
    /** The program waits for input that was not typed yet. */
    | { readonly type: "waiting" }
    /** A part of a picture. */
    | ({ readonly type: "artifact" } & Artifact)
    | { readonly type: "result"; readonly result: ExecutionResult }
    /** A message type that only newer servers send: it takes its place in the order and is otherwise ignored. */
    | { readonly type: "other" }
  )

/** A message that the client understands. Others are ignored, so that newer servers can send more. */
export type WireMessage =
  | RunMessage
  | { readonly type: "pong"; readonly connectionId: string; readonly jobId?: undefined }
  /** Whether the server found the job that the client attached to. */
  | { readonly type: "attached"; readonly jobId: string; readonly found: boolean }

const readArtifact = fields<Artifact>({ name: text, media_type: pattern(/^image\/(png|svg\+xml)$/), data: text })

const outputReaders = {
  exit_code: orNull(integer),
  stdout: orNull(text),
  stderr: orNull(text),
  truncated: fields({ stdout: flag, stderr: flag }),
  duration_ms: must(Number.isFinite)
}

const readResult = fields<ExecutionResult>({
  ...outputReaders,
  // Newer servers may have more of them.
  status: text,
  memory_bytes: integer,
  language: text,
  version: text,
  error: orMissing(fields({ type: text, message: text, line: orMissing(integer), column: orMissing(integer) })),
  compile: orMissing(fields(outputReaders)),
  diagnostics: orMissing(list(fields({ message: text, line: integer, column: integer, code: integer, file: text }))),
  artifacts: orMissing(list(readArtifact))
})

const readers = {
  // Own properties only, so that a message of the type "constructor" is unknown.
  __proto__: null,
  started: fields({}),
  output: fields({ stream: pattern(/^std(out|err)$/), stage: orMissing(pattern(/^compile$/)), data: text }),
  waiting: fields({}),
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
    // Compared only, so not validated: a message with other values belongs to no run of this client.
    ...fields<RunEnvelope>({ job_id: text, attempt: integer, delivery: integer, run_id: text, seq: integer })(value),
    ...read?.(value),
    type: read ? type : "other"
  } as RunMessage
}

/** Reads a result object of the wire; `undefined` if it is invalid. */
export const parseResult = (value: unknown): ExecutionResult | undefined => readOrUndefined(() => readResult(value))

/** Reads a frame; `undefined` if the client does not know it. */
export const parseMessage = (frame: unknown): WireMessage | undefined =>
  readOrUndefined(() => readMessage(JSON.parse(text(frame))))
