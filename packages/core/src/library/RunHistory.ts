import type { RunRecordId, SnippetId, UserId } from "@glissade/protocol/Ids"
import type { RunRecord, RunRecordHead, RunRecordStatus } from "@glissade/protocol/RunRecord"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { KeysetPage, PageRequest } from "./KeysetPage.ts"
import type { StorageUnavailable } from "./StorageUnavailable.ts"

/** There is no such run in this person's history. */
export class RunNotFound extends Schema.TaggedError<RunNotFound>()("RunNotFound", {}) {}

/** Which runs are listed. */
export interface RunQuery extends PageRequest {
  readonly language?: string | undefined
  readonly status?: RunRecordStatus | undefined
  readonly snippetId?: SnippetId | undefined
}

/** How many runs of one person are kept, of how many bytes with their programs and results, and how long. */
export interface RunRetention {
  readonly runs: number
  readonly bytes: number
  readonly days: number
}

/** The default retention. */
export const defaultRetention: RunRetention = { runs: 1_000, bytes: 64 * 1024 * 1024, days: 90 }

/**
 * The runs of a person that the journal has kept (`RunJournal`), each with its program and its result. A program that is run many times is
 * kept once.
 */
export class RunHistory extends Context.Service<
  RunHistory,
  {
    /** The latest first. */
    readonly list: (owner: UserId, query: RunQuery) => Effect.Effect<KeysetPage<RunRecordHead>, StorageUnavailable>
    readonly read: (owner: UserId, id: RunRecordId) => Effect.Effect<RunRecord, RunNotFound | StorageUnavailable>
    readonly remove: (owner: UserId, id: RunRecordId) => Effect.Effect<void, RunNotFound | StorageUnavailable>
    /** Deletes all of a person's runs; returns how many. */
    readonly removeAll: (owner: UserId) => Effect.Effect<number, StorageUnavailable>
    /** Deletes what the retention no longer keeps; returns how many. */
    readonly purge: Effect.Effect<number, StorageUnavailable>
  }
>()("@glissade/core/RunHistory") {}
