import * as Schema from "effect/Schema"

/**
 * Names one job: one click on Run. Any UUID is taken, the client makes a UUIDv7 (RFC 9562). Upper-case digits are not
 * folded: ids are compared as written.
 */
export const JobId = Schema.String.check(Schema.isGUID()).pipe(Schema.brand("JobId"))
export type JobId = typeof JobId.Type

/** Names one run of one delivery of a job; random, so that two runs of equal rank can be told apart. */
export const RunId = Schema.String.check(Schema.isGUID()).pipe(Schema.brand("RunId"))
export type RunId = typeof RunId.Type

/**
 * Names a WebSocket connection and is the capability to push to it: 1 to 128 printable ASCII characters without spaces.
 * Only a hash of it may be logged.
 */
export const ConnectionId = Schema.String.check(
  Schema.isPattern(/^[!-~]{1,128}$/u, { expected: "1 to 128 printable ASCII characters without spaces" })
).pipe(Schema.brand("ConnectionId"))
export type ConnectionId = typeof ConnectionId.Type

/**
 * The secret that reads and cancels one job: at least 128 random bits that the client made, in base64url or hex. It travels in the
 * submit and in `Glissade-Job-Key`, and nobody keeps it: see {@link JobKeyHash}.
 */
export const JobKey = Schema.String.check(
  Schema.isPattern(/^[A-Za-z0-9_-]{22,128}$/u, {
    expected: "22 to 128 characters of base64url or hex (128 random bits)"
  })
).pipe(Schema.brand("JobKey"))
export type JobKey = typeof JobKey.Type

/** SHA-256 of a job's key in hex: what the queue carries and stores compare with. */
export const JobKeyHash = Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/u)).pipe(Schema.brand("JobKeyHash"))
export type JobKeyHash = typeof JobKeyHash.Type

/**
 * Names a person or a program that uses the service, as whoever signs them in does (the `sub` of a token): 1 to 255 characters, none of them
 * a control character. It may be a name or an address, so it stays out of logs and metrics.
 */
export const UserId = Schema.String.check(
  Schema.isPattern(/^[^\p{Cc}\p{Cs}]{1,255}$/u, { expected: "1 to 255 characters without control characters" })
).pipe(Schema.brand("UserId"))
export type UserId = typeof UserId.Type

/** The client's count of submits of one job, from 1. */
export const Attempt = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 }))

/** The queue's count of receives of one message, from 1. */
export const Delivery = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

/** Counts 0, 1, 2, ... over the messages of one run. */
export const Sequence = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
