import * as HttpApi from "effect/http-api/HttpApi"
import { Api, description, parseOptions } from "../Api.ts"
import { AccountsGroup } from "../accounts/AccountsApi.ts"
import { AdministrationGroup } from "../accounts/AdministrationApi.ts"
import { KeysGroup } from "../accounts/KeysApi.ts"
import { MeGroup } from "../accounts/MeApi.ts"
import { ReportsGroup } from "../accounts/ReportsApi.ts"
import { SignInGroup } from "../accounts/SignInApi.ts"
import { RunsGroup } from "./RunApi.ts"
import { SharedGroup, SnippetsGroup } from "./SnippetApi.ts"

/** The whole API with what people keep and their accounts, for a host that has a storage. */
export class LibraryApi extends HttpApi.make("glissade")
  .addHttpApi(Api)
  .add(SnippetsGroup)
  .add(SharedGroup)
  .add(RunsGroup)
  .add(SignInGroup)
  .add(AccountsGroup)
  .add(MeGroup)
  .add(KeysGroup)
  .add(ReportsGroup)
  .add(AdministrationGroup)
  .annotate(HttpApi.PayloadParseOptions, parseOptions)
  .annotateMerge(description) {}
