import { Execution } from "@glissade/protocol/Execution"
import { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { Attempt, Delivery, JobId, SnippetId, UserId } from "@glissade/protocol/Ids"
import * as Schema from "effect/Schema"

/** Fields of every event. */
const run = {
  /** `async` for a job of the queue, `sync` for a synchronous call. */
  way: Schema.Literals(["async", "sync"]),
  /** The job; for a synchronous call an id that only the journal uses. */
  jobId: JobId,
  attempt: Attempt,
  /** The user, if the host knows. */
  owner: Schema.optionalKey(UserId),
  /** The saved program that is run, as the submit says. */
  snippetId: Schema.optionalKey(SnippetId),
  language: Schema.String,
  /** When it happened, in milliseconds since 1970. */
  at: Schema.Int
}

/** A program was accepted: put on the queue, or given to the sandbox. */
export const Submitted = Schema.TaggedStruct("submitted", { ...run, program: Execution })

/** The program starts in an interpreter. */
export const Started = Schema.TaggedStruct("started", { ...run, delivery: Delivery })

/** The program ended in any way but `cancelled`, which is another event. */
export const Finished = Schema.TaggedStruct("finished", { ...run, delivery: Delivery, result: ExecutionResult })

/**
 * The run will have no result: it was cancelled (`person`), its connection was gone (`connection`), or no interpreter could run it and the
 * caller got an error (`unavailable`, for synchronous calls).
 */
export const Cancelled = Schema.TaggedStruct("cancelled", {
  ...run,
  delivery: Delivery,
  reason: Schema.Literals(["person", "connection", "unavailable"])
})

/** The last delivery of the job failed: its message becomes a dead letter. */
export const DeadLettered = Schema.TaggedStruct("dead-lettered", { ...run, delivery: Delivery })

/**
 * Something that happened to a run. Each process writes the events that happen in it, so events of one job can arrive in another order than
 * that of their times.
 */
export const RunEvent = Schema.Union([Submitted, Started, Finished, Cancelled, DeadLettered])
export type RunEvent = typeof RunEvent.Type

/** Identifies an event. Two events with the same key are duplicates: of a repeated submit, or of a batch that was appended again. */
export const eventKey = (event: RunEvent): string =>
  `${event.jobId}:${event.attempt}:${event._tag === "submitted" ? 0 : event.delivery}:${event._tag}`
