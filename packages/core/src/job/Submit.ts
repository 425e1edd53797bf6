import type { Execution, JobRequest } from "@glissade/protocol/Execution"
import { JobId } from "@glissade/protocol/Ids"
import { Job } from "@glissade/protocol/Job"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import { ActiveJobs } from "./ActiveJobs.ts"
import { ConnectionLookup } from "../push/ConnectionLookup.ts"
import { admit, Runtimes } from "../execution/Admission.ts"
import { runtimesFor } from "../execution/NativeRuntimes.ts"
import { hashJobKey } from "./JobKeys.ts"
import * as Metrics from "../telemetry/Metrics.ts"
import { Queue } from "../queue/Queue.ts"
import { UnknownConnection, UnprocessableRequest } from "../execution/RequestError.ts"
import { CurrentUser } from "../identity/CurrentUser.ts"
import { Quotas } from "../identity/Quotas.ts"
import { ResultStore } from "../run/ResultStore.ts"
import { RunInputs } from "../run/RunInputs.ts"
import { ofJob, openAccount } from "../run/RunAccount.ts"
import * as TraceParent from "../telemetry/TraceParent.ts"

/** A job without a connection is useless unless its result can be read. */
const requireReadable = ({ jobKey }: JobRequest, keepsResults: boolean) => {
  if (keepsResults && jobKey !== undefined) return Effect.void
  const message = keepsResults
    ? "must be there where there is no job_key to read the result with"
    : "must be there: this server keeps no results that could be read"
  return Effect.fail(new UnprocessableRequest({ issues: [{ path: ["connection_id"], message }] }))
}

/** Input can be typed only where the run and the connection are, and for languages that wait for it. */
const requireInteractive = Effect.fnUntraced(function* (
  { connectionId, input, language }: JobRequest,
  execution: Execution
) {
  if (input === undefined) return
  const { isOn } = yield* RunInputs
  const runtimes = yield* runtimesFor(execution, yield* Runtimes)
  const takesInput = runtimes.some((one) => one.language === language && one.interactiveInput)
  const message = !isOn
    ? "must be left out: programs are given no input while they run on this server"
    : !takesInput
      ? `must be left out: a program in ${language} is given no input while it runs`
      : connectionId === undefined
        ? "must be left out where there is no connection_id: the input comes over the connection"
        : undefined
  if (message !== undefined) yield* new UnprocessableRequest({ issues: [{ path: ["input"], message }] })
})

/**
 * Accepts a job: checks the request, puts the job on the queue and returns its id. A repeated submit of the same job and attempt gets the
 * same answer and counts once. If it fails, nothing was accepted.
 */
export const submit = Effect.fn("Submit.submit", { kind: "producer" })(function* (request: JobRequest) {
  const queue = yield* Queue
  const lookup = yield* ConnectionLookup
  const active = yield* ActiveJobs
  const user = yield* CurrentUser
  const quotas = yield* Quotas
  const execution = yield* admit(request, "async")
  yield* requireInteractive(request, execution)
  if (request.connectionId === undefined) yield* requireReadable(request, (yield* ResultStore).isOn)
  else if (!lookup.isOpen(request.connectionId)) return yield* new UnknownConnection()
  const job = Job.make({
    jobId: request.jobId ?? JobId.make(globalThis.crypto.randomUUID()),
    attempt: request.attempt ?? 1,
    ...(request.connectionId !== undefined && { connectionId: request.connectionId }),
    execution,
    submittedAt: yield* Clock.currentTimeMillis,
    ...(request.jobKey !== undefined && { keyHash: hashJobKey(request.jobKey) }),
    ...(user.id !== undefined && { owner: user.id }),
    ...(request.snippetId !== undefined && { snippetId: request.snippetId }),
    ...(request.output !== undefined && { output: request.output }),
    ...(request.input !== undefined && { input: request.input })
  })
  const { attempt, jobId, keyHash } = job
  const admitted = quotas.admit(user, {
    way: "async",
    jobId,
    attempt,
    ...(keyHash !== undefined && { keyHash }),
    execution
  })
  const span = yield* Effect.option(Effect.currentSpan)
  const attributes = Option.isSome(span) ? { traceparent: TraceParent.encode(span.value) } : {}
  yield* Effect.acquireUseRelease(
    admitted,
    () => active.enqueue(job, queue.enqueue(job, attributes)),
    // The worker gives the place back.
    (place, exit) => (Exit.isSuccess(exit) ? Effect.void : place.withdraw)
  )
  yield* Metric.update(Metrics.jobsAccepted, 1)
  const account = yield* openAccount(() => ofJob(job, 0))
  yield* account.submitted(execution)
  return job.jobId
})
