import type { WebSocketEvent, WebSocketEventResponse } from "../WebSocketEvent.ts"
import { answerEvent } from "../WebSocketEvent.ts"

/** Answers pings with the connection's own id; connecting and leaving need nothing done. */
export const handler = (event: WebSocketEvent): Promise<WebSocketEventResponse> => Promise.resolve(answerEvent(event))
