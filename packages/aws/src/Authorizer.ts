import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { createRemoteJWKSet, jwtVerify } from "jose"
import { setting } from "./AwsConfig.ts"
import { anonymousPrincipal } from "./Principal.ts"

/** The parts of a REQUEST authorizer's event that are used. */
export interface AuthorizerEvent {
  readonly methodArn: string
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null
}

/** An IAM policy as API Gateway expects it from an authorizer. */
export interface AuthorizerResponse {
  readonly principalId: string
  readonly policyDocument: {
    readonly Version: "2012-10-17"
    readonly Statement: ReadonlyArray<{
      readonly Action: "execute-api:Invoke"
      readonly Effect: "Allow" | "Deny"
      readonly Resource: string
    }>
  }
  /** What API Gateway passes on to the functions about the user. */
  readonly context: Readonly<Record<string, string | number | boolean>>
}

/** The claims that API Gateway can pass on: only primitive values. */
const plainClaims = (claims: Readonly<Record<string, unknown>>): AuthorizerResponse["context"] =>
  Object.fromEntries(
    Object.entries(claims).flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? [[name, value]] : []
    )
  )

const policy = (
  principalId: string,
  effect: "Allow" | "Deny",
  resource: string,
  claims: Readonly<Record<string, unknown>>
): AuthorizerResponse => ({
  principalId,
  context: plainClaims(claims),
  policyDocument: {
    Version: "2012-10-17",
    Statement: [{ Action: "execute-api:Invoke", Effect: effect, Resource: resource }]
  }
})

/**
 * Checks the JWT in the query parameter `token`, since a browser's WebSocket cannot send headers: signed by a key of `JWT_ISSUER` (at
 * `.well-known/jwks.json`), for `JWT_AUDIENCE`, and not expired. Everything else is denied. `jose` verifies it, not code of our own.
 */
export class Authorizer extends Context.Service<
  Authorizer,
  { readonly authorize: (event: AuthorizerEvent) => Promise<AuthorizerResponse> }
>()("@glissade/aws/Authorizer") {}

export const layer = Layer.effect(
  Authorizer,
  Effect.gen(function* () {
    const issuer = yield* setting("JWT_ISSUER", "the issuer of the tokens, such as https://login.example.org")
    const audience = yield* setting("JWT_AUDIENCE", "the audience that tokens must be for")
    const keys = createRemoteJWKSet(new URL(".well-known/jwks.json", issuer.endsWith("/") ? issuer : `${issuer}/`))
    return {
      authorize: async ({ methodArn, queryStringParameters }) => {
        try {
          const { payload } = await jwtVerify(queryStringParameters?.token ?? "", keys, { issuer, audience })
          return policy(payload.sub ?? anonymousPrincipal, "Allow", methodArn, payload)
        } catch {
          return policy("nobody", "Deny", methodArn, {})
        }
      }
    }
  })
)
