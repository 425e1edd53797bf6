import type { Job } from "@glissade/protocol/Job"
import { JobBody, maximumQueueMessageBytes } from "@glissade/protocol/Job"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { utf8Length } from "../text/Utf8.ts"
import { executionBytes } from "./Backlog.ts"
import type { Attributes, Delivery } from "./Queue.ts"
import { JobTooLarge } from "./Queue.ts"

/** A message that does not decode to a job. It is delivered again until it becomes a dead letter, and delays only its group. */
export class MalformedJob extends Schema.TaggedError<MalformedJob>()("MalformedJob", { message: Schema.String }) {}

/** A job as a transport sends it. */
export interface EncodedJob {
  readonly body: string
  readonly attributes: Attributes
}

const encodeBody = Schema.encodeSync(JobBody)
const decodeBody = Schema.decodeEffect(JobBody)
const decodeBodyOption = Schema.decodeOption(JobBody)

/** The message body of a job. */
export const bodyOf = (job: Job): string => encodeBody(job)

/** Size of a message as SQS counts it: the body, and names and values of the attributes, in bytes. */
const messageBytes = (body: string, attributes: Attributes): number => {
  let bytes = utf8Length(body)
  for (const [name, value] of Object.entries(attributes)) bytes += utf8Length(name) + utf8Length(value)
  return bytes
}

const tooLarge = (body: string, attributes: Attributes): JobTooLarge | undefined => {
  const bytes = messageBytes(body, attributes)
  return bytes > maximumQueueMessageBytes
    ? new JobTooLarge({ bytes, maximumBytes: maximumQueueMessageBytes })
    : undefined
}

/**
 * Returns the refusal of a job whose message would exceed the maximum of every queue; nothing for one that fits. For a queue that keeps
 * jobs as objects: a character is at most six bytes of JSON, so that only large jobs must be encoded to be measured.
 */
export const refusal = (job: Job, attributes: Attributes): JobTooLarge | undefined =>
  6 * executionBytes(job.execution) > maximumQueueMessageBytes ? tooLarge(bodyOf(job), attributes) : undefined

/** Encodes a job for a transport that sends text, or refuses one that is too large. */
export const encode = (job: Job, attributes: Attributes): Effect.Effect<EncodedJob, JobTooLarge> =>
  Effect.suspend(() => {
    const body = bodyOf(job)
    const refused = tooLarge(body, attributes)
    return refused === undefined ? Effect.succeed({ body, attributes }) : Effect.fail(refused)
  })

/** The job of a delivery: as it was put on a queue of this process, or decoded from the body. */
export const decode = (delivery: Delivery): Effect.Effect<Job, MalformedJob> =>
  delivery.job === undefined
    ? // The error's text may hold a person's code, so only where it went wrong is kept.
      Effect.mapError(decodeBody(delivery.body), () => new MalformedJob({ message: "the message's body is not a job" }))
    : Effect.succeed(delivery.job)

/** The job of a message body, or nothing if it is invalid. */
export const decodeOption = (body: string): Option.Option<Job> => decodeBodyOption(body)
