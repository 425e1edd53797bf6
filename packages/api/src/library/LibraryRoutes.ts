import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as Layer from "effect/Layer"
import * as Authorization from "../Authorization.ts"
import { layerExecutions, layerJobs, layerSystem } from "../Handlers.ts"
import * as JobKeySecurity from "../JobKeySecurity.ts"
import * as RequestBody from "../RequestBody.ts"
import { layerGuard, openApi } from "../Routes.ts"
import { ServedApi } from "../ServedApi.ts"
import * as Validation from "../Validation.ts"
import { LibraryApi } from "./LibraryApi.ts"
import { layerAccounts } from "../accounts/AccountsHandlers.ts"
import { layerAdministration } from "../accounts/AdministrationHandlers.ts"
import { layerKeys } from "../accounts/KeysHandlers.ts"
import { layerMe } from "../accounts/MeHandlers.ts"
import { layerReports } from "../accounts/ReportsHandlers.ts"
import { layerSignIn } from "../accounts/SignInApi.ts"
import { layerRuns } from "./RunHandlers.ts"
import { layerShared, layerSnippets } from "./SnippetHandlers.ts"

/** Documents and answers to unknown routes name the library as well. */
export const layerServed = Layer.succeed(ServedApi, LibraryApi as unknown as typeof ServedApi.Service)

/** Every route of the API with the library and accounts, over the core services. Provide {@link layerServed} to all routes. */
export const layer = Layer.mergeAll(HttpApiBuilder.layer(LibraryApi), openApi, layerGuard).pipe(
  Layer.provide([layerExecutions, layerJobs, layerSystem, layerSnippets, layerShared, layerRuns]),
  Layer.provide([layerSignIn, layerAccounts, layerMe, layerKeys, layerReports, layerAdministration]),
  Layer.provide([Authorization.layer, RequestBody.layer, Validation.layer, JobKeySecurity.layer])
)
