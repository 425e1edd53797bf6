import { SnippetId, Slug } from "@glissade/protocol/Ids"
import {
  Snippet,
  SnippetChange,
  SnippetDraft,
  SnippetPage,
  SnippetVersion,
  SnippetVersions
} from "@glissade/protocol/Snippet"
import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import { Authorization, OpenToAnybody, RequiredScope } from "../Authorization.ts"
import { BadRequest, TooLarge, Unavailable } from "../Problems.ts"
import { RequestBody } from "../RequestBody.ts"
import { Validation } from "../Validation.ts"
import { ChangedMeanwhile, LimitReachedProblem, SnippetMissing, VersionRequired } from "./LibraryProblems.ts"
import { describing } from "./Describing.ts"
import { Flag, pagingFields, Sought } from "./Paging.ts"
import { libraryScope } from "./Person.ts"

const oneSnippet = { params: Schema.Struct({ id: SnippetId }) }

/** A snippet with its version in `ETag`, for `If-Match`. */
const withVersion = (status: 200 | 201) =>
  Snippet.pipe(
    HttpApiSchema.encodeToWithHeaders(
      { body: Snippet.pipe(HttpApiSchema.status(status)), headers: { etag: Schema.String } },
      { decode: ({ body }) => body, encode: (body) => ({ body, headers: { etag: `"${body.version}"` } }) }
    )
  )

const about = (summary: string, description?: string) =>
  OpenApi.annotations({ summary, ...(description !== undefined && { description }) })

const failures = [BadRequest, SnippetMissing, Unavailable] as const
const saving = [...failures, TooLarge, LimitReachedProblem] as const
/** As a store counts versions. */
const VersionNumber = Schema.NumberFromString.check(
  Schema.isInt(),
  Schema.isBetween({ minimum: 1, maximum: 2_147_483_647 })
)

/** The version that is changed, by its ETag. A list or `*` would match versions that the caller has not seen. */
const VersionTag = Schema.String.check(
  Schema.isPattern(/^"[0-9]{1,9}"$/u, { expected: 'the ETag of the version that is changed, such as "3"' })
)
const versionHeader = Schema.Struct({ "if-match": Schema.optionalKey(VersionTag) })

/** A person's saved programs. */
export class SnippetsGroup extends HttpApiGroup.make("snippets")
  .add(
    HttpApiEndpoint.get("list", "/snippets", {
      query: Schema.Struct({
        ...pagingFields,
        q: Schema.optionalKey(Sought(200)),
        tag: Schema.optionalKey(Sought(40)),
        language: Schema.optionalKey(Sought(40)),
        starred: Schema.optionalKey(Flag),
        deleted: Schema.optionalKey(Flag)
      }),
      success: SnippetPage,
      error: [BadRequest, Unavailable]
    })
      .annotateMerge(
        about(
          "Your saved programs, the latest change first",
          "`q` looks in title, tags, description and code. Deleted ones are listed alone, with `deleted=true`."
        )
      )
      .annotateMerge(describing()),
    HttpApiEndpoint.post("create", "/snippets", {
      payload: SnippetDraft,
      success: withVersion(201),
      error: [BadRequest, TooLarge, LimitReachedProblem, Unavailable]
    })
      .middleware(RequestBody)
      .annotateMerge(about("Save a program")),
    HttpApiEndpoint.get("read", "/snippets/:id", {
      ...oneSnippet,
      success: withVersion(200),
      error: failures
    })
      .annotate(OpenToAnybody, true)
      .annotateMerge(describing({ isOpen: true }))
      .annotateMerge(about("A saved program of yours, or a public one")),
    HttpApiEndpoint.put("replace", "/snippets/:id", {
      ...oneSnippet,
      headers: versionHeader,
      payload: SnippetChange,
      success: withVersion(200),
      error: [...saving, ChangedMeanwhile, VersionRequired]
    })
      .middleware(RequestBody)
      .annotateMerge(
        about(
          "Save a program again",
          "`If-Match` has the `ETag` of the version that is changed. It is refused if there is a later one."
        )
      )
      .annotateMerge(describing({ requires: "if-match" })),
    HttpApiEndpoint.delete("remove", "/snippets/:id", {
      ...oneSnippet,
      headers: versionHeader,
      success: HttpApiSchema.NoContent,
      error: [...failures, ChangedMeanwhile]
    }).annotateMerge(about("Delete a program", "It can be restored for 30 days. `If-Match` is heeded if it is sent.")),
    HttpApiEndpoint.post("restore", "/snippets/:id/restore", {
      ...oneSnippet,
      success: withVersion(200),
      error: saving
    }).annotateMerge(about("Bring a deleted program back")),
    HttpApiEndpoint.post("star", "/snippets/:id/star", {
      ...oneSnippet,
      success: HttpApiSchema.NoContent,
      error: failures
    }).annotateMerge(about("Star a program")),
    HttpApiEndpoint.delete("unstar", "/snippets/:id/star", {
      ...oneSnippet,
      success: HttpApiSchema.NoContent,
      error: failures
    }).annotateMerge(about("Take the star away")),
    HttpApiEndpoint.post("fork", "/snippets/:id/fork", {
      ...oneSnippet,
      success: withVersion(201),
      error: saving
    }).annotateMerge(about("Copy a program into your library", "The copy is private, and names its origin.")),
    HttpApiEndpoint.get("versions", "/snippets/:id/versions", {
      ...oneSnippet,
      success: SnippetVersions,
      error: failures
    }).annotateMerge(about("The kept versions of a program, the latest first")),
    HttpApiEndpoint.get("version", "/snippets/:id/versions/:version", {
      params: Schema.Struct({ id: SnippetId, version: VersionNumber }),
      success: SnippetVersion,
      error: failures
    })
      .annotateMerge(about("A program as it was"))
      .annotateMerge(describing())
  )
  .middleware(Authorization)
  .middleware(Validation)
  .annotate(RequiredScope, libraryScope) {}

const oneShared = { params: Schema.Struct({ slug: Slug }) }

/** Programs by their short links. */
export class SharedGroup extends HttpApiGroup.make("shared")
  .add(
    HttpApiEndpoint.get("read", "/shared/:slug", {
      ...oneShared,
      success: withVersion(200),
      error: failures
    })
      .annotate(OpenToAnybody, true)
      .annotateMerge(describing({ isOpen: true }))
      .annotateMerge(about("The program of a short link", "Public and unlisted ones, and your own.")),
    HttpApiEndpoint.post("fork", "/shared/:slug/fork", {
      ...oneShared,
      success: withVersion(201),
      error: saving
    }).annotateMerge(about("Copy the program of a short link into your library"))
  )
  .middleware(Authorization)
  .middleware(Validation)
  .annotate(RequiredScope, libraryScope) {}
