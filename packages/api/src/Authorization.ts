import { Authenticator } from "@glissade/core/Authenticator"
import { CurrentUser } from "@glissade/core/CurrentUser"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import * as HttpApiSecurity from "effect/http-api/HttpApiSecurity"
import * as OpenApi from "effect/http-api/OpenApi"
import { Unauthorized, unauthorized, Unavailable, unavailable } from "./Problems.ts"

const token = HttpApiSecurity.bearer.pipe(
  HttpApiSecurity.annotateMerge(
    OpenApi.annotations({ description: "The person's token, on a server that asks who runs programs." })
  )
)

/** Authenticates requests by `Authorization: Bearer TOKEN` (RFC 6750) with core's `Authenticator`, and provides the `CurrentUser`. */
export class Authorization extends HttpApiMiddleware.Service<Authorization>()("@glissade/api/Authorization", {
  security: { token },
  error: [Unauthorized, Unavailable]
}) {}

/** The middleware's implementation. */
export const layer = Layer.succeed(Authorization, {
  token: (effect, { credential }) =>
    Effect.flatMap(Authenticator, ({ authenticate }) =>
      authenticate(Redacted.value(credential) === "" ? undefined : credential).pipe(
        Effect.catchTags({
          TokenRefused: ({ reason }) => Effect.fail(unauthorized(reason)),
          TokenCheckUnavailable: () => Effect.fail(unavailable(2, "the token cannot be checked"))
        }),
        Effect.flatMap((user) => Effect.provideService(effect, CurrentUser, user))
      )
    )
})
