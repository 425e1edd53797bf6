import { encodeFrame } from "@glissade/core/Frames"
import { ConnectionGone, Push, PushUnavailable } from "@glissade/core/Push"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { webSocketEndpoint } from "./AwsConfig.ts"
import { makeSignedRequest } from "./SignedRequest.ts"

/**
 * `Push` through the connections of an API Gateway WebSocket API, at `WEBSOCKET_ENDPOINT`. A connection that has gone is 410
 * there, or 400 or 403 where the id is of another API or none at all.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
export const layer = Layer.effect(
  Push,
  Effect.gen(function* () {
    const endpoint = yield* webSocketEndpoint
    const request = yield* makeSignedRequest("execute-api")
    return Push.of({
      send: Effect.fnUntraced(function* (connectionId, message) {
        const url = `${endpoint}/@connections/${encodeURIComponent(connectionId)}`
        yield* request({ method: "POST", url, body: encodeFrame(message) }).pipe(
          Effect.mapError((fault) =>
            fault.status === 410 || fault.status === 400
              ? new ConnectionGone()
              : new PushUnavailable({ message: `API Gateway: ${fault.code} (${fault.status})` })
          )
        )
      })
    })
  })
)
