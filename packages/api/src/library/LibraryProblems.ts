import type { LimitReached, StorageUnavailable } from "@glissade/core/StorageUnavailable"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as HttpApiError from "effect/http-api/HttpApiError"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { kind, unavailable } from "../Problems.ts"

/** 404: no such snippet, or not for this caller. */
export class SnippetMissing extends HttpApiError.Problem<SnippetMissing>()("SnippetMissing", {
  type: kind("unknown-snippet"),
  status: 404,
  title: "There is no such program for you"
}) {}

/** 404: no such run in the caller's history. */
export class RunMissing extends HttpApiError.Problem<RunMissing>()("RunMissing", {
  type: kind("unknown-run"),
  status: 404,
  title: "There is no such run in your history"
}) {}

/** Body of the 412; see {@link ChangedMeanwhile}. */
export class ChangedMeanwhileBody extends HttpApiError.Problem<ChangedMeanwhileBody>()(
  "ChangedMeanwhile",
  { type: kind("changed-meanwhile"), status: 412, title: "It was changed in the meantime" },
  { version: Schema.Int }
) {}

/** 412 with the current version's ETag: somebody else, or another tab, has saved since. */
export const ChangedMeanwhile = ChangedMeanwhileBody.pipe(
  HttpApiSchema.encodeToWithHeaders(
    { body: ChangedMeanwhileBody, headers: { etag: Schema.String } },
    { decode: ({ body }) => body, encode: (body) => ({ body, headers: { etag: `"${body.version}"` } }) }
  )
)

/** 428: the request does not say which version it changes. */
export class VersionRequired extends HttpApiError.Problem<VersionRequired>()("VersionRequired", {
  type: kind("version-required"),
  status: 428,
  title: "Send the version that you change"
}) {}

/** 409: the caller keeps as much as they may. */
export class LimitReachedProblem extends HttpApiError.Problem<LimitReachedProblem>()(
  "LimitReached",
  { type: kind("limit-reached"), status: 409, title: "You keep as much as you may" },
  { what: Schema.Literals(["snippets", "bytes", "api keys"]), maximum: Schema.Int }
) {}

const limits: Readonly<Record<LimitReached["what"], (maximum: number) => string>> = {
  snippets: (maximum) => `at most ${maximum} programs can be kept; delete one that you do not need`,
  bytes: (maximum) => `all programs together may have at most ${maximum} bytes; delete one that you do not need`,
  "api keys": (maximum) => `at most ${maximum} keys can be kept; revoke one that you do not need`
}

const retrySeconds: Readonly<Record<StorageUnavailable["reason"], number>> = {
  starting: 1,
  unreachable: 5,
  full: 60,
  busy: 1,
  broken: 30
}

/** The failures that every service over the storage has, as problems. */
export const storageRefusals = {
  StorageUnavailable: ({ message, reason }: StorageUnavailable) =>
    Effect.fail(unavailable(retrySeconds[reason], message)),
  LimitReached: ({ maximum, what }: LimitReached) =>
    Effect.fail(new LimitReachedProblem({ what, maximum, detail: limits[what](maximum) }))
}
