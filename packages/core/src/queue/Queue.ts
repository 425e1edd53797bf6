import type { Job } from "@glissade/protocol/Job"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Caller } from "../identity/Caller.ts"

/** The queue cannot take the job now: nothing was accepted, the same submit may be repeated. */
export class QueueUnavailable extends Schema.TaggedError<QueueUnavailable>()("QueueUnavailable", {
  message: Schema.String
}) {}

/**
 * Too much waits: of this connection (`connection`), of everybody at its address (`caller`), or in all (`queue`). `maximum` counts jobs or
 * bytes. Nothing was accepted.
 */
export class QueueFull extends Schema.TaggedError<QueueFull>()("QueueFull", {
  scope: Schema.Literals(["connection", "caller", "queue"]),
  unit: Schema.Literals(["jobs", "bytes"]),
  maximum: Schema.Int
}) {}

/** The encoded message is over the size that every queue takes. Nothing was accepted. */
export class JobTooLarge extends Schema.TaggedError<JobTooLarge>()("JobTooLarge", {
  bytes: Schema.Int,
  maximumBytes: Schema.Int
}) {}

/** Receives of a message before it goes to the dead-letter queue, on every queue. */
export const maximumReceives = 3

/** One receive of one message. The body is not decoded: whoever handles it must be ready for anything. */
export interface Delivery {
  readonly messageId: string
  readonly groupId: string
  readonly body: string
  /** The job in the body, where a queue of the same process has it as it was put there. */
  readonly job?: Job | undefined
  /** Whom the job counts for, where a queue of the same process knows it. */
  readonly caller?: Caller | undefined
  /** How often this message was received, this time included. */
  readonly receiveCount: number
  /** Trace context and the like; travels beside the body. */
  readonly attributes: Readonly<Record<string, string>>
}

/** What travels beside the body when a job is put on the queue. */
export type Attributes = Readonly<Record<string, string>>

/**
 * A FIFO queue of jobs with the semantics of SQS FIFO queues: messages of one group (a connection) are handled one after
 * another in their order and never hold up another group; a message sent again under the same deduplication id (job and
 * attempt) within five minutes is dropped; a message that is received and not handled comes back after its visibility
 * timeout, and after three receives it goes to the dead-letter queue.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues.html
 */
export class Queue extends Context.Service<
  Queue,
  {
    readonly enqueue: (
      job: Job,
      attributes?: Attributes
    ) => Effect.Effect<void, QueueUnavailable | QueueFull | JobTooLarge>
    /**
     * Handles messages until interrupted, several groups at a time. A handler that succeeds takes its message off the queue;
     * one that fails gives it back to be received again after the back-off.
     */
    readonly consume: <E, R>(
      handler: (delivery: Delivery) => Effect.Effect<void, E, R>
    ) => Effect.Effect<never, QueueUnavailable, R>
  }
>()("@glissade/core/Queue") {}

/** Names the message group of a job: its connection, or the job itself where it has none. */
export const groupId = ({ connectionId, jobId }: Job): string => connectionId ?? jobId

/** Names one submit: a repeat of it within five minutes is the same message. Somebody who has another key for the job id repeats nothing. */
export const deduplicationId = ({ attempt, jobId, keyHash }: Job): string =>
  keyHash === undefined ? `${jobId}:${attempt}` : `${jobId}:${attempt}:${keyHash.slice(0, 32)}`
