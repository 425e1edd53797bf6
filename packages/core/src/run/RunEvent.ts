import { Execution } from "@glissade/protocol/Execution"
import { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { Attempt, Delivery, JobId, UserId } from "@glissade/protocol/Ids"
import * as Schema from "effect/Schema"

/** What every event says of its run. */
const run = {
  /** `async` for a job of the queue, `sync` for a call that waits for its answer. */
  way: Schema.Literals(["async", "sync"]),
  /** The job; for a synchronous call an id that the journal alone has. */
  jobId: JobId,
  attempt: Attempt,
  /** Whose it is, where the host knows. */
  owner: Schema.optionalKey(UserId),
  language: Schema.String,
  /** When it happened, in milliseconds since 1970. */
  at: Schema.Int
}

/** A program was accepted: put on the queue, or given to the sandbox. */
export const Submitted = Schema.TaggedStruct("submitted", { ...run, program: Execution })

/** An interpreter has the program. */
export const Started = Schema.TaggedStruct("started", { ...run, delivery: Delivery })

/** The program has come to its end, of whatever kind; `cancelled` is an event of its own. */
export const Finished = Schema.TaggedStruct("finished", { ...run, delivery: Delivery, result: ExecutionResult })

/**
 * The run will have no result: the person cancelled it (`person`), nobody was there for it any more (`connection`), or no interpreter
 * could run it and the caller was told so (`unavailable`, for synchronous calls).
 */
export const Cancelled = Schema.TaggedStruct("cancelled", {
  ...run,
  delivery: Delivery,
  reason: Schema.Literals(["person", "connection", "unavailable"])
})

/** The last delivery of the job failed: its message goes to the dead-letter queue. */
export const DeadLettered = Schema.TaggedStruct("dead-lettered", { ...run, delivery: Delivery })

/**
 * Something that happened to a run. Events of one job are written by the process where they happened, so that they can arrive in another
 * order than that of their times.
 */
export const RunEvent = Schema.Union([Submitted, Started, Finished, Cancelled, DeadLettered])
export type RunEvent = typeof RunEvent.Type

/** Names an event. Two events of one name are the same event, told twice: a submit that was repeated, a batch that was sent again. */
export const eventKey = (event: RunEvent): string =>
  `${event.jobId}:${event.attempt}:${event._tag === "submitted" ? 0 : event.delivery}:${event._tag}`
