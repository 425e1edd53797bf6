import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import type { Runtime } from "@glissade/protocol/Runtime"

const stopped = (
  status: "cancelled" | "memory_limit",
  language: string,
  runtimes: ReadonlyArray<Runtime>,
  durationMs: number
): ExecutionResult => ({
  status,
  exitCode: null,
  stdout: null,
  stderr: null,
  truncated: { stdout: false, stderr: false },
  durationMs,
  memoryBytes: 0,
  language,
  version: runtimes.find((runtime) => runtime.language === language)?.version ?? ""
})

/** The result of a job that was cancelled. What it had written until then was pushed and is not repeated. */
export const cancelledResult = (
  language: string,
  runtimes: ReadonlyArray<Runtime>,
  durationMs: number
): ExecutionResult => stopped("cancelled", language, runtimes, durationMs)

/** The result of a program whose interpreter the operating system killed twice; a third run is not tried. */
export const killedResult = (language: string, runtimes: ReadonlyArray<Runtime>): ExecutionResult => ({
  ...stopped("memory_limit", language, runtimes, 0),
  error: {
    type: "OutOfMemory",
    message: "the operating system ended the program twice: it takes more memory than the server has to give now"
  }
})
