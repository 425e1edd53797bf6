import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import type { ConnectionId } from "@glissade/protocol/Ids"
import { RunId } from "@glissade/protocol/Ids"
import type { Job } from "@glissade/protocol/Job"
import { JobBody } from "@glissade/protocol/Job"
import type { ServerMessage } from "@glissade/protocol/Message"
import { ArtifactPart, Finished, maximumMessageBytes, Output, Started } from "@glissade/protocol/Message"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as EffectQueue from "effect/Queue"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Struct from "effect/Struct"
import { ActiveJobs, cancelledResult } from "./ActiveJobs.ts"
import { hashConnectionId } from "./ConnectionHash.ts"
import * as Metrics from "./Metrics.ts"
import { artifactParts, coalesceMs, Pieces } from "./Pieces.ts"
import { Push } from "./Push.ts"
import type { PushUnavailable } from "./Push.ts"
import type { Delivery } from "./Queue.ts"
import { ResultStore } from "./ResultStore.ts"
import type { SandboxEvent } from "./Sandbox.ts"
import { Sandbox, SandboxUnavailable } from "./Sandbox.ts"
import { ConnectionLookup } from "./Submit.ts"
import * as TraceParent from "./TraceParent.ts"
import { jsonLength } from "./Utf8.ts"

/** A message that is no job. It comes back until the dead-letter queue takes it, and holds up nobody but its group. */
export class MalformedJob extends Schema.TaggedError<MalformedJob>()("MalformedJob", { message: Schema.String }) {}

const decodeJob = Schema.decodeEffect(JobBody)

/** Throttled and failing pushes are tried three more times, within about a second. */
const pushRetries = { schedule: Schedule.jittered(Schedule.exponential(100)), times: 3 }

/** Where a span was made is known by its name; looking at the stack for it would cost more than the rest of the span. */
const untraced = { captureStackTrace: false } as const

/** Everything of a result message but its output, generously. */
const resultEnvelopeBytes = 1_500

const fits = (result: ExecutionResult): boolean => {
  const { error, stderr, stdout } = result
  const text = jsonLength(stdout ?? "") + jsonLength(stderr ?? "")
  const fault = error === undefined ? 0 : jsonLength(error.message) + jsonLength(error.type)
  return text + fault + resultEnvelopeBytes <= maximumMessageBytes
}

/** A result as it is pushed: what was pushed before it, and would not fit, is left out. */
const toPushed = (result: ExecutionResult): ExecutionResult => {
  const pushed = Struct.omit(result, ["artifacts"])
  return fits(pushed) ? pushed : { ...pushed, stdout: null, stderr: null }
}

/** Pushes the messages of one run, numbered. */
const runPusher = Effect.fnUntraced(function* (job: Job, delivery: number) {
  const push = yield* Push
  const runId = RunId.make(globalThis.crypto.randomUUID())
  let seq = 0
  const envelope = () => ({ jobId: job.jobId, attempt: job.attempt, delivery, runId, seq: seq++ })
  const send = (message: ServerMessage) =>
    push
      .send(job.connectionId, message)
      .pipe(
        Effect.retry({ ...pushRetries, while: (error) => error._tag === "PushUnavailable" }),
        Effect.withSpan("Push.send", { kind: "producer", attributes: { type: message.type } }, untraced)
      )
  return {
    started: Effect.suspend(() => send(Started.make(envelope()))),
    pieces: (pieces: Pieces) =>
      Effect.forEach(pieces.take(), (piece) => send(Output.make({ ...envelope(), ...piece })), { discard: true }),
    artifacts: ({ artifacts = [] }: ExecutionResult) =>
      Effect.forEach(
        artifacts.flatMap(artifactParts),
        (part) => Effect.suspend(() => send(ArtifactPart.make({ ...envelope(), ...part }))),
        { discard: true }
      ),
    finished: (result: ExecutionResult) =>
      Effect.suspend(() => send(Finished.make({ ...envelope(), result: toPushed(result) })))
  }
})

/** The time from the API's acceptance to the start of the run: in the queue, and in the line for an interpreter. */
const recordWait = Effect.fnUntraced(function* (submittedAt: number) {
  const now = yield* Clock.currentTimeMillis
  yield* Metric.update(Metrics.queueWait, now - submittedAt)
  const parent = yield* Effect.option(Effect.currentSpan)
  const tracer = yield* Effect.tracer
  tracer
    .span({
      name: "Queue.wait",
      parent,
      annotations: Context.empty(),
      links: [],
      startTime: BigInt(submittedAt) * 1_000_000n,
      kind: "internal",
      root: false,
      sampled: Option.isNone(parent) || parent.value.sampled
    })
    .end(BigInt(now) * 1_000_000n, Exit.void)
})

/** Keeps the result for whoever holds the job's key. A store that fails does not hold up the push. */
const store = Effect.fnUntraced(function* ({ jobId, keyHash }: Job, result: ExecutionResult) {
  const results = yield* ResultStore
  if (keyHash === undefined || !results.isOn) return
  yield* results.put(jobId, { keyHash, result }).pipe(
    Effect.withSpan("ResultStore.put", { kind: "client" }, untraced),
    Effect.catchTag("ResultStoreUnavailable", (fault) =>
      Effect.andThen(Metrics.countFault(fault._tag), Effect.logWarning("the result could not be kept", fault.message))
    )
  )
})

/** Runs the job and pushes as it goes; ends with the result pushed. */
const runAndPush = Effect.fnUntraced(function* (job: Job, delivery: number, cancelled: Effect.Effect<void>) {
  const sandbox = yield* Sandbox
  const pusher = yield* runPusher(job, delivery)
  const events = yield* EffectQueue.unbounded<SandboxEvent | { readonly type: "cancelled" }, SandboxUnavailable>()
  const run = yield* sandbox.run(job.execution).pipe(
    Stream.runForEach((event) => Effect.sync(() => EffectQueue.offerUnsafe(events, event))),
    Effect.andThen(new SandboxUnavailable({ reason: "crashed", message: "the run ended without a result" })),
    Effect.catchCause((cause) => EffectQueue.failCause(events, cause)),
    Effect.withSpan("Sandbox.run", { attributes: { language: job.execution.language } }, untraced),
    Effect.forkScoped
  )
  yield* cancelled.pipe(
    Effect.andThen(Effect.suspend(() => EffectQueue.offer(events, { type: "cancelled" }))),
    Effect.forkScoped
  )
  const pieces = new Pieces()
  let startedAt: number | undefined
  const finish = Effect.fnUntraced(function* (result: ExecutionResult) {
    yield* pusher.pieces(pieces)
    yield* store(job, result)
    yield* pusher.artifacts(result)
    yield* pusher.finished(result)
    return result
  })
  let flushAt = 0
  while (true) {
    const next = pieces.isEmpty
      ? Option.some(yield* EffectQueue.take(events))
      : yield* Effect.timeoutOption(EffectQueue.take(events), Math.max(0, flushAt - (yield* Clock.currentTimeMillis)))
    if (Option.isNone(next)) {
      yield* pusher.pieces(pieces)
      continue
    }
    const event = next.value
    if (event.type === "started") {
      startedAt = yield* Clock.currentTimeMillis
      yield* recordWait(job.submittedAt)
      yield* pusher.started
    } else if (event.type === "output") {
      if (pieces.isEmpty) flushAt = (yield* Clock.currentTimeMillis) + coalesceMs
      pieces.add(event)
      if (pieces.isFull) yield* pusher.pieces(pieces)
    } else if (event.type === "cancelled") {
      yield* Fiber.interrupt(run)
      const { language } = job.execution
      const version = sandbox.runtimes.find((runtime) => runtime.language === language)?.version ?? ""
      const durationMs = startedAt === undefined ? 0 : (yield* Clock.currentTimeMillis) - startedAt
      return yield* finish(cancelledResult(job, version, durationMs))
    } else {
      return yield* finish(event.result)
    }
  }
}, Effect.scoped)

const parentSpan = (delivery: Delivery) => Option.getOrUndefined(TraceParent.decode(delivery.attributes.traceparent))

const decode = (delivery: Delivery) =>
  decodeJob(delivery.body).pipe(
    // The error's text may hold a person's code, so only where it went wrong is kept.
    Effect.mapError(() => new MalformedJob({ message: "the message's body is not a job" }))
  )

const logFault = (fault: MalformedJob | PushUnavailable | SandboxUnavailable) =>
  Metrics.countFault(fault._tag).pipe(
    Effect.andThen(Effect.logWarning("delivery failed and goes back to the queue")),
    Effect.annotateLogs({ fault: fault._tag, reason: "reason" in fault ? fault.reason : fault.message })
  )

const countRun = ({ durationMs, language, status }: ExecutionResult) =>
  Effect.andThen(
    Metrics.countRun(language, status),
    Metric.update(Metric.withAttributes(Metrics.runTime, { language }), durationMs)
  )

const countGone = Metric.update(Metrics.connectionsGone, 1).pipe(
  Effect.andThen(Effect.logDebug("the job's connection has gone"))
)

/**
 * Handles one delivery of one message: decodes the job, runs it in the sandbox, pushes `started`, pieces of output and the
 * result. Succeeds when the message is dealt with, which it is too when its connection has gone; fails with a fault of the
 * system, and then the message is to be delivered again.
 */
export const work = Effect.fnUntraced(
  function* (delivery: Delivery) {
    const job = yield* decode(delivery)
    const isKnown = yield* ConnectionLookup
    // Where it can be known, nobody waits in the line for interpreters for a person who has left.
    const active = yield* ActiveJobs
    const leave = Effect.andThen(active.giveUp(job), countGone)
    if (!isKnown(job.connectionId)) return yield* leave
    yield* active
      .run(job, delivery.receiveCount, (cancelled) =>
        Effect.tap(runAndPush(job, delivery.receiveCount, cancelled), countRun)
      )
      .pipe(
        Effect.catchTag("ConnectionGone", () => leave),
        Effect.annotateLogs(logIds(job.jobId, job.connectionId))
      )
  },
  (effect, delivery) =>
    effect.pipe(
      Effect.tapError(logFault),
      Effect.annotateLogs({ message_id: delivery.messageId, receive_count: delivery.receiveCount }),
      Effect.withSpan("Work.work", { kind: "consumer", parent: parentSpan(delivery) }, untraced)
    )
)

/** Ids as they may be logged: a connection id is a capability, so only a hash of it. */
export const logIds = (jobId: string, connectionId: ConnectionId) => ({
  job_id: jobId,
  connection: hashConnectionId(connectionId)
})
