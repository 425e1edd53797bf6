import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"

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
    | { readonly type: "result"; readonly result: ExecutionResult }
  )

/** A message that the client understands. Others are ignored, so that a newer server can send more. */
export type WireMessage = RunMessage | { readonly type: "pong"; readonly connectionId: string }

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null
const isText = (value: unknown): value is string => typeof value === "string"
const isCount = (value: unknown): value is number => Number.isSafeInteger(value)
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value)
const isUuid = (value: unknown): value is string =>
  isText(value) && /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(value)

const statuses = new Set(["success", "error", "timeout", "memory_limit", "output_limit", "cancelled"])

const parseError = (value: unknown): ExecutionResult["error"] => {
  if (!isFields(value) || !isText(value.type) || !isText(value.message)) return undefined
  return {
    type: value.type,
    message: value.message,
    ...(isCount(value.line) ? { line: value.line } : {}),
    ...(isCount(value.column) ? { column: value.column } : {})
  }
}

/** Reads a result object of the wire; `undefined` when it is none. */
export const parseResult = (value: unknown): ExecutionResult | undefined => {
  if (!isFields(value) || !isFields(value.truncated)) return undefined
  const { truncated } = value
  const error = parseError(value.error)
  const isResult =
    statuses.has(value.status as string) &&
    (value.exit_code === null || isCount(value.exit_code)) &&
    isTextOrNull(value.stdout) &&
    isTextOrNull(value.stderr) &&
    typeof truncated.stdout === "boolean" &&
    typeof truncated.stderr === "boolean" &&
    Number.isFinite(value.duration_ms) &&
    isCount(value.memory_bytes) &&
    isText(value.language) &&
    isText(value.version) &&
    (value.error === undefined || error !== undefined)
  if (!isResult) return undefined
  return {
    status: value.status as ExecutionResult["status"],
    exitCode: value.exit_code as number | null,
    stdout: value.stdout as string | null,
    stderr: value.stderr as string | null,
    truncated: { stdout: truncated.stdout as boolean, stderr: truncated.stderr as boolean },
    durationMs: value.duration_ms as number,
    memoryBytes: value.memory_bytes as number,
    language: value.language as string,
    version: value.version as string,
    ...(error === undefined ? {} : { error })
  }
}

const parseRun = (value: Fields): RunMessage | undefined => {
  const { attempt, delivery, seq } = value
  const isRun =
    isUuid(value.job_id) &&
    isUuid(value.run_id) &&
    isCount(attempt) &&
    attempt >= 1 &&
    attempt <= 1000 &&
    isCount(delivery) &&
    delivery >= 1 &&
    isCount(seq) &&
    seq >= 0
  if (!isRun) return undefined
  const envelope = { jobId: value.job_id as string, runId: value.run_id as string, attempt, delivery, seq }
  if (value.type === "started") return { ...envelope, type: "started" }
  if (value.type === "output") {
    const { data, stream } = value
    if (!isText(data) || (stream !== "stdout" && stream !== "stderr")) return undefined
    return { ...envelope, type: "output", stream, data }
  }
  if (value.type !== "result") return undefined
  const result = parseResult(value.result)
  return result && { ...envelope, type: "result", result }
}

/** Reads a frame; `undefined` when it is nothing that the client knows. */
export const parseMessage = (frame: unknown): WireMessage | undefined => {
  if (!isText(frame)) return undefined
  let value: unknown
  try {
    value = JSON.parse(frame)
  } catch {
    return undefined
  }
  if (!isFields(value)) return undefined
  if (value.type !== "pong") return parseRun(value)
  const id = value.connection_id
  return isText(id) && /^[!-~]{1,128}$/.test(id) ? { type: "pong", connectionId: id } : undefined
}
