import { hashConnectionId } from "@glissade/core/ConnectionHash"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

const Fields = Schema.optionalKey(Schema.NullOr(Schema.Record(Schema.String, Schema.UndefinedOr(Schema.String))))

const common = {
  headers: Fields,
  queryStringParameters: Fields,
  requestContext: Schema.optionalKey(
    Schema.Struct({ connectionId: Schema.optionalKey(Schema.String), requestId: Schema.optionalKey(Schema.String) })
  )
}

/**
 * The parts that are used of a request to authorize: of an HTTP API with payload format 2.0, or of a WebSocket API, which only has a
 * `methodArn`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
export const AuthorizerEvent = Schema.Union([
  Schema.Struct({ version: Schema.Literal("2.0"), routeArn: Schema.String, ...common }),
  Schema.Struct({ methodArn: Schema.String, ...common })
])
export type AuthorizerEvent = typeof AuthorizerEvent.Type

/** The function was invoked with an event that no gateway sends to an authorizer. The event may hold a token, so it is not described. */
export class UnknownEvent extends Schema.TaggedError<UnknownEvent>()("UnknownEvent", { message: Schema.String }) {}

const decode = Schema.decodeUnknownEffect(AuthorizerEvent)

/** Reads an event as it was invoked with. */
export const readEvent = (event: unknown): Effect.Effect<AuthorizerEvent, UnknownEvent> =>
  Effect.mapError(
    decode(event),
    () => new UnknownEvent({ message: "this event is not of an HTTP API (payload 2.0) or a WebSocket API" })
  )

/** What a caller identifies themselves with. A new kind, such as API keys, is one more member. */
export type Credential =
  | { readonly _tag: "None" }
  /** An access token, or what a caller takes for one. */
  | { readonly _tag: "Token"; readonly token: Redacted.Redacted }

/** What follows the scheme `Bearer`, with spaces and all: a malformed token is wrong, not missing. */
const bearer = /^Bearer(?:\s+(.*))?$/is

/** The credential of a request: in `Authorization: Bearer`, or else in the parameter `token`, since a browser's WebSocket has no headers. */
export const credentialOf = ({ headers, queryStringParameters }: AuthorizerEvent): Credential => {
  const header = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "authorization")?.[1]
  const token = bearer.exec(header ?? "")?.[1]?.trim() || queryStringParameters?.["token"]
  return token === undefined || token === "" ? { _tag: "None" } : { _tag: "Token", token: Redacted.make(token) }
}

/** What names the request in logs. A connection's id is a secret, so only its hash is. */
export const logFields = ({ requestContext: { connectionId, requestId } = {} }: AuthorizerEvent) => ({
  ...(connectionId !== undefined && { connection: hashConnectionId(connectionId) }),
  ...(requestId !== undefined && { request_id: requestId })
})
