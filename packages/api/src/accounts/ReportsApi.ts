import { ReportDraft } from "@glissade/protocol/Account"
import { Slug } from "@glissade/protocol/Ids"
import * as Schema from "effect/Schema"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import { parseOptions } from "../Api.ts"
import { Authorization, OpenToAnybody, RequiredScope } from "../Authorization.ts"
import { BadRequest, Unavailable } from "../Problems.ts"
import { RequestBody } from "../RequestBody.ts"
import { Validation } from "../Validation.ts"
import { SnippetMissing } from "../library/LibraryProblems.ts"
import { describing } from "../library/Describing.ts"
import { libraryScope } from "../library/Person.ts"
import { NoAccounts, TooManyReports } from "./AccountsProblems.ts"

/** Reports of shared programs. */
export class ReportsGroup extends HttpApiGroup.make("reports")
  .add(
    HttpApiEndpoint.post("file", "/shared/:slug/report", {
      params: Schema.Struct({ slug: Slug }),
      payload: ReportDraft,
      success: HttpApiSchema.NoContent,
      error: [BadRequest, SnippetMissing, NoAccounts, TooManyReports, Unavailable]
    })
      .middleware(RequestBody)
      .annotate(OpenToAnybody, true)
      .annotateMerge(describing({ isOpen: true }))
      .annotateMerge(
        OpenApi.annotations({
          summary: "Report a shared program to the administrators",
          description: "Anybody may. The program stays until an administrator hides it."
        })
      )
  )
  .middleware(Authorization)
  .middleware(Validation)
  .annotate(RequiredScope, libraryScope) {}

/** The API with this group alone, for its handlers. */
export class ReportsApi extends HttpApi.make("glissade")
  .add(ReportsGroup)
  .annotate(HttpApi.PayloadParseOptions, parseOptions) {}
