import type { LibraryLimits } from "@glissade/core/Snippets"
import { restorableMs, VersionConflict } from "@glissade/core/Snippets"
import type { SnippetId, UserId } from "@glissade/protocol/Ids"
import { Slug } from "@glissade/protocol/Ids"
import type { SnippetChange, SnippetDraft } from "@glissade/protocol/Snippet"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SecureRandom from "effect/crypto/SecureRandom"
import type { Sql } from "../database/Database.ts"
import { rowsOf } from "../database/Rows.ts"
import { extrasOf } from "./ProgramExtras.ts"
import { onlyRow, readById } from "./SnippetReads.ts"
import { lockOwner, makeRoom } from "./SnippetSpace.ts"

const now = Effect.map(Clock.currentTimeMillis, (at) => new Date(at))

const letters = "abcdefghijklmnopqrstuvwxyz234567"

const newSlug = Effect.gen(function* () {
  const bytes = yield* (yield* SecureRandom.SecureRandom).randomBytes(16)
  return Slug.make(Array.from(bytes, (byte) => letters[byte & 31]).join(""))
})

const newId = Effect.flatMap(SecureRandom.SecureRandom, ({ uuidV7 }) => uuidV7())

/** The columns that a draft fills. */
const columnsOf = (draft: SnippetDraft) => {
  const extras = extrasOf(draft)
  return {
    title: draft.title,
    language: draft.language,
    code: draft.code,
    extras,
    description: draft.description,
    tags: draft.tags,
    visibility: draft.visibility,
    time_complexity: draft.timeComplexity,
    space_complexity: draft.spaceComplexity,
    bytes: Buffer.byteLength(draft.code) + Buffer.byteLength(extras) + Buffer.byteLength(draft.description)
  }
}

/** Saves a new snippet. */
export const createSnippet = (limits: LibraryLimits, owner: UserId, draft: SnippetDraft, origin?: SnippetId) =>
  Effect.fnUntraced(function* (sql: Sql) {
    const columns = columnsOf(draft)
    yield* lockOwner(sql, owner)
    yield* makeRoom(sql, limits, owner, columns.bytes, undefined)
    const id = yield* newId
    const at = yield* now
    yield* sql`insert into snippets ${sql.insert({
      ...columns,
      id,
      owner,
      slug: yield* newSlug,
      is_fork: origin !== undefined,
      origin: origin ?? null,
      created_at: at,
      updated_at: at
    })}`
    return yield* readById(id as SnippetId)(owner)(sql)
  })

const stateRows = rowsOf(
  Schema.Struct({
    version: Schema.Int,
    title: Schema.String,
    language: Schema.String,
    code: Schema.String,
    extras: Schema.String,
    description: Schema.String,
    tags: Schema.Array(Schema.String),
    visibility: Schema.String,
    time_complexity: Schema.NullOr(Schema.String),
    space_complexity: Schema.NullOr(Schema.String),
    is_autosaved: Schema.Boolean,
    bytes: Schema.Int
  })
)

const lockSnippet = (sql: Sql, owner: UserId, id: SnippetId) =>
  onlyRow(
    stateRows(sql`
      select version, title, language, code, extras, description, tags, visibility, time_complexity, space_complexity,
        is_autosaved, bytes
      from snippets where id = ${id} and owner = ${owner} and deleted_at is null for update`)
  )

type State = Effect.Success<ReturnType<typeof lockSnippet>>

const isSame = (state: State, columns: ReturnType<typeof columnsOf>): boolean =>
  Object.entries(columns).every(([name, value]) => JSON.stringify(state[name as keyof State]) === JSON.stringify(value))

/** Keeps the present program as a version, and drops the oldest versions that are too many. */
const keepVersion = Effect.fnUntraced(function* (sql: Sql, limits: LibraryLimits, id: SnippetId) {
  yield* sql`
    insert into snippet_versions (snippet, version, title, language, code, extras, is_autosaved, bytes, created_at)
    select id, version, title, language, code, extras, is_autosaved, bytes, updated_at from snippets where id = ${id}`
  yield* sql`
    delete from snippet_versions where snippet = ${id} and version in (
      select version from (
        select version, row_number() over latest as number, sum(bytes) over latest as total
        from snippet_versions where snippet = ${id}
        window latest as (order by version desc)
      ) as kept
      where number > ${limits.versions} or (total > ${limits.versionBytes} and number > 3)
    )`
})

const expect = (state: State, expected: number | undefined) =>
  expected === undefined || expected === state.version
    ? Effect.void
    : Effect.fail(new VersionConflict({ current: state.version }))

/** Replaces a snippet's content. */
export const replaceSnippet = (
  limits: LibraryLimits,
  owner: UserId,
  id: SnippetId,
  expected: number,
  change: SnippetChange
) =>
  Effect.fnUntraced(function* (sql: Sql) {
    const columns = columnsOf(change)
    yield* lockOwner(sql, owner)
    const state = yield* lockSnippet(sql, owner, id)
    yield* expect(state, expected)
    if (!isSame(state, columns)) {
      if (columns.bytes > state.bytes) yield* makeRoom(sql, limits, owner, columns.bytes, id)
      if (!(state.is_autosaved && change.isAutosaved)) yield* keepVersion(sql, limits, id)
      yield* sql`update snippets set ${sql.update({
        ...columns,
        is_autosaved: change.isAutosaved,
        version: state.version + 1,
        updated_at: yield* now
      })} where id = ${id}`
    } else if (state.is_autosaved && !change.isAutosaved) {
      // The person saves what autosaving has saved: the next autosave must not take its place.
      yield* sql`update snippets set is_autosaved = false where id = ${id}`
    }
    return yield* readById(id)(owner)(sql)
  })

/** Puts a snippet away. */
export const removeSnippet = (owner: UserId, id: SnippetId, expected: number | undefined) =>
  Effect.fnUntraced(function* (sql: Sql) {
    yield* expect(yield* lockSnippet(sql, owner, id), expected)
    yield* sql`update snippets set deleted_at = ${yield* now} where id = ${id}`
  })

const sizeRows = rowsOf(Schema.Struct({ bytes: Schema.Int }))

/** Brings a deleted snippet back. */
export const restoreSnippet = (limits: LibraryLimits, owner: UserId, id: SnippetId) =>
  Effect.fnUntraced(function* (sql: Sql) {
    yield* lockOwner(sql, owner)
    const { bytes } = yield* onlyRow(
      sizeRows(sql`select bytes from snippets where id = ${id} and owner = ${owner} and deleted_at is not null`)
    )
    yield* makeRoom(sql, limits, owner, bytes, id)
    yield* sql`update snippets set deleted_at = null where id = ${id}`
    return yield* readById(id)(owner)(sql)
  })

const idRows = rowsOf(Schema.Struct({ id: Schema.String }))

/** Stars a snippet, or takes the star away. */
export const starSnippet = (owner: UserId, id: SnippetId, isStarred: boolean) => (sql: Sql) =>
  Effect.asVoid(
    onlyRow(
      idRows(sql`
        update snippets set is_starred = ${isStarred}
        where id = ${id} and owner = ${owner} and deleted_at is null returning id`)
    )
  )

/** At most so many are deleted in one statement, with their versions: it must not run into its time limit. */
export const purgeBatch = 50

/** Deletes for good a batch of what was deleted long ago; returns how many. */
export const purgeSnippets = Effect.fnUntraced(function* (sql: Sql) {
  const before = new Date((yield* Clock.currentTimeMillis) - restorableMs)
  const rows = yield* idRows(sql`
    delete from snippets where id in (
      select id from snippets where deleted_at < ${before} order by deleted_at limit ${purgeBatch}
    ) returning id`)
  return rows.length
})
