import { RunRecordId, SnippetId } from "@glissade/protocol/Ids"
import { RunPage, RunRecord, RunRecordStatus } from "@glissade/protocol/RunRecord"
import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import { Authorization, RequiredScope } from "../Authorization.ts"
import { BadRequest, Unavailable } from "../Problems.ts"
import { Validation } from "../Validation.ts"
import { RunMissing } from "./LibraryProblems.ts"
import { describing } from "./Describing.ts"
import { pagingFields, Sought } from "./Paging.ts"
import { libraryScope } from "./Person.ts"

const oneRun = { params: Schema.Struct({ id: RunRecordId }), error: [BadRequest, RunMissing, Unavailable] }

/** A person's history. */
export class RunsGroup extends HttpApiGroup.make("runs")
  .add(
    HttpApiEndpoint.get("list", "/runs", {
      query: Schema.Struct({
        ...pagingFields,
        language: Schema.optionalKey(Sought(40)),
        status: Schema.optionalKey(RunRecordStatus),
        snippet_id: Schema.optionalKey(SnippetId)
      }),
      success: RunPage,
      error: [BadRequest, Unavailable]
    })
      .annotateMerge(OpenApi.annotations({ summary: "Your runs, the latest first" }))
      .annotateMerge(describing()),
    HttpApiEndpoint.get("read", "/runs/:id", { ...oneRun, success: RunRecord }).annotateMerge(
      OpenApi.annotations({ summary: "A run with its program and its result" })
    ),
    HttpApiEndpoint.delete("remove", "/runs/:id", { ...oneRun, success: HttpApiSchema.NoContent }).annotateMerge(
      OpenApi.annotations({ summary: "Delete a run from your history" })
    ),
    HttpApiEndpoint.delete("removeAll", "/runs", {
      success: HttpApiSchema.NoContent,
      error: [Unavailable]
    }).annotateMerge(OpenApi.annotations({ summary: "Delete your whole history" }))
  )
  .middleware(Authorization)
  .middleware(Validation)
  .annotate(RequiredScope, libraryScope) {}
