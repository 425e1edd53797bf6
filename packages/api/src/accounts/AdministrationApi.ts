import { AccountPage, ReportPage } from "@glissade/protocol/Account"
import { SnippetId, UserId } from "@glissade/protocol/Ids"
import * as Schema from "effect/Schema"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import { parseOptions } from "../Api.ts"
import { Authorization, RequiredScope } from "../Authorization.ts"
import { BadRequest, Unavailable } from "../Problems.ts"
import { Validation } from "../Validation.ts"
import { SnippetMissing } from "../library/LibraryProblems.ts"
import { describing } from "../library/Describing.ts"
import { pagingFields } from "../library/Paging.ts"
import { libraryScope } from "../library/Person.ts"
import { AdministratorsOnly, NoAccounts, UserMissing } from "./AccountsProblems.ts"

const failures = [BadRequest, NoAccounts, AdministratorsOnly, Unavailable] as const

const about = (summary: string, description?: string) =>
  OpenApi.annotations({ summary, ...(description !== undefined && { description }) })

/** People who sign in have a UUID as their id. */
const SignedInId = Schema.String.check(Schema.isGUID()).pipe(Schema.decodeTo(UserId))

const oneUser = {
  params: Schema.Struct({ id: SignedInId }),
  success: HttpApiSchema.NoContent,
  error: [...failures, UserMissing]
} as const

const oneSnippet = {
  params: Schema.Struct({ id: SnippetId }),
  success: HttpApiSchema.NoContent,
  error: [...failures, SnippetMissing]
} as const

/** For whoever runs the server. */
export class AdministrationGroup extends HttpApiGroup.make("administration")
  .add(
    HttpApiEndpoint.get("users", "/admin/users", {
      query: Schema.Struct(pagingFields),
      success: AccountPage,
      error: failures
    })
      .annotateMerge(about("People and what they use, those who came last first"))
      .annotateMerge(describing()),
    HttpApiEndpoint.post("block", "/admin/users/:id/block", oneUser).annotateMerge(
      about("Block somebody", "They are refused at once, on every server of this library within five seconds.")
    ),
    HttpApiEndpoint.post("unblock", "/admin/users/:id/unblock", oneUser).annotateMerge(about("Let somebody in again")),
    HttpApiEndpoint.get("reports", "/admin/reports", {
      query: Schema.Struct(pagingFields),
      success: ReportPage,
      error: failures
    })
      .annotateMerge(about("Reports of shared programs that nobody has decided about, the latest first"))
      .annotateMerge(describing()),
    HttpApiEndpoint.post("hide", "/admin/snippets/:id/hide", oneSnippet).annotateMerge(
      about("Hide a program from everybody but its owner", "Its reports are settled.")
    ),
    HttpApiEndpoint.post("show", "/admin/snippets/:id/show", oneSnippet).annotateMerge(
      about("Show a program again, or leave it shown", "Its reports are settled.")
    )
  )
  .middleware(Authorization)
  .middleware(Validation)
  .annotate(RequiredScope, libraryScope) {}

/** The API with this group alone, for its handlers. */
export class AdministrationApi extends HttpApi.make("glissade")
  .add(AdministrationGroup)
  .annotate(HttpApi.PayloadParseOptions, parseOptions) {}
