import type { SnippetId, Slug, UserId } from "@glissade/protocol/Ids"
import type {
  Snippet,
  SnippetChange,
  SnippetDraft,
  SnippetHead,
  SnippetVersion,
  SnippetVersionHead
} from "@glissade/protocol/Snippet"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { KeysetPage, PageRequest } from "./KeysetPage.ts"
import type { LimitReached, StorageUnavailable } from "./StorageUnavailable.ts"

/** There is no such snippet for this reader: it does not exist, is not theirs, was deleted or hidden. These cases are not told apart. */
export class SnippetNotFound extends Schema.TaggedError<SnippetNotFound>()("SnippetNotFound", {}) {}

/** The snippet was changed by somebody else in the meantime. Nothing was written. */
export class VersionConflict extends Schema.TaggedError<VersionConflict>()("VersionConflict", {
  /** Its current version. */
  current: Schema.Int
}) {}

/** What `list` looks for, within the snippets of one owner. */
export interface SnippetQuery extends PageRequest {
  /** Text that title, tags, description or code contain, in any case. */
  readonly text?: string | undefined
  readonly tag?: string | undefined
  readonly language?: string | undefined
  readonly isStarred?: boolean | undefined
  readonly isDeleted?: boolean | undefined
}

/** What one person may keep. */
export interface LibraryLimits {
  readonly snippets: number
  /** Bytes of their programs in all. */
  readonly bytes: number
  /** Earlier versions of one snippet, and bytes of these; the oldest are dropped. */
  readonly versions: number
  readonly versionBytes: number
}

/** The default limits. */
export const defaultLimits: LibraryLimits = {
  snippets: 1_000,
  bytes: 64 * 1024 * 1024,
  versions: 50,
  versionBytes: 1024 * 1024
}

/** How long a deleted snippet can be restored, in milliseconds. */
export const restorableMs = 30 * 24 * 3_600_000

/**
 * Saved programs. Reading takes the reader (`undefined` if nobody knows them) and finds the reader's own snippets, and those of others that
 * are public by id, and public or unlisted by slug. Everything else is for owners alone.
 */
export class Snippets extends Context.Service<
  Snippets,
  {
    readonly create: (owner: UserId, draft: SnippetDraft) => Effect.Effect<Snippet, LimitReached | StorageUnavailable>
    readonly read: (
      reader: UserId | undefined,
      id: SnippetId
    ) => Effect.Effect<Snippet, SnippetNotFound | StorageUnavailable>
    readonly readBySlug: (
      reader: UserId | undefined,
      slug: Slug
    ) => Effect.Effect<Snippet, SnippetNotFound | StorageUnavailable>
    /** Replaces all that is said in a draft, if its version is still `expected`. A change that changes nothing makes no version. */
    readonly replace: (
      owner: UserId,
      id: SnippetId,
      expected: number,
      change: SnippetChange
    ) => Effect.Effect<Snippet, SnippetNotFound | VersionConflict | LimitReached | StorageUnavailable>
    /** Puts it away for {@link restorableMs}. `expected` is checked if it is there. */
    readonly remove: (
      owner: UserId,
      id: SnippetId,
      expected: number | undefined
    ) => Effect.Effect<void, SnippetNotFound | VersionConflict | StorageUnavailable>
    /** Brings a deleted one back. */
    readonly restore: (
      owner: UserId,
      id: SnippetId
    ) => Effect.Effect<Snippet, SnippetNotFound | LimitReached | StorageUnavailable>
    readonly setStarred: (
      owner: UserId,
      id: SnippetId,
      isStarred: boolean
    ) => Effect.Effect<void, SnippetNotFound | StorageUnavailable>
    /** The owner's snippets, those that were changed last first. */
    readonly list: (owner: UserId, query: SnippetQuery) => Effect.Effect<KeysetPage<SnippetHead>, StorageUnavailable>
    /** A copy for a person, private, with a line to its origin; of a snippet that they may read. */
    readonly fork: (
      owner: UserId,
      id: SnippetId
    ) => Effect.Effect<Snippet, SnippetNotFound | LimitReached | StorageUnavailable>
    /** The same by its short link, which alone reaches unlisted ones. */
    readonly forkBySlug: (
      owner: UserId,
      slug: Slug
    ) => Effect.Effect<Snippet, SnippetNotFound | LimitReached | StorageUnavailable>
    /** The kept versions, the latest first. */
    readonly versions: (
      owner: UserId,
      id: SnippetId
    ) => Effect.Effect<ReadonlyArray<SnippetVersionHead>, SnippetNotFound | StorageUnavailable>
    readonly version: (
      owner: UserId,
      id: SnippetId,
      version: number
    ) => Effect.Effect<SnippetVersion, SnippetNotFound | StorageUnavailable>
    /** Deletes for good what was deleted more than {@link restorableMs} ago; returns how many. */
    readonly purge: Effect.Effect<number, StorageUnavailable>
  }
>()("@glissade/core/Snippets") {}
