import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { RunId } from "@glissade/protocol/Ids"
import type { Job } from "@glissade/protocol/Job"
import type { RunMessage } from "@glissade/protocol/Message"
import { ArtifactPart, Finished, maximumMessageBytes, Output, Started } from "@glissade/protocol/Message"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Struct from "effect/Struct"
import type { OutputBatcher } from "../push/OutputBatcher.ts"
import { artifactParts } from "../push/OutputBatcher.ts"
import type { Recipient } from "./Recipient.ts"
import * as TraceParent from "../telemetry/TraceParent.ts"
import { jsonLength } from "../text/Utf8.ts"

/** Throttled and failing pushes are tried three more times, within about a second. */
const pushRetries = { schedule: Schedule.jittered(Schedule.exponential(100)), times: 3 }

/** Everything of a result message but its output, generously. */
const resultEnvelopeBytes = 1_500

const fits = (result: ExecutionResult): boolean => {
  const { error } = result
  const stdout = result.stdout ?? ""
  const stderr = result.stderr ?? ""
  // A character takes a byte at least: what is long need not be measured.
  if (stdout.length + stderr.length > maximumMessageBytes) return false
  const text = jsonLength(stdout) + jsonLength(stderr)
  const fault = error === undefined ? 0 : jsonLength(error.message) + jsonLength(error.type)
  return text + fault + resultEnvelopeBytes <= maximumMessageBytes
}

/** A result as it is pushed: what was pushed before it, and would not fit, is left out. */
const toPushed = (result: ExecutionResult): ExecutionResult => {
  const pushed = Struct.omit(result, ["artifacts"])
  return fits(pushed) ? pushed : { ...pushed, stdout: null, stderr: null }
}

/** Pushes the messages of one run, numbered. */
export const runPusher = (job: Job, delivery: number, recipient: Recipient) => {
  const runId = RunId.make(globalThis.crypto.randomUUID())
  let seq = 0
  const envelope = () => ({ jobId: job.jobId, attempt: job.attempt, delivery, runId, seq: seq++ })
  const send = (message: RunMessage) =>
    recipient
      .send(message)
      .pipe(
        Effect.retry({ ...pushRetries, while: (error) => error._tag === "PushUnavailable" }),
        Effect.withSpan("Push.send", { kind: "producer", attributes: { type: message.type } }, TraceParent.untraced)
      )
  return {
    started: Effect.suspend(() => send(Started.make(envelope()))),
    output: (batcher: OutputBatcher) =>
      Effect.forEach(batcher.take(), (piece) => send(Output.make({ ...envelope(), ...piece })), { discard: true }),
    artifacts: ({ artifacts = [] }: ExecutionResult) =>
      Effect.forEach(
        artifacts.flatMap(artifactParts),
        (part) => Effect.suspend(() => send(ArtifactPart.make({ ...envelope(), ...part }))),
        { discard: true }
      ),
    finished: (result: ExecutionResult) =>
      Effect.suspend(() => send(Finished.make({ ...envelope(), result: toPushed(result) })))
  }
}
