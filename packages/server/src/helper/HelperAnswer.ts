import { FailureReason } from "@glissade/storage/EmbeddedPostgresFailed"
import * as Schema from "effect/Schema"

/** PostgreSQL takes connections, at a socket in this folder. */
export const DatabaseStarted = Schema.TaggedStruct("Started", {
  socketFolder: Schema.String,
  port: Schema.Int,
  database: Schema.String,
  username: Schema.String,
  password: Schema.String
})

/** What a helper says of the database, one line of JSON each. */
export const HelperAnswer = Schema.Union([
  DatabaseStarted,
  Schema.TaggedStruct("Failed", { reason: FailureReason, message: Schema.String }),
  /** It ended without being asked to. */
  Schema.TaggedStruct("Exited", {}),
  /** It was asked to end, and has. */
  Schema.TaggedStruct("Stopped", {})
])
export type HelperAnswer = typeof HelperAnswer.Type

const Line = Schema.fromJsonString(HelperAnswer)

export const encodeAnswer = Schema.encodeSync(Line)
export const decodeAnswer = Schema.decodeUnknownSync(Line)
