import type { ConnectionId } from "@glissade/protocol/Ids"
import type { Attach, Stdin } from "@glissade/protocol/Message"
import {
  Attached,
  ClientMessage,
  maximumInputBytes,
  MessageError,
  Pong,
  ServerMessage
} from "@glissade/protocol/Message"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ActiveJobs } from "../job/ActiveJobs.ts"
import { hashJobKey } from "../job/JobKeys.ts"
import type { InputAnswer } from "../run/RunInputs.ts"
import { RunInputs } from "../run/RunInputs.ts"

/** Maximum length of a client message, in characters. */
export const maximumClientMessageLength = 4 * 1024

const expected =
  'send {"action":"ping"}, {"action":"attach","job_id":"...","job_key":"..."} or {"action":"stdin","job_id":"...","attempt":1,"run_id":"...","seq":0,"data":"..."} as a text frame'

const decode = Schema.decodeUnknownExit(Schema.fromJsonString(ClientMessage))

/** The text frame of a server message. */
export const encodeFrame = Schema.encodeSync(Schema.fromJsonString(ServerMessage))

const invalid = (message: string) => MessageError.make({ code: "invalid_message", message })

const attach = ({ attempt, jobId, jobKey }: Attach, connectionId: ConnectionId) =>
  Effect.gen(function* () {
    const active = yield* ActiveJobs
    const kept = yield* active.attach({ jobId, keyHash: hashJobKey(jobKey), attempt, connectionId })
    const answer = Attached.make({ jobId, found: Option.isSome(kept) })
    return [answer, ...Option.getOrElse(kept, () => [])]
  })

/** What is wrong with input that was not taken. Input for a run that has just ended is not wrong. */
const inputFaults: Partial<Record<InputAnswer, string>> = {
  gap: "the input of a run is numbered from 0 without gaps: send the piece that is missing first",
  "too-much": `a run is given at most ${maximumInputBytes} bytes of input: this piece was not taken, and the input was ended`
}

const giveInput = (message: Stdin, connectionId: ConnectionId) =>
  Effect.map(RunInputs, ({ give, isOn }) => {
    if (!isOn) return [invalid("programs are given no input while they run on this server")]
    const fault = inputFaults[give(message, connectionId)]
    return fault === undefined ? [] : [invalid(fault)]
  })

/**
 * The answers to a client's frame: a pong; whether the job to attach to was found, with the messages of its run so far; nothing to input
 * for a run; or what is wrong with the frame.
 */
export const answerFrame = (
  frame: string | Uint8Array,
  connectionId: ConnectionId
): Effect.Effect<ReadonlyArray<ServerMessage>> => {
  if (typeof frame !== "string") return Effect.succeed([invalid(`binary frames are not taken; ${expected}`)])
  if (frame.length > maximumClientMessageLength) {
    const message = `a message is at most ${maximumClientMessageLength} characters long; ${expected}`
    return Effect.succeed([invalid(message)])
  }
  const decoded = decode(frame)
  if (Exit.isFailure(decoded)) return Effect.succeed([invalid(`this is not a message; ${expected}`)])
  const message = decoded.value
  if (message.action === "ping") return Effect.succeed([Pong.make({ connectionId })])
  return message.action === "attach" ? attach(message, connectionId) : giveInput(message, connectionId)
}
