import type { UserId } from "@glissade/protocol/Ids"
import { SnippetId, Slug } from "@glissade/protocol/Ids"
import { Snippet, SnippetHead, Visibility } from "@glissade/protocol/Snippet"
import * as Schema from "effect/Schema"
import type { Sql } from "../database/Database.ts"
import { Time } from "../database/Rows.ts"
import { Extras, isNative, previewLength } from "./ProgramExtras.ts"

const headFields = {
  id: SnippetId,
  owner: Schema.String,
  slug: Slug,
  title: Schema.String,
  language: Schema.String,
  description: Schema.String,
  tags: Schema.Array(Schema.String),
  visibility: Visibility,
  is_starred: Schema.Boolean,
  execution_count: Schema.Int,
  last_execution_at: Schema.NullOr(Time),
  time_complexity: Schema.NullOr(Schema.String),
  space_complexity: Schema.NullOr(Schema.String),
  version: Schema.Int,
  is_fork: Schema.Boolean,
  origin_slug: Schema.NullOr(Slug),
  origin_title: Schema.NullOr(Schema.String),
  created_at: Time,
  updated_at: Time,
  deleted_at: Schema.NullOr(Time)
}

/** A row of a list. */
export const SnippetHeadRow = Schema.Struct({ ...headFields, preview: Schema.String, is_native: Schema.Boolean })
/** A whole row. */
export const SnippetRow = Schema.Struct({ ...headFields, code: Schema.String, extras: Extras })

const headOf = (row: typeof SnippetHeadRow.Type | typeof SnippetRow.Type, reader: UserId | undefined) => ({
  id: row.id,
  slug: row.slug,
  title: row.title,
  language: row.language,
  description: row.description,
  tags: row.tags,
  visibility: row.visibility,
  isOwn: row.owner === reader,
  isStarred: row.owner === reader && row.is_starred,
  executionCount: row.execution_count,
  lastExecutionAt: row.last_execution_at,
  timeComplexity: row.time_complexity,
  spaceComplexity: row.space_complexity,
  version: row.version,
  ...(row.is_fork && {
    forkedFrom: row.origin_slug === null ? null : { slug: row.origin_slug, title: row.origin_title ?? "" }
  }),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  ...(row.deleted_at !== null && { deletedAt: row.deleted_at })
})

/** The row as a person may see it. */
export const toSnippet = (row: typeof SnippetRow.Type, reader: UserId | undefined): Snippet =>
  Snippet.make({ ...headOf(row, reader), code: row.code, ...row.extras })

/** The same in a list. */
export const toHead = (row: typeof SnippetHeadRow.Type, reader: UserId | undefined): SnippetHead =>
  SnippetHead.make({
    ...headOf(row, reader),
    preview: row.preview,
    ...(row.is_native && { runtime: "native" as const })
  })

const shared = `s.id, s.owner, s.slug, s.title, s.language, s.description, s.tags, s.visibility, s.is_starred,
  s.execution_count, s.last_execution_at, s.time_complexity, s.space_complexity, s.version, s.is_fork,
  o.slug as origin_slug, o.title as origin_title, s.created_at, s.updated_at, s.deleted_at`

/**
 * Snippets `s` with their origin `o`. A reader learns of an origin that they could read themselves. An unlisted one is named to the fork's
 * owner alone, who knew its link.
 */
const from = (sql: Sql, reader: UserId | undefined) => sql`
  from snippets s
  left join snippets o on o.id = s.origin and o.deleted_at is null and o.hidden_at is null
    and (o.visibility = 'public' or o.owner = ${reader ?? null}
      or (o.visibility = 'unlisted' and s.owner = ${reader ?? null}))`

/** The beginning of a query for {@link SnippetRow}. */
export const selectSnippets = (sql: Sql, reader: UserId | undefined) =>
  sql`select ${sql.literal(shared)}, s.code, s.extras ${from(sql, reader)}`

/** The beginning of a query for {@link SnippetHeadRow}. */
export const selectHeads = (sql: Sql, reader: UserId | undefined) =>
  sql`select ${sql.literal(shared)}, left(s.code, ${sql.literal(String(previewLength))}) as preview,
    ${sql.literal(isNative("s.extras"))} as is_native ${from(sql, reader)}`
