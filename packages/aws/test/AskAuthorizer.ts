import type { AuthorizerResponse } from "@glissade/aws/Authorizer"
import { Authorizer, layer } from "@glissade/aws/Authorizer"
import { audience } from "@glissade/test-kit/FakeIssuer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { settings } from "./FakeAws.ts"

export const methodArn = "arn:aws:execute-api:eu-west-1:123456789012:abc123/dev/$connect"
export const connectionId = "JKJaXmPLvHcESHA="

/** What a caller sends. */
export interface Sent {
  readonly headers?: Readonly<Record<string, string>> | null
  readonly queryStringParameters?: Readonly<Record<string, string>> | null
}

/** An event of an HTTP API. */
export const httpEvent = (sent: Sent = {}) => ({
  version: "2.0",
  type: "REQUEST",
  routeArn: "arn:aws:execute-api:eu-west-1:123456789012:abc123/$default/POST/execute",
  identitySource: null,
  routeKey: "POST /execute",
  rawPath: "/execute",
  requestContext: { requestId: "http-request", stage: "$default" },
  headers: { host: "run.example" },
  ...sent
})

/** An event of a WebSocket API. */
export const webSocketEvent = (sent: Sent = {}) => ({
  type: "REQUEST",
  methodArn,
  requestContext: { requestId: "socket-request", connectionId, eventType: "CONNECT" },
  headers: { Host: "run.example" },
  ...sent
})

/** A token in each place, to each gateway. */
export const everyWay = (token: string): ReadonlyArray<readonly [way: string, event: unknown]> => {
  const queryStringParameters = { token }
  return [
    ["HTTP, header", httpEvent({ headers: { authorization: `Bearer ${token}` } })],
    ["HTTP, query", httpEvent({ queryStringParameters })],
    ["WebSocket, header", webSocketEvent({ headers: { Authorization: `bearer ${token}` } })],
    ["WebSocket, query", webSocketEvent({ headers: null, queryStringParameters })]
  ]
}

export const isAllowed = (answer: AuthorizerResponse): boolean =>
  "isAuthorized" in answer ? answer.isAuthorized : answer.policyDocument.Statement[0]!.Effect === "Allow"

interface Logged {
  readonly level: string
  readonly message: unknown
  readonly annotations: Readonly<Record<string, unknown>>
}

/** An authorizer with these settings: what it answers, and the lines that it logs. */
export const makeAuthorizer = Effect.fnUntraced(function* (
  issuer: string,
  changes: Readonly<Record<string, string>> = {}
) {
  const lines: Array<string> = []
  const logs = Logger.layer([Logger.map(Logger.formatJson, (line) => void lines.push(line))])
  const values = { JWT_ISSUER: issuer, JWT_AUDIENCE: audience, ...changes }
  const context = yield* Layer.build(Layer.provide(layer, settings(values)))
  const { authorize } = yield* Effect.provideContext(Authorizer, context)
  const ask = (event: unknown) => Effect.provide(authorize(event), logs)
  const lastLog = () => JSON.parse(lines.at(-1)!) as Logged
  return { ask, lines, lastLog }
})
