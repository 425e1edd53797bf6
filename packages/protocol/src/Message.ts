import * as Schema from "effect/Schema"
import { artifactFields, ExecutionResult, StreamName } from "./ExecutionResult.ts"
import { Attempt, ConnectionId, Delivery, JobId, JobKey, RunId, Sequence } from "./Ids.ts"

const runFields = {
  jobId: JobId,
  attempt: Attempt,
  delivery: Delivery,
  runId: RunId,
  seq: Sequence
}

const runKeys = { jobId: "job_id", runId: "run_id" } as const

/** A run began. Always `seq` 0 of its run. */
export class Started extends Schema.Opaque<Started>()(
  Schema.Struct({ type: Schema.tag("started"), ...runFields }).pipe(Schema.encodeKeys(runKeys))
) {}

/** A piece of output; pieces of one run follow one another without gaps in `seq`. */
export class Output extends Schema.Opaque<Output>()(
  Schema.Struct({ type: Schema.tag("output"), ...runFields, stream: StreamName, data: Schema.String }).pipe(
    Schema.encodeKeys(runKeys)
  )
) {}

/**
 * A part of a picture, at most 28,000 characters; the parts of one name follow one another, and put together are its base64. They come
 * after the last output and before the result.
 */
export class ArtifactPart extends Schema.Opaque<ArtifactPart>()(
  Schema.Struct({ type: Schema.tag("artifact"), ...runFields, ...artifactFields }).pipe(
    Schema.encodeKeys({ ...runKeys, mediaType: "media_type" })
  )
) {}

/** The end of a run. */
export class Finished extends Schema.Opaque<Finished>()(
  Schema.Struct({ type: Schema.tag("result"), ...runFields, result: ExecutionResult }).pipe(Schema.encodeKeys(runKeys))
) {}

/** Answer to a ping; tells the connection its own id. */
export class Pong extends Schema.Opaque<Pong>()(
  Schema.Struct({ type: Schema.tag("pong"), connectionId: ConnectionId }).pipe(
    Schema.encodeKeys({ connectionId: "connection_id" })
  )
) {}

/** Answer to a frame that is no client message. The connection stays open. */
export class MessageError extends Schema.Opaque<MessageError>()(
  Schema.Struct({ type: Schema.tag("error"), code: Schema.Literal("invalid_message"), message: Schema.String })
) {}

/**
 * Answer to an {@link Attach}. Where the job was found, what its run has said so far follows, from `seq` 0 on, and then the rest as it
 * comes. Where it was not, it has finished, was dropped, or never came.
 */
export class Attached extends Schema.Opaque<Attached>()(
  Schema.Struct({ type: Schema.tag("attached"), jobId: JobId, found: Schema.Boolean }).pipe(
    Schema.encodeKeys({ jobId: "job_id" })
  )
) {}

/** Messages that belong to a run. */
export const RunMessage = Schema.Union([Started, Output, ArtifactPart, Finished])
export type RunMessage = typeof RunMessage.Type

/** All that a server sends over a WebSocket. Clients ignore types and fields that they do not know. */
export const ServerMessage = Schema.Union([Started, Output, ArtifactPart, Finished, Pong, Attached, MessageError])
export type ServerMessage = typeof ServerMessage.Type

/** Asks for the connection's id, and for a sign that it lives. */
export class Ping extends Schema.Opaque<Ping>()(Schema.Struct({ action: Schema.tag("ping") })) {}

/**
 * Asks for a job that was submitted for another connection, by whoever holds its key: its messages go to this connection from now on.
 * With an attempt, only that submit of it is meant.
 */
export class Attach extends Schema.Opaque<Attach>()(
  Schema.Struct({
    action: Schema.tag("attach"),
    jobId: JobId,
    jobKey: JobKey,
    attempt: Schema.optionalKey(Attempt)
  }).pipe(Schema.encodeKeys({ jobId: "job_id", jobKey: "job_key" }))
) {}

/** All that a client sends over a WebSocket. */
export const ClientMessage = Schema.Union([Ping, Attach])
export type ClientMessage = typeof ClientMessage.Type

/**
 * No message is over 30,000 bytes of JSON: a frame on API Gateway holds 32 KB, and a message there is billed by frames.
 */
export const maximumPushBytes = 30_000
