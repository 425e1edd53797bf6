import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import type { ConnectionId } from "@glissade/protocol/Ids"
import type { Job } from "@glissade/protocol/Job"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { ActiveJobs } from "./ActiveJobs.ts"
import { CurrentFairnessKey, unknownCaller } from "../identity/Caller.ts"
import { BlockedUsers, whenBlocked } from "../identity/BlockedUsers.ts"
import { Quotas } from "../identity/Quotas.ts"
import { hashConnectionId } from "../push/ConnectionHash.ts"
import { ConnectionLookup } from "../push/ConnectionLookup.ts"
import * as Metrics from "../telemetry/Metrics.ts"
import { monotonicMs } from "../telemetry/Monotonic.ts"
import { coalesceMs, OutputBatcher } from "../push/OutputBatcher.ts"
import type { ConnectionGone, PushUnavailable } from "../push/Push.ts"
import * as JobCodec from "../queue/JobCodec.ts"
import type { Delivery } from "../queue/Queue.ts"
import { maximumReceives } from "../queue/Queue.ts"
import type { Recipient } from "./Recipient.ts"
import { ResultStore } from "../run/ResultStore.ts"
import type { RunAccount } from "../run/RunAccount.ts"
import { ofJob, openAccount } from "../run/RunAccount.ts"
import type { ProcessorTime } from "../run/ProcessorTime.ts"
import { makeProcessorTime } from "../run/ProcessorTime.ts"
import type { SandboxEvent } from "../execution/Sandbox.ts"
import { runPusher } from "./RunPusher.ts"
import { runtimesFor } from "../execution/NativeRuntimes.ts"
import { Sandbox, SandboxUnavailable } from "../execution/Sandbox.ts"
import { cancelledResult, killedResult } from "../execution/StoppedResult.ts"
import { RunInputs } from "../run/RunInputs.ts"
import * as TraceParent from "../telemetry/TraceParent.ts"

/** The time from the API's acceptance to the start of the run: in the queue, and waiting for an interpreter. */
const recordWait = Effect.fnUntraced(function* (submittedAt: number) {
  const now = yield* Clock.currentTimeMillis
  yield* Metric.update(Metrics.queueWait, Math.max(0, now - submittedAt))
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

/** Keeps the result for the holder of the job's key. A failing store does not delay the push. */
const store = Effect.fnUntraced(function* ({ jobId, keyHash }: Job, result: ExecutionResult) {
  const results = yield* ResultStore
  if (keyHash === undefined || !results.isOn) return
  yield* results.put(jobId, { keyHash, result }).pipe(
    Effect.withSpan("ResultStore.put", { kind: "client" }, TraceParent.untraced),
    Effect.catchTag("ResultStoreUnavailable", (fault) =>
      Effect.andThen(Metrics.countFault(fault._tag), Effect.logWarning("the result could not be kept", fault.message))
    )
  )
})

// Created when it is needed, because creating an error captures the stack.
const noResult = Effect.suspend(() =>
  Effect.fail(new SandboxUnavailable({ reason: "crashed", message: "the run ended without a result" }))
)

/** How a run ended without a fault: with a result, or stopped because its connection closed. */
type Ended = { readonly result: ExecutionResult } | { readonly stopped: "absent" | "abandoned" }

const absent: Ended = { stopped: "absent" }

/** Runs the job once and pushes its messages. Ends when the result is pushed, or when its connection is gone. */
const runAndPush = Effect.fnUntraced(function* (
  job: Job,
  { caller, receiveCount: delivery }: Delivery,
  recipient: Recipient,
  account: RunAccount,
  time: ProcessorTime
) {
  const sandbox = yield* Sandbox
  const runtimes = runtimesFor(job.execution, sandbox.runtimes)
  const lookup = yield* ConnectionLookup
  const pusher = runPusher(job, delivery, recipient)
  const to = recipient.connectionId()
  const callerKey = (to === undefined ? (caller ?? unknownCaller) : lookup.callerOf(to)).key
  const batcher = new OutputBatcher()
  const results = yield* ResultStore
  /** The output so far, where the result is stored: that of a run that is cut off has none. */
  const written = job.keyHash !== undefined && results.isOn ? { stdout: "", stderr: "" } : undefined
  /** Opened when output is to be pushed (it has waited, or fills a message), and at the end of the run. */
  const news = Latch.makeUnsafe(false)
  /** Whether the gathered output has waited for the maximum time. */
  let isDue = false
  /** Whether the program waits for input, and nobody was told. */
  let isWaiting = false
  let startedAt: number | undefined
  let end: Exit.Exit<Ended, SandboxUnavailable | ConnectionGone | PushUnavailable> | undefined
  let isCancelled = job.owner !== undefined && (yield* BlockedUsers).isBlocked(job.owner)

  const ends = (exit: NonNullable<typeof end>) => {
    end ??= exit
    news.openUnsafe()
  }
  const scope = yield* Effect.scope
  const flushLater = Effect.sync(() => {
    isDue = true
    news.openUnsafe()
  }).pipe(Effect.delay(coalesceMs), Effect.forkIn(scope), Effect.asVoid)
  const onStarted = Effect.gen(function* () {
    // The program is sent to the interpreter when the stream continues, so nothing has been spent on it yet.
    if (!recipient.isPresent()) return ends(Exit.succeed(absent))
    recipient.begin()
    startedAt = yield* monotonicMs
    yield* time.begin
    yield* recordWait(job.submittedAt)
    yield* account.started
    yield* pusher.started
  })
  const onOutput = (event: Extract<SandboxEvent, { readonly type: "output" }>) => {
    const wasEmpty = batcher.isEmpty
    batcher.add(event)
    if (written !== undefined && event.stage === undefined) written[event.stream] += event.data
    if (!pusher.isLive) return Effect.void
    if (batcher.isFull) news.openUnsafe()
    return wasEmpty ? flushLater : Effect.void
  }
  const onEvent = (event: SandboxEvent) => {
    if (event.type === "started")
      return Effect.andThen(
        onStarted,
        Effect.suspend(() => (end ? Effect.never : Effect.void))
      )
    if (event.type === "output") return Effect.suspend(() => onOutput(event))
    if (event.type === "waiting") {
      return Effect.sync(() => {
        isWaiting = true
        news.openUnsafe()
      })
    }
    return Effect.sync(() => ends(Exit.succeed({ result: event.result })))
  }
  const { attempt, jobId } = job
  const input =
    job.input === undefined
      ? undefined
      : yield* (yield* RunInputs).open({
          jobId,
          attempt,
          runId: pusher.runId,
          connectionId: () => recipient.connectionId()
        })
  const events = isCancelled ? Stream.never : sandbox.run(job.execution, input)
  const run = yield* events.pipe(
    Stream.runForEach(onEvent),
    Effect.ensuring(time.end),
    Effect.andThen(noResult),
    Effect.catchCause((cause) => Effect.sync(() => ends(Exit.failCause(cause)))),
    Effect.provideService(CurrentFairnessKey, {
      caller: callerKey,
      // Jobs without a connection take one turn together, like those of one connection.
      connection: to ?? ""
    }),
    Effect.withSpan("Sandbox.run", { attributes: { language: job.execution.language } }, TraceParent.untraced),
    Effect.forkScoped
  )
  if (job.owner !== undefined) {
    yield* whenBlocked(job.owner).pipe(
      Effect.map(() => {
        isCancelled = true
        news.openUnsafe()
      }),
      Effect.forkScoped
    )
  }
  yield* recipient.stopped.pipe(
    Effect.map((reason) => {
      if (reason === "cancelled") isCancelled = true
      else ends(Exit.succeed({ stopped: reason }))
      news.openUnsafe()
    }),
    Effect.forkScoped
  )
  const finish = Effect.fnUntraced(
    function* (result: ExecutionResult) {
      yield* pusher.restOfOutput(batcher, result)
      yield* store(job, result.stdout === null ? { ...result, ...written } : result)
      yield* pusher.artifacts(result)
      yield* pusher.finished(result)
      return { result }
    },
    // After the push, even if that failed.
    (effect, result) => Effect.ensuring(effect, account.finished(result))
  )
  const { language } = job.execution

  while (true) {
    if (isCancelled) {
      yield* Fiber.interrupt(run)
      const durationMs = startedAt === undefined ? 0 : (yield* monotonicMs) - startedAt
      return yield* finish(cancelledResult(language, yield* runtimes, durationMs))
    }
    if (end !== undefined) {
      if (Exit.isFailure(end) && isKilledAgain(end.cause, delivery)) {
        return yield* finish(killedResult(language, yield* runtimes))
      }
      const ended = yield* end
      return "result" in ended ? yield* finish(ended.result) : ended
    }
    if (pusher.isLive && (batcher.isFull || isDue || isWaiting)) {
      // Taken with the output before it: the program may print and wait again during a push.
      const waits = isWaiting
      isWaiting = isDue = false
      yield* pusher.output(batcher)
      if (waits) yield* pusher.waiting
      continue
    }
    news.closeUnsafe()
    yield* news.await
  }
}, Effect.scoped)

/** Whether the operating system killed the interpreter again, on a delivery after the first. There is no third run. */
const isKilledAgain = (cause: Cause.Cause<unknown>, delivery: number): boolean => {
  const error = Cause.squash(cause)
  return error instanceof SandboxUnavailable && error.reason === "killed" && delivery > 1
}

/** Runs the job while it has a connection. A job that stopped waiting for an interpreter starts over once a connection attaches. */
const runFor = Effect.fnUntraced(function* (
  job: Job,
  delivery: Delivery,
  recipient: Recipient,
  account: RunAccount,
  time: ProcessorTime
) {
  while (yield* recipient.present) {
    const ended = yield* runAndPush(job, delivery, recipient, account, time)
    if ("result" in ended) return Option.some(ended.result)
    if (ended.stopped === "abandoned") break
  }
  return Option.none()
})

const parentSpan = (delivery: Delivery) => Option.getOrUndefined(TraceParent.decode(delivery.attributes.traceparent))

const logFault = (fault: JobCodec.MalformedJob | PushUnavailable | SandboxUnavailable) =>
  Metrics.countFault(fault._tag).pipe(
    Effect.andThen(Effect.logWarning("delivery failed and goes back to the queue")),
    Effect.annotateLogs({ fault: fault._tag, reason: "reason" in fault ? fault.reason : fault.message })
  )

const countGone = Metric.update(Metrics.connectionsGone, 1).pipe(
  Effect.andThen(Effect.logDebug("the job's connection has gone"))
)

/**
 * Handles one delivery of one message: decodes the job, runs it in the sandbox, pushes `started`, pieces of output and the result. Succeeds
 * when the message is handled, which includes that its connection is gone. Fails with a fault of the system, and then the message is
 * delivered again.
 */
export const work = Effect.fnUntraced(
  function* (delivery: Delivery) {
    const job = yield* JobCodec.decode(delivery)
    const active = yield* ActiveJobs
    const quotas = yield* Quotas
    const account = yield* openAccount(() => ofJob(job, delivery.receiveCount))
    const time = makeProcessorTime()
    const leave = Effect.all([active.giveUp(job), countGone, account.cancelled("connection")], { discard: true })
    yield* active
      .run(job, delivery.receiveCount, (recipient) =>
        Effect.flatMap(runFor(job, delivery, recipient, account, time), (result) =>
          Option.isSome(result) ? Metrics.countRun(result.value) : leave
        )
      )
      .pipe(
        // Cancelled before its turn.
        Effect.tap((run) => (Option.isNone(run) ? account.cancelled("person") : Effect.void)),
        Effect.catchTag("ConnectionGone", () => leave),
        Effect.tapError(() => (delivery.receiveCount >= maximumReceives ? account.deadLettered : Effect.void)),
        Effect.onExit((exit) =>
          Effect.suspend(() => {
            const hasEnded = Exit.isSuccess(exit) || delivery.receiveCount >= maximumReceives
            return quotas.report(job, { processorMs: time.ms(), hasEnded })
          })
        ),
        Effect.annotateLogs(logIds(job.jobId, job.connectionId))
      )
  },
  (effect, delivery) =>
    effect.pipe(
      Effect.tapError(logFault),
      Effect.annotateLogs({ message_id: delivery.messageId, receive_count: delivery.receiveCount }),
      Effect.withSpan("JobWorker.work", { kind: "consumer", parent: parentSpan(delivery) }, TraceParent.untraced)
    )
)

/** Ids in a form that may be logged: a connection id is a capability, so only its hash. */
export const logIds = (jobId: string, connectionId: ConnectionId | undefined) => ({
  job_id: jobId,
  ...(connectionId !== undefined && { connection: hashConnectionId(connectionId) })
})
