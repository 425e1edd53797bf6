import type { Artifact, ExecutionResult } from "@glissade/protocol/ExecutionResult"

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
    | { readonly type: "artifact"; readonly artifact: Artifact }
    | { readonly type: "result"; readonly result: ExecutionResult }
    /** What a newer server sends besides: it has its place in the order, and says nothing. */
    | { readonly type: "other" }
  )

/** A message that the client understands. Others are ignored, so that a newer server can send more. */
export type WireMessage = RunMessage | { readonly type: "pong"; readonly connectionId: string }

/** Reads a value, or throws. */
type Reader<A> = (value: unknown) => A

const must =
  <A>(is: (value: never) => unknown): Reader<A> =>
  (value) => {
    if (!is(value as never)) throw value
    return value as A
  }

const orMissing =
  <A>(read: Reader<A>): Reader<A | undefined> =>
  (value) =>
    value === undefined ? undefined : read(value)

/** Reads the fields that are named, each by its reader, under the names that the client has for them. */
const fields =
  <A>(readers: Readonly<Record<string, Reader<unknown>>>): Reader<A> =>
  (value) => {
    const read: Record<string, unknown> = {}
    for (const key in readers) {
      const field = readers[key]!((value as Record<string, unknown>)[key])
      if (field !== undefined) read[key.replace(/_./, (mark) => mark[1]!.toUpperCase())] = field
    }
    return read as A
  }

const list =
  <A>(read: Reader<A>): Reader<ReadonlyArray<A>> =>
  (value) =>
    must<ReadonlyArray<unknown>>(Array.isArray)(value).map(read)

const text = must<string>((value: unknown) => typeof value === "string")
const pattern = (expression: RegExp) => must<string>((value: string) => expression.test(text(value)))
const flag = must((value: unknown) => typeof value === "boolean")
const integer = must<number>(Number.isSafeInteger)
const orNull =
  <A>(read: Reader<A>): Reader<A | null> =>
  (value) =>
    value === null ? null : read(value)

const artifactFields = { name: text, media_type: pattern(/^image\/(png|svg\+xml)$/), data: text }

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
  artifacts: orMissing(list(fields(artifactFields)))
})

const readers: Readonly<Record<string, Reader<object>>> = {
  started: () => ({}),
  output: fields({ stream: pattern(/^std(out|err)$/), data: text }),
  artifact: (value) => ({ artifact: fields(artifactFields)(value) }),
  result: fields({ result: readResult })
}

const readMessage: Reader<WireMessage> = (value) => {
  const { type } = fields<{ type: string }>({ type: text })(value)
  if (type === "pong") return { type, ...fields<{ connectionId: string }>({ connection_id: text })(value) }
  const read = Object.hasOwn(readers, type) && readers[type]
  return {
    // What they are is compared alone: a message with other ids or numbers is of no run of ours.
    ...fields<RunEnvelope>({ job_id: text, attempt: integer, delivery: integer, run_id: text, seq: integer })(value),
    ...(read && read(value)),
    type: read ? type : "other"
  } as RunMessage
}

const orUndefined = <A>(read: () => A): A | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** Reads a result object of the wire; `undefined` when it is none. */
export const parseResult = (value: unknown): ExecutionResult | undefined => orUndefined(() => readResult(value))

/** Reads a frame; `undefined` when it is nothing that the client knows. */
export const parseMessage = (frame: unknown): WireMessage | undefined =>
  orUndefined(() => readMessage(JSON.parse(text(frame))))
