import type { ConnectionId, JobId, JobKeyHash } from "@glissade/protocol/Ids"
import type { Job } from "@glissade/protocol/Job"
import type { RunMessage } from "@glissade/protocol/Message"

/** What is kept of a job. Its program is not: the queue has it. */
export interface JobEntry {
  readonly jobId: JobId
  readonly keyHash: JobKeyHash
  readonly language: string
  /** Who wants to know that it was cancelled, or that another connection was attached. */
  readonly onChanged: Set<() => void>
  /** Of the latest submit. */
  attempt: number
  /** Where its messages go: the connection of the latest submit, or the one that was attached since. */
  connectionId: ConnectionId | undefined
  /** Connections that were attached. */
  readonly attachments: Set<ConnectionId>
  /** The messages of the latest run while it lasts, for whoever is attached. Bounded by the output limit of the run. */
  kept: Array<RunMessage>
  notedAt: number
  /** Two deliveries may run at once. */
  runs: number
  /** Whether its program was sent to an interpreter. Until then a delivery waits in the line for one. */
  isStarted: boolean
  isCancelled: boolean
  /** The latest one. */
  delivery: number
  /** Whether the person was told that it is cancelled. A worker can die before it could. */
  isTold: boolean
}

/** A job as it is first noted. */
export const makeJobEntry = (job: Job, keyHash: JobKeyHash, notedAt: number): JobEntry => ({
  jobId: job.jobId,
  keyHash,
  language: job.execution.language,
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

/** Tells the runs of a job that it was cancelled, or is for another connection. */
export const tellChanged = (entry: JobEntry) => {
  const callbacks = Array.from(entry.onChanged)
  // Whoever is called may want to be called the next time: not this time again.
  for (const callback of callbacks) callback()
}

/** Whether a job is cancelled, and how to be told that it is. */
export const changesOf = (entry: JobEntry) => ({
  isCancelled: () => entry.isCancelled,
  onChanged: (callback: () => void) => {
    entry.onChanged.add(callback)
    return () => entry.onChanged.delete(callback)
  }
})
