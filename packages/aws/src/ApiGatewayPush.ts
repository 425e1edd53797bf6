import { encodeFrame } from "@glissade/core/Frames"
import { ConnectionGone, Push, PushUnavailable } from "@glissade/core/Push"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { call, makeClient } from "./AwsClient.ts"
import { webSocketEndpoint } from "./AwsConfig.ts"
import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "./sdk/ConnectionsClient.ts"

/**
 * `Push` through the connections of an API Gateway WebSocket API, at `WEBSOCKET_ENDPOINT`. AWS answers 410 for a closed connection and 400
 * for an invalid id. A 403 says nothing about the connection: the function lacks the permission, or the endpoint is wrong.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 * https://docs.aws.amazon.com/apigatewaymanagementapi/latest/api/API_PostToConnection.html
 */
export const layer = Layer.effect(
  Push,
  Effect.gen(function* () {
    const endpoint = yield* webSocketEndpoint
    const client = yield* makeClient((options) => new ApiGatewayManagementApiClient(options), endpoint)
    return Push.of({
      send: (ConnectionId, message) =>
        call((options) =>
          client.send(new PostToConnectionCommand({ ConnectionId, Data: encodeFrame(message) }), options)
        ).pipe(
          Effect.asVoid,
          Effect.mapError((fault) =>
            fault.status === 410 || fault.status === 400
              ? new ConnectionGone()
              : new PushUnavailable({ message: `API Gateway: ${fault.code} (${fault.status})` })
          )
        )
    })
  })
)
