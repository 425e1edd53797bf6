import type { SnippetId, Slug, UserId } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { KeysetPage, PageRequest } from "./KeysetPage.ts"
import type { SnippetNotFound } from "./Snippets.ts"
import type { StorageUnavailable } from "./StorageUnavailable.ts"

/** Somebody's report of a shared program. */
export interface Report {
  readonly id: string
  /** In milliseconds since 1970. */
  readonly at: number
  readonly reason: string
  /** Who reported it; `undefined` for an anonymous caller, and for one whose account was deleted. */
  readonly reporter: UserId | undefined
  readonly snippet: {
    readonly id: SnippetId
    readonly slug: Slug
    readonly title: string
    readonly owner: UserId
  }
}

/** Open reports of one program that are kept: more would tell an administrator nothing new. */
export const maximumReports = 100

/**
 * Reports of shared programs, until an administrator has decided about the program. A hidden one is found by its owner alone.
 */
export class Reports extends Context.Service<
  Reports,
  {
    /** Reports a program that the reporter can read by its short link. One person's second report of it replaces the first. */
    readonly file: (
      reporter: UserId | undefined,
      slug: Slug,
      reason: string
    ) => Effect.Effect<void, SnippetNotFound | StorageUnavailable>
    /** Open reports, the latest first. */
    readonly list: (request: PageRequest) => Effect.Effect<KeysetPage<Report>, StorageUnavailable>
    /** All reports of one person, settled ones too, the latest first. */
    readonly filedBy: (reporter: UserId, request: PageRequest) => Effect.Effect<KeysetPage<Report>, StorageUnavailable>
    /** Hides a program from everybody but its owner, or shows it again. Either settles its open reports. */
    readonly setHidden: (id: SnippetId, isHidden: boolean) => Effect.Effect<void, SnippetNotFound | StorageUnavailable>
  }
>()("@glissade/core/Reports") {}
