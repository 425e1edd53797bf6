import { AuditPage, Deletion, Me, UsageReport } from "@glissade/protocol/Account"
import * as Schema from "effect/Schema"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import { parseOptions } from "../Api.ts"
import { Authorization, RequiredScope } from "../Authorization.ts"
import { BadRequest, Unavailable } from "../Problems.ts"
import { RequestBody } from "../RequestBody.ts"
import { Validation } from "../Validation.ts"
import { describing } from "../library/Describing.ts"
import { pagingFields } from "../library/Paging.ts"
import { libraryScope } from "../library/Person.ts"
import { KeyNotEnough, TooManyExports } from "./AccountsProblems.ts"
import { ExportLine, maximumLine } from "./ExportLine.ts"

const about = (summary: string, description?: string) =>
  OpenApi.annotations({ summary, ...(description !== undefined && { description }) })

/** A person's account. */
export class MeGroup extends HttpApiGroup.make("me")
  .add(
    HttpApiEndpoint.get("read", "/me", { success: Me, error: Unavailable }).annotateMerge(
      about("Who you are here, what you have used, and what you may")
    ),
    HttpApiEndpoint.get("usage", "/me/usage", { success: UsageReport, error: Unavailable }).annotateMerge(
      about("What you have used, by the day")
    ),
    HttpApiEndpoint.get("audit", "/me/audit", {
      query: Schema.Struct(pagingFields),
      success: AuditPage,
      error: [BadRequest, KeyNotEnough, Unavailable]
    })
      .annotateMerge(about("What was done to your account, the latest first"))
      .annotateMerge(describing()),
    HttpApiEndpoint.get("export", "/me/export", {
      success: HttpApiSchema.StreamNdjson({ schema: ExportLine, maxElementBytes: maximumLine }),
      error: [KeyNotEnough, TooManyExports, Unavailable]
    }).annotateMerge(
      about(
        "Everything that is kept of you",
        "A line of JSON each. The last line is `end`; without it the export is not whole. What changes meanwhile may come twice: the later line counts."
      )
    ),
    HttpApiEndpoint.delete("remove", "/me", {
      payload: Deletion,
      success: HttpApiSchema.NoContent,
      error: [BadRequest, KeyNotEnough, Unavailable]
    })
      .middleware(RequestBody)
      .annotateMerge(
        about(
          "Delete your account and everything in it",
          "At once and for good. On a server of one person it empties the library and the history."
        )
      )
  )
  .middleware(Authorization)
  .middleware(Validation)
  .annotate(RequiredScope, libraryScope) {}

/** The API with this group alone, for its handlers. */
export class MeApi extends HttpApi.make("glissade").add(MeGroup).annotate(HttpApi.PayloadParseOptions, parseOptions) {}
