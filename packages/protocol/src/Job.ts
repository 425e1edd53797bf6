import * as Schema from "effect/Schema"
import { Execution, InputForm, OutputForm } from "./Execution.ts"
import { Attempt, ConnectionId, JobId, JobKeyHash, SnippetId, UserId } from "./Ids.ts"

/** What the queue carries: one submit of one job. Unknown fields of a message are ignored, so that two versions can run during a deployment. */
export class Job extends Schema.Opaque<Job>()(
  Schema.Struct({
    jobId: JobId,
    attempt: Attempt,
    /** Where messages are pushed to. Without it nothing is pushed, and the result is read with the key. */
    connectionId: Schema.optionalKey(ConnectionId),
    execution: Execution,
    /** When the API accepted it, in milliseconds since 1970; the time in the queue is counted from here. */
    submittedAt: Schema.Int,
    /** Hash of the key that reads and cancels the job; without it nobody can. */
    keyHash: Schema.optionalKey(JobKeyHash),
    /** The user who submitted it, if the host knows. */
    owner: Schema.optionalKey(UserId),
    /** The saved program that is run, if the submit says so. */
    snippetId: Schema.optionalKey(SnippetId),
    /** How the output is pushed; `both` by default. */
    output: Schema.optionalKey(OutputForm),
    /** Whether input comes while it runs. */
    input: Schema.optionalKey(InputForm)
  }).pipe(
    Schema.encodeKeys({
      jobId: "job_id",
      connectionId: "connection_id",
      submittedAt: "submitted_at",
      keyHash: "key_hash",
      snippetId: "snippet_id"
    })
  )
) {}

/** Codec of a queue message's body. */
export const JobBody = Schema.fromJsonString(Job)

/**
 * An encoded queue message is at most 240 KiB on every host, attributes included: SQS accepts 256 KiB, and the rest is headroom for what it
 * counts besides.
 */
export const maximumQueueMessageBytes = 240 * 1024
