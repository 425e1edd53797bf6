import { KeyDraft, KeyList, NewKey } from "@glissade/protocol/Account"
import { ApiKeyId } from "@glissade/protocol/Ids"
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
import { LimitReachedProblem } from "../library/LibraryProblems.ts"
import { libraryScope } from "../library/Person.ts"
import { KeyMissing, KeyNotEnough, NoAccounts } from "./AccountsProblems.ts"

const failures = [NoAccounts, KeyNotEnough, Unavailable] as const

/** A person's API keys, for whoever has signed in: no key reaches them. */
export class KeysGroup extends HttpApiGroup.make("keys")
  .add(
    HttpApiEndpoint.get("list", "/me/keys", { success: KeyList, error: failures }).annotateMerge(
      OpenApi.annotations({ summary: "Your API keys, the latest first" })
    ),
    HttpApiEndpoint.post("create", "/me/keys", {
      payload: KeyDraft,
      success: NewKey.pipe(HttpApiSchema.status(201)),
      error: [...failures, BadRequest, LimitReachedProblem]
    })
      .middleware(RequestBody)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Make an API key",
          description: "The answer is the only one with the key in it. Send it as `Authorization: Bearer KEY`."
        })
      ),
    HttpApiEndpoint.delete("revoke", "/me/keys/:id", {
      params: Schema.Struct({ id: ApiKeyId }),
      success: HttpApiSchema.NoContent,
      error: [...failures, BadRequest, KeyMissing]
    }).annotateMerge(OpenApi.annotations({ summary: "Revoke an API key, at once" }))
  )
  .middleware(Authorization)
  .middleware(Validation)
  .annotate(RequiredScope, libraryScope) {}

/** The API with this group alone, for its handlers. */
export class KeysApi extends HttpApi.make("glissade")
  .add(KeysGroup)
  .annotate(HttpApi.PayloadParseOptions, parseOptions) {}
