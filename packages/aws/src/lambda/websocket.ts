import type { WebSocketEvent, WebSocketEventResponse } from "../WebSocketEvent.ts"
import { answerEvent } from "../WebSocketEvent.ts"

/** Answers pings with the connection's id; connecting and disconnecting need no action. */
export const handler = (event: WebSocketEvent): Promise<WebSocketEventResponse> => Promise.resolve(answerEvent(event))
