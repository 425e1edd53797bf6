import { identify } from "@glissade/core/Access"
import { anonymous, CurrentUser } from "@glissade/core/CurrentUser"
import type { Scope } from "@glissade/core/Scopes"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import * as HttpApiSecurity from "effect/http-api/HttpApiSecurity"
import * as OpenApi from "effect/http-api/OpenApi"
import {
  blocked,
  Forbidden,
  insufficientScope,
  Unauthorized,
  unauthorized,
  Unavailable,
  unavailable
} from "./Problems.ts"

const token = HttpApiSecurity.bearer.pipe(
  HttpApiSecurity.annotateMerge(
    OpenApi.annotations({ description: "The person's token, on a server that asks who runs programs." })
  )
)

/**
 * The scope that an API key needs for an endpoint, by the method of the request. An annotation of endpoints and of groups; `run` without
 * it.
 */
export const RequiredScope = Context.Reference<(method: string) => Scope>("@glissade/api/RequiredScope", {
  defaultValue: () => () => "run"
})

/** Whether callers without a token are let in everywhere, also where programs are run by members alone. An annotation of endpoints. */
export const OpenToAnybody = Context.Reference<boolean>("@glissade/api/OpenToAnybody", { defaultValue: () => false })

/**
 * Authenticates requests by `Authorization: Bearer TOKEN` (RFC 6750) with core's `Authenticator`, and provides the `CurrentUser`. Blocked
 * users are refused, and API keys without the {@link RequiredScope}.
 */
export class Authorization extends HttpApiMiddleware.Service<Authorization>()("@glissade/api/Authorization", {
  security: { token },
  error: [Unauthorized, Forbidden, Unavailable]
}) {}

/** The middleware's implementation. */
export const layer = Layer.succeed(Authorization, {
  token: (effect, { credential, endpoint, group }) => {
    const annotations = Context.merge(group.annotations, endpoint.annotations)
    const scopeOf = Context.get(annotations, RequiredScope)
    const isOpen = Context.get(annotations, OpenToAnybody)
    return identify(Redacted.value(credential) === "" ? undefined : credential, scopeOf(endpoint.method)).pipe(
      Effect.catchTags({
        TokenRefused: ({ reason }) =>
          isOpen && reason === "missing" ? Effect.succeed(anonymous) : Effect.fail(unauthorized(reason)),
        TokenCheckUnavailable: () => Effect.fail(unavailable(2, "the token cannot be checked")),
        UserBlocked: () => Effect.fail(blocked()),
        InsufficientScope: ({ scope }) => Effect.fail(insufficientScope(scope))
      }),
      Effect.flatMap((user) => Effect.provideService(effect, CurrentUser, user))
    )
  }
})
