import type { ExecutionResult } from "@glissade/client/Result"
import { idOf } from "../languages/StoredLanguage.ts"
import { describeOutcome } from "../describe.ts"
import { joinArguments } from "../joinArguments.ts"
import type { PastRun } from "./RunHistory.ts"
import { maximumOutput } from "./RunHistory.ts"
import type { RunHead, RunRecord } from "./RunCalls.ts"

/** How runs stand that have no result. */
const unfinished: Readonly<Record<string, string>> = {
  queued: "Waiting",
  running: "Running",
  dropped: "Stopped when its connection closed",
  unavailable: "No interpreter could run it",
  failed: "Given up by the server"
}

const errorOf = ({ error }: Pick<RunHead, "error">) =>
  error === null ? [] : [`${error.type}: ${error.message}`.split("\n")[0]!]

/** How a run ended, in words, as the page says it of its own runs. */
export const summaryOf = (run: Omit<RunHead, "preview">): string => {
  const words = unfinished[run.status]
  if (words !== undefined) return words
  const { duration_ms: durationMs, exit_code: exitCode, memory_bytes: memoryBytes, status } = run
  const result = { status, exitCode, durationMs: Math.round(durationMs ?? 0), memoryBytes: memoryBytes ?? 0 }
  const { facts, text } = describeOutcome({
    type: "result",
    route: "live",
    result: result as unknown as ExecutionResult
  })
  return [text, ...errorOf(run), ...facts].join(", ")
}

/** A run of the server as one of this browser's: both are shown and compared alike. The order between the two streams is not kept. */
export const toPastRun = (run: RunRecord): PastRun => ({
  at: Date.parse(run.submitted_at),
  language: idOf(run),
  code: run.code,
  files: run.files.map(({ content, name }) => ({ name, content })),
  stdin: run.stdin,
  args: joinArguments(run.args),
  kind: run.status,
  summary: summaryOf(run),
  output: [run.result?.compile, run.result]
    .map((from) => `${from?.stdout ?? ""}${from?.stderr ?? ""}`)
    .join("")
    .slice(0, maximumOutput)
})
