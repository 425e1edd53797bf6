import { ApiKeys } from "@glissade/core/ApiKeys"
import { AuditTrail } from "@glissade/core/AuditTrail"
import type { Cursor, KeysetPage } from "@glissade/core/KeysetPage"
import { maximumPage } from "@glissade/core/KeysetPage"
import { Reports } from "@glissade/core/Reports"
import { RunHistory } from "@glissade/core/RunHistory"
import { Snippets } from "@glissade/core/Snippets"
import type { StorageUnavailable } from "@glissade/core/StorageUnavailable"
import { Usage } from "@glissade/core/Usage"
import type { UserRecord } from "@glissade/core/Users"
import type { SnippetHead } from "@glissade/protocol/Snippet"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { toAuditItem, toKeyEntry } from "./AccountEntries.ts"
import type { ExportLine } from "./ExportLine.ts"

type Lines = Stream.Stream<ExportLine, StorageUnavailable>

/** All items of a list, a page at a time. */
const every = <A>(
  list: (request: {
    readonly cursor: Cursor | undefined
    readonly limit: number
  }) => Effect.Effect<KeysetPage<A>, StorageUnavailable>
) =>
  Stream.paginate(undefined as Cursor | undefined, (cursor) =>
    Effect.map(
      list({ cursor, limit: maximumPage }),
      ({ items, next }) => [items, Option.fromUndefinedOr(next)] as const
    )
  )

/** What may be deleted between a list and a read of it: then there is nothing to say of it. */
const unlessGone = <A, E extends { readonly _tag: string }>(read: Effect.Effect<A, E>, tag: E["_tag"]) =>
  read.pipe(
    Effect.map(Option.some),
    Effect.catchIf(
      (error) => error._tag === tag,
      () => Effect.succeedNone
    )
  ) as Effect.Effect<Option.Option<A>, StorageUnavailable>

/** A line if there is something to say. */
const lineOf =
  <A>(toLine: (value: A) => ExportLine) =>
  (found: Option.Option<A>): Lines =>
    Option.isSome(found) ? Stream.make(toLine(found.value)) : Stream.empty

/** How many days of usage are read: more than anybody has. */
const maximumDays = 36_525

/** Makes the lines of everything that is kept of a person. They are read as they are taken, never all at once. */
export const makeExport = Effect.gen(function* () {
  const audit = yield* AuditTrail
  const history = yield* RunHistory
  const keys = yield* ApiKeys
  const reports = yield* Reports
  const snippets = yield* Snippets
  const usage = yield* Usage

  return ({ createdAt, email, id, issuer, lastSeenAt, name, subject }: UserRecord, at: number): Lines => {
    const snippetLines = (head: SnippetHead): Lines =>
      Stream.fromEffect(unlessGone(snippets.read(id, head.id), "SnippetNotFound")).pipe(
        Stream.flatMap(
          Option.match({
            onNone: (): Lines => Stream.empty,
            onSome: (snippet) =>
              Stream.concat(
                Stream.make({ snippet }),
                Stream.fromIterableEffect(
                  Effect.map(
                    unlessGone(snippets.versions(id, snippet.id), "SnippetNotFound"),
                    Option.getOrElse(() => [])
                  )
                ).pipe(
                  Stream.filter(({ version }) => version !== snippet.version),
                  Stream.mapEffect(({ version }) =>
                    unlessGone(snippets.version(id, snippet.id, version), "SnippetNotFound")
                  ),
                  Stream.flatMap(lineOf((version) => ({ snippetVersion: { snippetId: snippet.id, version } })))
                )
              )
          })
        )
      )
    const live = every((request) => snippets.list(id, request))
    // What changes during the export moves to the front of the list, which was read already.
    const changed = live.pipe(Stream.takeWhile(({ updatedAt }) => updatedAt >= at))
    const deleted = every((request) => snippets.list(id, { ...request, isDeleted: true }))

    const lines: ReadonlyArray<Lines> = [
      Stream.make<[ExportLine, ExportLine]>(
        { export: { format: "glissade-account", version: 1, createdAt: at } },
        { profile: { id, issuer, subject, name: name ?? null, email: email ?? null, createdAt, lastSeenAt } }
      ),
      Stream.map(Stream.fromIterableEffect(keys.list(id)), (key) => ({ key: toKeyEntry(key) })),
      Stream.map(Stream.fromIterableEffect(usage.latest(id, maximumDays)), ({ day, processorMs, runs }) => ({
        usage: { day, runs, processorSeconds: processorMs / 1_000 }
      })),
      Stream.map(
        every((request) => audit.ofPerson(id, request)),
        (entry) => ({ audit: toAuditItem(entry) })
      ),
      Stream.map(
        every((request) => reports.filedBy(id, request)),
        ({ at, reason, snippet: { slug } }) => ({ report: { at, reason, slug } })
      ),
      Stream.flatMap(live, snippetLines),
      Stream.flatMap(deleted, snippetLines),
      Stream.flatMap(changed, snippetLines),
      every((request) => history.list(id, request)).pipe(
        Stream.mapEffect((head) => unlessGone(history.read(id, head.id), "RunNotFound")),
        Stream.flatMap(lineOf((run) => ({ run })))
      )
    ]
    return Stream.suspend(() => {
      let count = 0
      return Stream.fromIterable(lines).pipe(
        Stream.flatMap((part) => part),
        Stream.tap(() => Effect.sync(() => (count += 1))),
        Stream.concat(Stream.suspend(() => Stream.make({ end: { lines: count } })))
      )
    })
  }
})
