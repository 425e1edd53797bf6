import * as Schema from "effect/Schema"

/**
 * Identifies one job: one click on Run. Any UUID is accepted; the client creates a UUIDv7 (RFC 9562). Upper-case digits are not folded: ids
 * are compared as written.
 */
export const JobId = Schema.String.check(Schema.isGUID()).pipe(Schema.brand("JobId"))
export type JobId = typeof JobId.Type

/** Identifies one run of one delivery of a job; random, to distinguish two runs of the same delivery. */
export const RunId = Schema.String.check(Schema.isGUID()).pipe(Schema.brand("RunId"))
export type RunId = typeof RunId.Type

/**
 * Identifies a WebSocket connection and is the capability to push to it: 1 to 128 printable ASCII characters without spaces. Only a hash of
 * it may be logged.
 */
export const ConnectionId = Schema.String.check(
  Schema.isPattern(/^[!-~]{1,128}$/u, { expected: "1 to 128 printable ASCII characters without spaces" })
).pipe(Schema.brand("ConnectionId"))
export type ConnectionId = typeof ConnectionId.Type

/**
 * The secret that reads and cancels one job: at least 128 random bits from the client, in base64url or hex. It is sent in the submit and in
 * `Glissade-Job-Key`, and is not stored: see {@link JobKeyHash}.
 */
export const JobKey = Schema.String.check(
  Schema.isPattern(/^[A-Za-z0-9_-]{22,128}$/u, {
    expected: "22 to 128 characters of base64url or hex (128 random bits)"
  })
).pipe(Schema.brand("JobKey"))
export type JobKey = typeof JobKey.Type

/** SHA-256 of a job's key in hex: what queues carry and stores compare. */
export const JobKeyHash = Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/u)).pipe(Schema.brand("JobKeyHash"))
export type JobKeyHash = typeof JobKeyHash.Type

/**
 * Identifies a person or a program that uses the service, by the `sub` of their token: 1 to 255 characters without control characters. It
 * may be a name or an address, so it is kept out of logs and metrics.
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

/** Identifies a saved program; the server creates a UUIDv7. */
export const SnippetId = Schema.String.check(Schema.isGUID()).pipe(Schema.brand("SnippetId"))
export type SnippetId = typeof SnippetId.Type

/** Names a saved program in a short link, `/s/{slug}`: 80 random bits in base32, so that unlisted programs cannot be guessed. */
export const Slug = Schema.String.check(
  Schema.isPattern(/^[a-z2-7]{16}$/u, { expected: "16 characters of a to z and 2 to 7" })
).pipe(Schema.brand("Slug"))
export type Slug = typeof Slug.Type

/** Identifies a run in its owner's history; the server creates a UUIDv7. */
export const RunRecordId = Schema.String.check(Schema.isGUID()).pipe(Schema.brand("RunRecordId"))
export type RunRecordId = typeof RunRecordId.Type

/** Identifies an API key; no secret. */
export const ApiKeyId = Schema.String.check(Schema.isGUID()).pipe(Schema.brand("ApiKeyId"))
export type ApiKeyId = typeof ApiKeyId.Type

/** SHA-256 of an API key in hex: what is stored and looked up. */
export const ApiKeyHash = Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/u)).pipe(Schema.brand("ApiKeyHash"))
export type ApiKeyHash = typeof ApiKeyHash.Type
