import { SignIn } from "@glissade/protocol/Account"
import * as Effect from "effect/Effect"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as OpenApi from "effect/http-api/OpenApi"
import { AccountSettings } from "./AccountSettings.ts"
import { NoSignIn } from "./AccountsProblems.ts"

/** How people sign in. */
export class SignInGroup extends HttpApiGroup.make("sign-in").add(
  HttpApiEndpoint.get("read", "/sign-in", { success: SignIn, error: NoSignIn }).annotateMerge(
    OpenApi.annotations({
      summary: "The provider that people sign in with",
      description:
        "For pages: the authorization code flow with PKCE, as a public client. Servers that have it list `sign_in` in the features of `/runtimes`."
    })
  )
) {}

class SignInApi extends HttpApi.make("glissade").add(SignInGroup) {}

/** Handlers of the `sign-in` group. */
export const layerSignIn = HttpApiBuilder.group(
  SignInApi,
  "sign-in",
  Effect.fnUntraced(function* (handlers) {
    const { signIn } = yield* AccountSettings
    return handlers.handleAll({
      read: () =>
        signIn === undefined
          ? Effect.fail(new NoSignIn({ detail: "no provider is set (AUTH=oidc with OIDC_CLIENT_ID has one)" }))
          : Effect.succeed(signIn)
    })
  })
)
