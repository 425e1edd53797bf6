import * as Schema from "effect/Schema"
import { artifactFields, ExecutionResult, OutputStage, StreamName } from "./ExecutionResult.ts"
import { wellFormedFault } from "./FileNameFault.ts"
import { Attempt, ConnectionId, Delivery, JobId, JobKey, RunId, Sequence } from "./Ids.ts"

const runFields = {
  jobId: JobId,
  attempt: Attempt,
  delivery: Delivery,
  runId: RunId,
  seq: Sequence
}

const runKeys = { jobId: "job_id", runId: "run_id" } as const

/** A run started. Always `seq` 0 of its run. */
export class Started extends Schema.Opaque<Started>()(
  Schema.Struct({ type: Schema.tag("started"), ...runFields }).pipe(Schema.encodeKeys(runKeys))
) {}

/** A piece of output; the `seq` of a run's messages has no gaps. */
export class Output extends Schema.Opaque<Output>()(
  Schema.Struct({
    type: Schema.tag("output"),
    ...runFields,
    stream: StreamName,
    /** Only of jobs that were submitted with `"compile_output": true`. */
    stage: Schema.optionalKey(OutputStage),
    data: Schema.String
  }).pipe(Schema.encodeKeys(runKeys))
) {}

/**
 * A part of a picture, at most 28,000 characters; the parts with one name, concatenated in order, are its base64. They are sent after the
 * last output and before the result.
 */
export class ArtifactPart extends Schema.Opaque<ArtifactPart>()(
  Schema.Struct({ type: Schema.tag("artifact"), ...runFields, ...artifactFields }).pipe(
    Schema.encodeKeys({ ...runKeys, mediaType: "media_type" })
  )
) {}

/** The program waits for input that was not typed yet; only of jobs that were submitted with `"input": "stream"`. */
export class Waiting extends Schema.Opaque<Waiting>()(
  Schema.Struct({ type: Schema.tag("waiting"), ...runFields }).pipe(Schema.encodeKeys(runKeys))
) {}

/** The end of a run. */
export class Finished extends Schema.Opaque<Finished>()(
  Schema.Struct({ type: Schema.tag("result"), ...runFields, result: ExecutionResult }).pipe(Schema.encodeKeys(runKeys))
) {}

/** Answer to a ping, with the connection's own id. */
export class Pong extends Schema.Opaque<Pong>()(
  Schema.Struct({ type: Schema.tag("pong"), connectionId: ConnectionId }).pipe(
    Schema.encodeKeys({ connectionId: "connection_id" })
  )
) {}

/** Answer to a frame that is not a valid message. The connection stays open. */
export class MessageError extends Schema.Opaque<MessageError>()(
  Schema.Struct({ type: Schema.tag("error"), code: Schema.Literal("invalid_message"), message: Schema.String })
) {}

/**
 * Answer to an {@link Attach}. If the job was found, the messages of its run so far follow, from `seq` 0 on, and then new ones as they
 * happen. Otherwise it has finished, was dropped, or never arrived.
 */
export class Attached extends Schema.Opaque<Attached>()(
  Schema.Struct({ type: Schema.tag("attached"), jobId: JobId, found: Schema.Boolean }).pipe(
    Schema.encodeKeys({ jobId: "job_id" })
  )
) {}

/** Messages that belong to a run. */
export const RunMessage = Schema.Union([Started, Output, Waiting, ArtifactPart, Finished])
export type RunMessage = typeof RunMessage.Type

/** All messages from a server over a WebSocket. Clients ignore unknown types and fields. */
export const ServerMessage = Schema.Union([
  Started,
  Output,
  Waiting,
  ArtifactPart,
  Finished,
  Pong,
  Attached,
  MessageError
])
export type ServerMessage = typeof ServerMessage.Type

/** Asks for the connection's id, and checks that it is alive. */
export class Ping extends Schema.Opaque<Ping>()(Schema.Struct({ action: Schema.tag("ping") })) {}

/**
 * Attaches a job to this connection, for the holder of its key: its messages are sent here from now on. With an attempt, only that submit
 * of the job is meant.
 */
export class Attach extends Schema.Opaque<Attach>()(
  Schema.Struct({
    action: Schema.tag("attach"),
    jobId: JobId,
    jobKey: JobKey,
    attempt: Schema.optionalKey(Attempt)
  }).pipe(Schema.encodeKeys({ jobId: "job_id", jobKey: "job_key" }))
) {}

/** The most input that a run may be given while it runs, in bytes of UTF-8; each piece counts for at least 32. */
export const maximumInputBytes = 65_536

/**
 * Input for a run of this connection that was submitted with `"input": "stream"`. `seq` counts the pieces of a run from 0: a piece that
 * arrives again is ignored. With `eof` nothing follows.
 */
export class Stdin extends Schema.Opaque<Stdin>()(
  Schema.Struct({
    action: Schema.tag("stdin"),
    jobId: JobId,
    attempt: Attempt,
    runId: RunId,
    seq: Sequence,
    data: Schema.String.check(Schema.makeFilter(wellFormedFault)),
    eof: Schema.optionalKey(Schema.Boolean)
  }).pipe(Schema.encodeKeys({ jobId: "job_id", runId: "run_id" }))
) {}

/** All messages from a client over a WebSocket. */
export const ClientMessage = Schema.Union([Ping, Attach, Stdin])
export type ClientMessage = typeof ClientMessage.Type

/** No message exceeds 30,000 bytes of JSON: a message on API Gateway holds 32 KB, and AWS bills large messages in parts. */
export const maximumPushBytes = 30_000
