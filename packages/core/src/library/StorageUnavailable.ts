import * as Schema from "effect/Schema"

/**
 * What is kept cannot be read or written now. Nothing was changed, and runs go on: `starting` while the database comes up, `unreachable`
 * when it does not answer, `full` when there is no space left, `busy` when it took too long, `broken` when it refuses what it should take.
 */
export class StorageUnavailable extends Schema.TaggedError<StorageUnavailable>()("StorageUnavailable", {
  reason: Schema.Literals(["starting", "unreachable", "full", "busy", "broken"]),
  /** In words for a person. */
  message: Schema.String
}) {}

/** A limit of what one person may keep. Nothing was changed. */
export class LimitReached extends Schema.TaggedError<LimitReached>()("LimitReached", {
  what: Schema.Literals(["snippets", "bytes", "api keys"]),
  maximum: Schema.Int
}) {}
