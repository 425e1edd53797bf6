import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { isMaxCharacters } from "./CharacterLimit.ts"
import { Code, defaultLanguage, maximumItems, RuntimeKind, SourceFiles } from "./Execution.ts"
import { wellFormedFault } from "./FileNameFault.ts"
import { SnippetId, Slug } from "./Ids.ts"
import { Instant } from "./Instant.ts"

/** Maximum number of tags of a snippet. */
export const maximumTags = 20

// Control characters are what it is about, named as programs in other languages can read it in the API's description.
// oxlint-disable-next-line no-control-regex
const oneLine = /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/u

/** Text in one line: no control characters and no lone surrogates, which PostgreSQL cannot store. */
const line = (maximum: number) =>
  Schema.String.check(
    isMaxCharacters(maximum),
    Schema.isPattern(oneLine, { expected: "text in one line" }),
    Schema.makeFilter(wellFormedFault)
  )

/** Text of any number of lines. */
const prose = (maximum: number) => Code.check(isMaxCharacters(maximum))

/** A word or two to find snippets by; without commas, so that a list of them can be typed. */
export const Tag = line(40).check(
  Schema.isPattern(/^[^,\s](?:[^,]*[^,\s])?$/u, { expected: "a tag without commas, and without spaces around it" })
)

const Tags = Schema.Array(Tag).check(
  Schema.isMaxLength(maximumTags),
  Schema.makeFilter((tags: ReadonlyArray<string>) => {
    const repeated = tags.find((tag, index) => tags.indexOf(tag) !== index)
    return repeated === undefined ? undefined : `must be unique: ${JSON.stringify(repeated)} is there twice`
  })
)

/** Who may read a snippet: its owner, whoever knows its link, or anybody. */
export const Visibility = Schema.Literals(["private", "unlisted", "public"])
export type Visibility = typeof Visibility.Type

const optional = <S extends Schema.Constraint & Schema.Decoder<unknown>>(schema: S, value: S["Encoded"]) =>
  schema.pipe(Schema.withDecodingDefaultKey(Effect.succeed(value)))

/** The longest title, in characters. */
export const maximumTitle = 200

const title = line(maximumTitle).check(Schema.isPattern(/\S/u, { expected: "a title with something to see" }))

/** Cost of the program as its author states it, such as `O(n log n)`. */
const complexity = Schema.NullOr(line(100))

const draftFields = {
  title: optional(title, "Untitled"),
  language: line(40).pipe(Schema.withDecodingDefaultKey(Effect.succeed(defaultLanguage))),
  /** What the program is written for, where the language is there in WebAssembly and natively. */
  runtime: Schema.optionalKey(RuntimeKind),
  code: Code,
  description: optional(prose(10_000), ""),
  tags: optional(Tags, []),
  visibility: optional(Visibility, "private"),
  files: optional(SourceFiles, []),
  stdin: optional(Schema.String, ""),
  args: optional(Schema.Array(Code).check(Schema.isMaxLength(maximumItems)), []),
  timeComplexity: optional(complexity, null),
  spaceComplexity: optional(complexity, null)
}

/**
 * Body of `POST /snippets` and `PUT /snippets/{id}`: a program and what its owner says about it. Omitted fields take their defaults; a PUT
 * replaces all of them.
 */
export class SnippetDraft extends Schema.Opaque<SnippetDraft>()(
  Schema.Struct(draftFields).pipe(
    Schema.encodeKeys({ timeComplexity: "time_complexity", spaceComplexity: "space_complexity" })
  )
) {}

/**
 * Body of `PUT /snippets/{id}`. An autosaved version takes the place of the autosaved one before it, so that typing leaves one version
 * rather than hundreds.
 */
export class SnippetChange extends Schema.Opaque<SnippetChange>()(
  Schema.Struct({
    ...draftFields,
    isAutosaved: Schema.Boolean.pipe(Schema.withDecodingDefaultKey(Effect.succeed(false)))
  }).pipe(
    Schema.encodeKeys({
      timeComplexity: "time_complexity",
      spaceComplexity: "space_complexity",
      isAutosaved: "is_autosaved"
    })
  )
) {}

/** The snippet that another one was forked from, as it is called now. `null` if it is gone or may no longer be read. */
const Origin = Schema.NullOr(Schema.Struct({ slug: Slug, title: Schema.String }))

const headFields = {
  id: SnippetId,
  slug: Slug,
  title: Schema.String,
  language: Schema.String,
  description: Schema.String,
  tags: Schema.Array(Schema.String),
  visibility: Visibility,
  /** Whether the reader is the owner. */
  isOwn: Schema.Boolean,
  isStarred: Schema.Boolean,
  /** Present where the program runs natively. */
  runtime: Schema.optionalKey(RuntimeKind),
  /** How often its owner has run it, and when last. */
  executionCount: Schema.Int,
  lastExecutionAt: Schema.NullOr(Instant),
  timeComplexity: Schema.NullOr(Schema.String),
  spaceComplexity: Schema.NullOr(Schema.String),
  /** Counts the changes of its content, from 1. The `ETag` is this number in quotes. */
  version: Schema.Int,
  forkedFrom: Schema.optionalKey(Origin),
  createdAt: Instant,
  updatedAt: Instant,
  /** When it was deleted. It can be restored for 30 days. */
  deletedAt: Schema.optionalKey(Instant)
}

const headKeys = {
  isOwn: "is_own",
  isStarred: "is_starred",
  executionCount: "execution_count",
  lastExecutionAt: "last_execution_at",
  timeComplexity: "time_complexity",
  spaceComplexity: "space_complexity",
  forkedFrom: "forked_from",
  createdAt: "created_at",
  updatedAt: "updated_at",
  deletedAt: "deleted_at"
} as const

/** A snippet in a list: all of it but its program. */
export class SnippetHead extends Schema.Opaque<SnippetHead>()(
  Schema.Struct({
    ...headFields,
    /** The first characters of the program. */
    preview: Schema.String
  }).pipe(Schema.encodeKeys(headKeys))
) {}

/** A saved program. */
export class Snippet extends Schema.Opaque<Snippet>()(
  Schema.Struct({
    ...headFields,
    code: Schema.String,
    files: SourceFiles,
    stdin: Schema.String,
    args: Schema.Array(Schema.String)
  }).pipe(Schema.encodeKeys(headKeys))
) {}

/** Answer to `GET /snippets`. `next` is the `cursor` of the next page; the last page has none. */
export class SnippetPage extends Schema.Opaque<SnippetPage>()(
  Schema.Struct({ items: Schema.Array(SnippetHead), next: Schema.optionalKey(Schema.String) })
) {}

const versionFields = {
  version: Schema.Int,
  title: Schema.String,
  language: Schema.String,
  createdAt: Instant,
  isAutosaved: Schema.Boolean
}

const versionKeys = { createdAt: "created_at", isAutosaved: "is_autosaved" } as const

/** A version of a snippet in a list. */
export class SnippetVersionHead extends Schema.Opaque<SnippetVersionHead>()(
  Schema.Struct(versionFields).pipe(Schema.encodeKeys(versionKeys))
) {}

/** A snippet's program as it was. */
export class SnippetVersion extends Schema.Opaque<SnippetVersion>()(
  Schema.Struct({
    ...versionFields,
    runtime: Schema.optionalKey(RuntimeKind),
    code: Schema.String,
    files: SourceFiles,
    stdin: Schema.String,
    args: Schema.Array(Schema.String)
  }).pipe(Schema.encodeKeys(versionKeys))
) {}

/** Answer to `GET /snippets/{id}/versions`, the latest first. */
export class SnippetVersions extends Schema.Opaque<SnippetVersions>()(
  Schema.Struct({ items: Schema.Array(SnippetVersionHead) })
) {}
