import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"

const stopped = (
  status: "cancelled" | "memory_limit",
  language: string,
  version: string,
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
  version
})

/** The result of a job that was cancelled. What it had written until then was pushed and is not repeated. */
export const cancelledResult = (language: string, version: string, durationMs: number): ExecutionResult =>
  stopped("cancelled", language, version, durationMs)

/** The result of a program whose interpreter the operating system killed twice; a third run is not tried. */
export const killedResult = (language: string, version: string): ExecutionResult => ({
  ...stopped("memory_limit", language, version, 0),
  error: {
    type: "OutOfMemory",
    message: "the operating system ended the program twice: it takes more memory than the server has to give now"
  }
})
