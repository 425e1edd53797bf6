import type { Job } from "@glissade/protocol/Job"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Caller } from "../identity/Caller.ts"

/** The queue cannot accept the job now. Nothing was accepted, and the same submit may be repeated. */
export class QueueUnavailable extends Schema.TaggedError<QueueUnavailable>()("QueueUnavailable", {
  message: Schema.String
}) {}

/**
 * Too much waits: of this connection (`connection`), of its address (`caller`), or in all (`queue`). `maximum` counts jobs or bytes.
 * Nothing was accepted.
 */
export class QueueFull extends Schema.TaggedError<QueueFull>()("QueueFull", {
  scope: Schema.Literals(["connection", "caller", "queue"]),
  unit: Schema.Literals(["jobs", "bytes"]),
  maximum: Schema.Int
}) {}

/** The encoded message exceeds the maximum size of every queue. Nothing was accepted. */
export class JobTooLarge extends Schema.TaggedError<JobTooLarge>()("JobTooLarge", {
  bytes: Schema.Int,
  maximumBytes: Schema.Int
}) {}

/**
 * Deliveries of a message before it becomes a dead letter, on every queue. With the backoff between them, a fault of 75 s makes no dead
 * letters. AWS asks for at least five: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export const maximumReceives = 5

/**
 * The backoff in seconds after a delivery with this receive count failed: 5, 10, 20, 40. After the last one it is short again, since the
 * queue only waits for it to move the message to the dead letters.
 */
export const backoffSeconds = (receiveCount: number): number =>
  receiveCount < maximumReceives ? 5 * 2 ** (receiveCount - 1) : 5

/** One delivery of one message. The body is not decoded: handlers must expect anything. */
export interface Delivery {
  readonly messageId: string
  readonly groupId: string
  readonly body: string
  /** The job in the body, if a queue of this process kept the object. */
  readonly job?: Job | undefined
  /** Whom the job counts for, if a queue of this process knows. */
  readonly caller?: Caller | undefined
  /** How often this message was received, including this time. */
  readonly receiveCount: number
  /** Trace context and other attributes beside the body. */
  readonly attributes: Readonly<Record<string, string>>
}

/** The attributes of a job's message. */
export type Attributes = Readonly<Record<string, string>>

/**
 * A FIFO queue of jobs with the semantics of SQS FIFO queues: messages of one group (a connection) are handled one after another in order
 * and never delay another group; a message with the same deduplication id (job and attempt) within five minutes is dropped; a message that
 * is received and not handled is delivered again after its visibility timeout, and becomes a dead letter after five receives.
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
     * Handles messages until interrupted, several groups at a time. If the handler succeeds, the message is deleted; if it fails, the
     * message is delivered again after the backoff.
     */
    readonly consume: <E, R>(
      handler: (delivery: Delivery) => Effect.Effect<void, E, R>
    ) => Effect.Effect<never, QueueUnavailable, R>
  }
>()("@glissade/core/Queue") {}

/** The message group of a job: its connection, or the job itself if it has none. */
export const groupId = ({ connectionId, jobId }: Job): string => connectionId ?? jobId

/** Names one submit: a repeat of it within five minutes is the same message. Somebody who has another key for the job id repeats nothing. */
export const deduplicationId = ({ attempt, jobId, keyHash }: Pick<Job, "jobId" | "attempt" | "keyHash">): string =>
  keyHash === undefined ? `${jobId}:${attempt}` : `${jobId}:${attempt}:${keyHash.slice(0, 32)}`
