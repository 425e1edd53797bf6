import type { ConnectionId } from "@glissade/protocol/Ids"
import { ClientMessage, MessageError, Pong, ServerMessage } from "@glissade/protocol/Message"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"

/** A client message is never longer than this, in characters. */
export const maximumClientMessageLength = 4 * 1024

const expected = 'send {"action":"ping"} as a text frame'

const decode = Schema.decodeUnknownExit(Schema.fromJsonString(ClientMessage))

/** A server message as the frame that carries it. */
export const encodeFrame = Schema.encodeSync(Schema.fromJsonString(ServerMessage))

const invalid = (message: string) => MessageError.make({ code: "invalid_message", message })

/** What to answer to a frame of a client: a pong, or what is wrong with it. */
export const answerFrame = (frame: string | Uint8Array, connectionId: ConnectionId): ServerMessage => {
  if (typeof frame !== "string") return invalid(`binary frames are not taken; ${expected}`)
  if (frame.length > maximumClientMessageLength) {
    return invalid(`a message is at most ${maximumClientMessageLength} characters long; ${expected}`)
  }
  return Exit.isFailure(decode(frame)) ? invalid(`this is not a message; ${expected}`) : Pong.make({ connectionId })
}
