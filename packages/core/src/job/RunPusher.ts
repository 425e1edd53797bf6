import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { RunId } from "@glissade/protocol/Ids"
import type { Job } from "@glissade/protocol/Job"
import type { RunMessage } from "@glissade/protocol/Message"
import { ArtifactPart, Finished, maximumPushBytes, Output, Started, Waiting } from "@glissade/protocol/Message"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Struct from "effect/Struct"
import type { OutputBatcher } from "../push/OutputBatcher.ts"
import { artifactParts } from "../push/OutputBatcher.ts"
import type { Recipient } from "./Recipient.ts"
import * as TraceParent from "../telemetry/TraceParent.ts"
import { jsonLength, utf8Length } from "../text/Utf8.ts"

/** Throttled and failed pushes are retried three times, within about a second. */
const pushRetries = { schedule: Schedule.jittered(Schedule.exponential(100)), times: 3 }

/** An upper bound of a result message without its output. */
const resultEnvelopeBytes = 1_500

const fits = (result: ExecutionResult): boolean => {
  const { compile, diagnostics, error } = result
  const texts = [result.stdout, result.stderr, compile?.stdout, compile?.stderr].map((each) => each ?? "")
  // A character takes at least a byte, so long texts need not be measured.
  if (texts.reduce((sum, { length }) => sum + length, 0) > maximumPushBytes) return false
  const text = texts.reduce((sum, each) => sum + jsonLength(each), 0)
  const fault = error === undefined ? 0 : jsonLength(error.message) + jsonLength(error.type)
  const checked = diagnostics === undefined ? 0 : utf8Length(JSON.stringify(diagnostics))
  return text + fault + checked + resultEnvelopeBytes <= maximumPushBytes
}

/** Whether the output of a result must be pushed before it, in pieces. */
const hasPieces = ({ output }: Job, result: ExecutionResult): boolean =>
  output !== "result" || result.stdout === null || !fits(result)

/** A result as it is pushed: without output that was pushed before and is not to be repeated, or that would not fit. */
const toPushed = ({ output }: Job, result: ExecutionResult): ExecutionResult => {
  const pushed = Struct.omit(result, ["artifacts"])
  if (output !== "pieces" && fits(pushed)) return pushed
  const without = { stdout: null, stderr: null }
  const bare = { ...pushed, ...without }
  return bare.compile === undefined || fits(bare) ? bare : { ...bare, compile: { ...bare.compile, ...without } }
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
  const pushOutput = (batcher: OutputBatcher) =>
    Effect.forEach(batcher.take(), (piece) => send(Output.make({ ...envelope(), ...piece })), { discard: true })
  return {
    runId,
    /** Whether output is pushed while the program runs. */
    isLive: job.output !== "result" || job.input !== undefined,
    started: Effect.suspend(() => send(Started.make(envelope()))),
    output: pushOutput,
    waiting: Effect.suspend(() => send(Waiting.make(envelope()))),
    /** Pushes the output that was gathered and not pushed yet, unless the result contains it. */
    restOfOutput: (batcher: OutputBatcher, result: ExecutionResult) =>
      Effect.suspend(() => (hasPieces(job, result) ? pushOutput(batcher) : Effect.void)),
    artifacts: ({ artifacts = [] }: ExecutionResult) =>
      Effect.forEach(
        artifacts.flatMap(artifactParts),
        (part) => Effect.suspend(() => send(ArtifactPart.make({ ...envelope(), ...part }))),
        { discard: true }
      ),
    finished: (result: ExecutionResult) =>
      Effect.suspend(() => send(Finished.make({ ...envelope(), result: toPushed(job, result) })))
  }
}
