import { ConnectionLookup } from "@glissade/core/ConnectionLookup"
import { Execution } from "@glissade/protocol/Execution"
import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { ConnectionId, JobId } from "@glissade/protocol/Ids"
import { Job } from "@glissade/protocol/Job"
import type { Runtime } from "@glissade/protocol/Runtime"
import * as Effect from "effect/Effect"

/** The job id with number `n`, always the same. */
export const jobId = (n: number): JobId => JobId.make(`01890000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`)

/** A connection id from a name. */
export const connectionId = (name: string): ConnectionId => ConnectionId.make(name)

/** An execution of the given code, with defaults for everything else. */
export const execution = (code: string, changes: Partial<Execution> = {}): Execution =>
  Execution.make({
    language: "python",
    code,
    stdin: "",
    args: [],
    files: [],
    limits: { timeoutMs: 10_000, memoryBytes: 256 * 1024 * 1024, outputBytes: 64 * 1024 },
    ...changes
  })

/** The n-th job of a connection. */
export const job = (n: number, connection = "connection-a", changes: Partial<Job> = {}): Job =>
  Job.make({
    jobId: jobId(n),
    attempt: 1,
    connectionId: connectionId(connection),
    execution: execution(`print(${n})`),
    submittedAt: 0,
    ...changes
  })

/** A lookup that knows only whether connections are open. Closed ones count as closed long ago. */
export const lookupOf = (isOpen: (connectionId: ConnectionId) => boolean): typeof ConnectionLookup.Service => ({
  ...ConnectionLookup.defaultValue(),
  isOpen,
  onClosed: (id, callback) => {
    if (!isOpen(id)) callback()
    return () => {}
  },
  closedForMs: (id) => Effect.succeed(isOpen(id) ? 0 : Infinity)
})

/** A successful result with the given output. */
export const result = (stdout: string, changes: Partial<ExecutionResult> = {}): ExecutionResult => ({
  status: "success",
  exitCode: 0,
  stdout,
  stderr: "",
  truncated: { stdout: false, stderr: false },
  durationMs: 1,
  memoryBytes: 1024,
  language: "python",
  version: "3.14.0",
  ...changes
})

/** The languages of the tests. */
export const runtimes: ReadonlyArray<Runtime> = [
  { language: "python", version: "3.14.0", engine: "test", mainFile: "main.py" },
  { language: "javascript", version: "2025", engine: "test", mainFile: "main.js" },
  { language: "typescript", version: "5.9", engine: "test", mainFile: "main.ts" }
]
