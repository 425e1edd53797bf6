import { answerFrame, encodeFrame } from "@glissade/core/Frames"
import { CurrentUser } from "@glissade/core/CurrentUser"
import { ConnectionId } from "@glissade/protocol/Ids"
import * as Effect from "effect/Effect"
import type { Claims } from "./Claims.ts"
import { userOf } from "./Claims.ts"

/** The parts of a WebSocket API event that are used. */
export interface WebSocketEvent {
  readonly requestContext: {
    readonly connectionId: string
    readonly eventType: "CONNECT" | "DISCONNECT" | "MESSAGE"
    readonly routeKey: string
    /** What the authorizer of `$connect` reported about the user; every event of the connection has it. */
    readonly authorizer?: Claims | null
  }
  readonly body?: string
  readonly isBase64Encoded?: boolean
}

/** The response of an integration; its body is sent over the connection if the route has a route response. */
export interface WebSocketEventResponse {
  readonly statusCode: number
  readonly body?: string
}

/**
 * The response to an event of the WebSocket API. `$connect` cannot send a message, so a client learns its connection id from the pong.
 * `attach` never finds a job: this function cannot reach the workers.
 */
export const answerEvent = ({ body, isBase64Encoded, requestContext }: WebSocketEvent): WebSocketEventResponse => {
  if (requestContext.eventType !== "MESSAGE") return { statusCode: 200 }
  const frame = isBase64Encoded === true ? Buffer.from(body ?? "", "base64") : (body ?? "")
  const [answer] = answerFrame(frame, ConnectionId.make(requestContext.connectionId)).pipe(
    Effect.provideService(CurrentUser, userOf(requestContext.authorizer)),
    Effect.runSync
  )
  return { statusCode: 200, body: encodeFrame(answer!) }
}
