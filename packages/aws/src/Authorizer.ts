import { makeVerify, Refused } from "@glissade/accounts/AccessToken"
import type { TokenCheckUnavailable } from "@glissade/core/Authenticator"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { AuthorizerEvent, Credential, UnknownEvent } from "./AuthorizerEvent.ts"
import { credentialOf, logFields, readEvent } from "./AuthorizerEvent.ts"
import { allowsAnonymous, jwtIssuer, setting } from "./AwsConfig.ts"
import type { Claims } from "./Claims.ts"
import type { PlainClaims } from "./PlainClaims.ts"
import { plainClaims } from "./PlainClaims.ts"
import { anonymousPrincipal } from "./Principal.ts"

/** The answer to an HTTP API: a simple response, as payload format 2.0 has it. */
export interface SimpleResponse {
  readonly isAuthorized: boolean
  /** What API Gateway passes on to the functions about the user. */
  readonly context: PlainClaims
}

/** The answer to a WebSocket API: an IAM policy. */
export interface PolicyResponse {
  readonly principalId: string
  readonly policyDocument: {
    readonly Version: "2012-10-17"
    readonly Statement: ReadonlyArray<{
      readonly Action: "execute-api:Invoke"
      readonly Effect: "Allow" | "Deny"
      readonly Resource: string
    }>
  }
  readonly context: PlainClaims
}

export type AuthorizerResponse = SimpleResponse | PolicyResponse

const policy = (
  principalId: string,
  effect: "Allow" | "Deny",
  resource: string,
  context: PlainClaims
): PolicyResponse => ({
  principalId,
  context,
  policyDocument: {
    Version: "2012-10-17",
    Statement: [{ Action: "execute-api:Invoke", Effect: effect, Resource: resource }]
  }
})

const allow = (event: AuthorizerEvent, claims: Claims): AuthorizerResponse => {
  const context = plainClaims(claims)
  if (!("methodArn" in event)) return { isAuthorized: true, context }
  const { sub } = context
  return policy(typeof sub === "string" ? sub : anonymousPrincipal, "Allow", event.methodArn, context)
}

const deny = (event: AuthorizerEvent): AuthorizerResponse =>
  "methodArn" in event ? policy("nobody", "Deny", event.methodArn, {}) : { isAuthorized: false, context: {} }

/**
 * Decides for API Gateway whether a caller is let in: with an access token of `JWT_ISSUER` for `JWT_AUDIENCE`, in `Authorization: Bearer`
 * or the parameter `token`, or without any token where `ANONYMOUS_CALLERS` is `allowed`. HTTP APIs and WebSocket APIs ask alike, and are
 * answered each in their own format.
 *
 * Fails if it cannot decide, since the issuer's keys cannot be loaded; the caller then gets a 500 from API Gateway, and may try again.
 */
export class Authorizer extends Context.Service<
  Authorizer,
  {
    readonly authorize: (event: unknown) => Effect.Effect<AuthorizerResponse, TokenCheckUnavailable | UnknownEvent>
  }
>()("@glissade/aws/Authorizer") {}

export const layer = Layer.effect(
  Authorizer,
  Effect.gen(function* () {
    const issuer = yield* jwtIssuer
    const audience = yield* setting("JWT_AUDIENCE", "the audience that tokens must be for")
    const isOpen = yield* allowsAnonymous
    const verify = yield* makeVerify({ issuer, audience, setting: "JWT_ISSUER" })

    const identify = (credential: Credential): Effect.Effect<Claims, Refused | TokenCheckUnavailable> => {
      if (credential._tag === "Token") return verify(Redacted.value(credential.token))
      return isOpen ? Effect.succeed({}) : Effect.fail(new Refused({ reason: "missing" }))
    }

    const answer = (event: AuthorizerEvent) =>
      identify(credentialOf(event)).pipe(
        Effect.map((claims) => allow(event, claims)),
        Effect.catchTag("Refused", ({ reason }) =>
          Effect.logInfo("a caller was refused").pipe(Effect.annotateLogs({ reason }), Effect.as(deny(event)))
        ),
        Effect.tapError(({ message }) =>
          Effect.annotateLogs(Effect.logError("tokens cannot be checked"), { reason: message })
        ),
        Effect.annotateLogs(logFields(event))
      )

    const authorize = (event: unknown) =>
      readEvent(event).pipe(
        Effect.tapError(({ message }) => Effect.logError(message)),
        Effect.flatMap(answer)
      )

    return { authorize }
  })
)
