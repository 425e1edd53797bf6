import type { Execution } from "@glissade/protocol/Execution"
import type { ConnectionId, JobId, JobKeyHash } from "@glissade/protocol/Ids"
import type { Job } from "@glissade/protocol/Job"
import type { RunMessage } from "@glissade/protocol/Message"
import * as Struct from "effect/Struct"

/** What is recorded of a job. Its program is not: the queue has it. */
export interface JobEntry {
  readonly jobId: JobId
  readonly keyHash: JobKeyHash
  readonly execution: Pick<Execution, "language" | "runtime">
  /** Listeners for a cancellation or another connection. */
  readonly onChanged: Set<() => void>
  /** Of the latest submit. */
  attempt: number
  /** Where its messages go: the connection of the latest submit, or one that attached since. */
  connectionId: ConnectionId | undefined
  /** Connections that attached. */
  readonly attachments: Set<ConnectionId>
  /** The messages of the current run, for connections that attach. Bounded by the output limit of the run. */
  kept: Array<RunMessage>
  notedAt: number
  /** A counter, since two deliveries may run at once. */
  runs: number
  /** Whether its program was sent to an interpreter. Until then a delivery waits in the line for one. */
  isStarted: boolean
  isCancelled: boolean
  /** The latest delivery. */
  delivery: number
  /** Whether the cancelled result was pushed. A worker can die before that. */
  isTold: boolean
}

/** A new entry for a job. */
export const makeJobEntry = (job: Job, keyHash: JobKeyHash, notedAt: number): JobEntry => ({
  jobId: job.jobId,
  keyHash,
  execution: Struct.pick(job.execution, ["language", "runtime"]),
  onChanged: new Set(),
  attempt: job.attempt,
  connectionId: job.connectionId,
  attachments: new Set(),
  kept: [],
  notedAt,
  runs: 0,
  isStarted: false,
  isCancelled: false,
  delivery: 0,
  isTold: false
})

/** Tells the runs of a job that it was cancelled or attached to another connection. */
export const tellChanged = (entry: JobEntry) => {
  const callbacks = Array.from(entry.onChanged)
  // A copy: listeners may add themselves again, which must not call them twice.
  for (const callback of callbacks) callback()
}

/** Whether a job is cancelled, and how to listen for changes. */
export const changesOf = (entry: JobEntry) => ({
  isCancelled: () => entry.isCancelled,
  onChanged: (callback: () => void) => {
    entry.onChanged.add(callback)
    return () => entry.onChanged.delete(callback)
  }
})
