import type { Execution } from "@glissade/protocol/Execution"
import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import type { JobId, SnippetId, UserId } from "@glissade/protocol/Ids"
import type { Job } from "@glissade/protocol/Job"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { RunEvent } from "./RunEvent.ts"
import { RunJournal } from "./RunJournal.ts"

/** The run that events are about. */
export interface RunSubject {
  readonly way: RunEvent["way"]
  readonly jobId: JobId
  readonly attempt: number
  readonly delivery: number
  readonly owner: UserId | undefined
  readonly snippetId: SnippetId | undefined
  readonly language: string
}

type CancelReason = Extract<RunEvent, { readonly _tag: "cancelled" }>["reason"]

/**
 * Reports one run of this process to the journal: at most one end, and that its message is a dead letter, which can happen after a result
 * that could not be pushed.
 */
export interface RunAccount {
  readonly submitted: (program: Execution) => Effect.Effect<void>
  readonly started: Effect.Effect<void>
  /** A result with the status `cancelled` is reported as a cancellation. */
  readonly finished: (result: ExecutionResult) => Effect.Effect<void>
  readonly cancelled: (reason: CancelReason) => Effect.Effect<void>
  readonly deadLettered: Effect.Effect<void>
}

const ignored = () => Effect.void

/** Reports nothing, for hosts without a journal. */
const none: RunAccount = {
  submitted: ignored,
  started: Effect.void,
  finished: ignored,
  cancelled: ignored,
  deadLettered: Effect.void
}

const make = (
  record: (event: RunEvent) => Effect.Effect<void>,
  { attempt, delivery, jobId, language, owner, snippetId, way }: RunSubject
): RunAccount => {
  let hasEnded = false
  const now = Effect.map(Clock.currentTimeMillis, (at) => ({
    way,
    jobId,
    attempt,
    language,
    at,
    ...(owner !== undefined && { owner }),
    ...(snippetId !== undefined && { snippetId })
  }))
  const tell = (event: (run: Effect.Success<typeof now>) => RunEvent) =>
    Effect.flatMap(now, (run) => record(event(run)))
  const end = (event: (run: Effect.Success<typeof now>) => RunEvent) =>
    Effect.suspend(() => {
      if (hasEnded) return Effect.void
      hasEnded = true
      return tell(event)
    })
  const cancelled = (reason: CancelReason) => end((run) => ({ _tag: "cancelled", ...run, delivery, reason }))
  return {
    submitted: (program) => tell((run) => ({ _tag: "submitted", ...run, program })),
    started: tell((run) => ({ _tag: "started", ...run, delivery })),
    finished: (result) =>
      result.status === "cancelled"
        ? cancelled("person")
        : end((run) => ({ _tag: "finished", ...run, delivery, result })),
    cancelled,
    deadLettered: tell((run) => ({ _tag: "dead-lettered", ...run, delivery }))
  }
}

/** Opens the account of a run; the subject is computed only if there is a journal. */
export const openAccount = (subject: () => RunSubject): Effect.Effect<RunAccount> =>
  Effect.map(RunJournal, ({ isOn, record }) => (isOn ? make(record, subject()) : none))

/** The subject for one delivery of a job. */
export const ofJob = ({ attempt, execution, jobId, owner, snippetId }: Job, delivery: number): RunSubject => ({
  way: "async",
  jobId,
  attempt,
  delivery,
  owner,
  snippetId,
  language: execution.language
})
