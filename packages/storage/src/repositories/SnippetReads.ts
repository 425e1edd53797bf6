import { SnippetNotFound } from "@glissade/core/Snippets"
import type { SnippetQuery } from "@glissade/core/Snippets"
import type { SnippetId, Slug, UserId } from "@glissade/protocol/Ids"
import { SnippetVersion, SnippetVersionHead } from "@glissade/protocol/Snippet"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Sql } from "../database/Database.ts"
import { pageOf, rowLimit } from "../database/Keyset.ts"
import { rowsOf, Time } from "../database/Rows.ts"
import { Extras } from "./ProgramExtras.ts"
import { selectHeads, selectSnippets, SnippetHeadRow, SnippetRow, toHead, toSnippet } from "./SnippetRow.ts"

const wholeRows = rowsOf(SnippetRow)
const headRows = rowsOf(SnippetHeadRow)

/** Finds the one row, or fails. */
export const onlyRow = <A, E, R>(rows: Effect.Effect<ReadonlyArray<A>, E, R>) =>
  Effect.flatMap(rows, ([row]) => (row === undefined ? Effect.fail(new SnippetNotFound()) : Effect.succeed(row)))

const byId = (id: SnippetId) => (sql: Sql) => sql`s.id = ${id}`
const bySlug = (slug: Slug) => (sql: Sql) => sql`s.slug = ${slug}`

/** A snippet for a reader: their own, or somebody else's with one of the given visibilities. */
const readOne =
  (where: ReturnType<typeof byId>, open: ReadonlyArray<"public" | "unlisted">) =>
  (reader: UserId | undefined) =>
  (sql: Sql) =>
    onlyRow(
      wholeRows(sql`
        ${selectSnippets(sql, reader)}
        where ${where(sql)} and (s.owner = ${reader ?? null}
          or (s.deleted_at is null and s.hidden_at is null and ${sql.in("s.visibility", open)}))`)
    ).pipe(Effect.map((row) => toSnippet(row, reader)))

/** By its id, others' snippets are found if they are public. */
export const readById = (id: SnippetId) => readOne(byId(id), ["public"])

/** By its slug, unlisted ones are found too. */
export const readBySlug = (slug: Slug) => readOne(bySlug(slug), ["public", "unlisted"])

/** Text that is looked for as it stands. */
const containing = (text: string): string => `%${text.replace(/[\\%_]/g, String.raw`\$&`)}%`

/** A page of the owner's snippets. */
export const listSnippets = (owner: UserId, query: SnippetQuery) => (sql: Sql) => {
  const { cursor, isDeleted = false, isStarred, language, tag, text } = query
  const conditions = [sql`s.owner = ${owner}`, isDeleted ? sql`s.deleted_at is not null` : sql`s.deleted_at is null`]
  if (isStarred !== undefined) conditions.push(sql`s.is_starred = ${isStarred}`)
  if (language !== undefined) conditions.push(sql`s.language = ${language}`)
  if (tag !== undefined) conditions.push(sql`${tag} = any(s.tags)`)
  if (text !== undefined) {
    const pattern = containing(text)
    conditions.push(
      sql`(s.title ilike ${pattern} or s.description ilike ${pattern} or array_to_string(s.tags, ',') ilike ${pattern}
        or s.code ilike ${pattern})`
    )
  }
  if (cursor !== undefined) {
    conditions.push(sql`(s.updated_at, s.id) < (${new Date(cursor.at)}::timestamptz, ${cursor.id}::uuid)`)
  }
  return headRows(sql`
    ${selectHeads(sql, owner)}
    where ${sql.and(conditions)}
    order by s.updated_at desc, s.id desc
    limit ${rowLimit(query)}`).pipe(
    Effect.map((rows) =>
      pageOf(
        query,
        rows,
        (row) => ({ at: row.updated_at, id: row.id }),
        (row) => toHead(row, owner)
      )
    )
  )
}

const versionFields = {
  version: Schema.Int,
  title: Schema.String,
  language: Schema.String,
  is_autosaved: Schema.Boolean,
  created_at: Time
}
const versionRows = rowsOf(Schema.Struct(versionFields))
const wholeVersionRows = rowsOf(Schema.Struct({ ...versionFields, code: Schema.String, extras: Extras }))

const versionHead = (row: { readonly [Name in keyof typeof versionFields]: (typeof versionFields)[Name]["Type"] }) => ({
  version: row.version,
  title: row.title,
  language: row.language,
  isAutosaved: row.is_autosaved,
  createdAt: row.created_at
})

/** The snippet's present version and those before it, as one table. */
const allVersions = (sql: Sql, owner: UserId, id: SnippetId, more: string) => sql`
  select s.version, s.title, s.language, s.is_autosaved, s.updated_at as created_at ${sql.literal(more)}
  from snippets s where s.id = ${id} and s.owner = ${owner}
  union all
  select v.version, v.title, v.language, v.is_autosaved, v.created_at ${sql.literal(more.replaceAll("s.", "v."))}
  from snippet_versions v join snippets s on s.id = v.snippet where v.snippet = ${id} and s.owner = ${owner}`

/** The kept versions, the latest first. */
export const listVersions = (owner: UserId, id: SnippetId) => (sql: Sql) =>
  versionRows(sql`${allVersions(sql, owner, id, "")} order by version desc`).pipe(
    Effect.flatMap((rows) =>
      rows.length === 0
        ? Effect.fail(new SnippetNotFound())
        : Effect.succeed(rows.map((row) => SnippetVersionHead.make(versionHead(row))))
    )
  )

/** One version with its program. */
export const readVersion = (owner: UserId, id: SnippetId, version: number) => (sql: Sql) =>
  onlyRow(
    wholeVersionRows(sql`
      select * from (${allVersions(sql, owner, id, ", s.code, s.extras")}) as versions where version = ${version}`)
  ).pipe(Effect.map((row) => SnippetVersion.make({ ...versionHead(row), code: row.code, ...row.extras })))
