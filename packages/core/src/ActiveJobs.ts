import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import type { JobId, JobKeyHash } from "@glissade/protocol/Ids"
import { RunId } from "@glissade/protocol/Ids"
import type { Job } from "@glissade/protocol/Job"
import { Finished } from "@glissade/protocol/Message"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { Runtimes } from "./Admission.ts"
import type { ConnectionGone, PushUnavailable } from "./Push.ts"
import { Push } from "./Push.ts"

/** A job that waits or runs, as far as this host knows. */
export interface ActiveJob {
  readonly keyHash: JobKeyHash
  readonly status: "queued" | "running"
}

/**
 * The jobs that wait or run in this process, so that they can be looked at and cancelled. Where jobs run elsewhere (Lambda) there is
 * no reaching them and nothing is known: that is the default.
 */
export const ActiveJobs = Context.Reference<{
  /** Whether jobs are known here at all. */
  readonly isOn: boolean
  /** Puts a job on the queue and notes it. Jobs without a key are not noted: nobody could ask for them. */
  readonly enqueue: <E, R>(job: Job, enqueue: Effect.Effect<void, E, R>) => Effect.Effect<void, E, R>
  /**
   * Runs a job on its n-th delivery, unless it was cancelled before its turn. `run` gets an effect that ends when the job is
   * cancelled: it is to stop then and to say so to the person.
   */
  readonly run: <A, E, R>(
    job: Job,
    delivery: number,
    run: (cancelled: Effect.Effect<void>) => Effect.Effect<A, E, R>
  ) => Effect.Effect<Option.Option<A>, E | ConnectionGone | PushUnavailable, R>
  readonly find: (jobId: JobId) => Option.Option<ActiveJob>
  /** Cancels a job to whoever holds its key. Answers whether there was one. */
  readonly cancel: (jobId: JobId, keyHash: JobKeyHash) => Effect.Effect<boolean>
}>("@glissade/core/ActiveJobs", {
  defaultValue: () => ({
    isOn: false,
    enqueue: (_, enqueue) => enqueue,
    run: (_job, _delivery, run) => Effect.asSome(run(Effect.never)),
    find: () => Option.none(),
    cancel: () => Effect.succeed(false)
  })
})

/** The result of a job that was cancelled. What it had written until then was pushed and is not repeated. */
export const cancelledResult = (job: Job, version: string, durationMs: number): ExecutionResult => ({
  status: "cancelled",
  exitCode: null,
  stdout: null,
  stderr: null,
  truncated: { stdout: false, stderr: false },
  durationMs,
  memoryBytes: 0,
  language: job.execution.language,
  version
})

/** A job that nobody heard of for so long is forgotten: its message is in the dead-letter queue. */
const forgetAfterMs = 3_600_000

interface Entry {
  readonly job: Job
  readonly keyHash: JobKeyHash
  readonly cancelled: Deferred.Deferred<void>
  readonly notedAt: number
  status: "queued" | "running" | "cancelled"
  /** The latest one. */
  delivery: number
  /** Whether the person was told that it is cancelled. A worker can die before it could. */
  isTold: boolean
}

/** Knows every job that goes through this process. */
export const layerMemory: Layer.Layer<never, never, Push | Runtimes> = Layer.effect(
  ActiveJobs,
  Effect.gen(function* () {
    const push = yield* Push
    const runtimes = yield* Runtimes
    const entries = new Map<JobId, Entry>()

    const forgetOld = (now: number) => {
      for (const [jobId, { notedAt }] of entries) {
        if (notedAt + forgetAfterMs > now) break
        entries.delete(jobId)
      }
    }

    const note = (job: Job, keyHash: JobKeyHash) =>
      Effect.map(Clock.currentTimeMillis, (notedAt): Entry => {
        forgetOld(notedAt)
        const known = entries.get(job.jobId)
        // A job that was cancelled stays so in all its attempts.
        if (known?.status === "cancelled") return known
        const cancelled = known?.cancelled ?? Deferred.makeUnsafe<void>()
        const status = known?.status ?? "queued"
        const entry: Entry = { job, keyHash, cancelled, notedAt, status, delivery: 0, isTold: false }
        entries.delete(job.jobId)
        entries.set(job.jobId, entry)
        return entry
      })

    /** Tells that a job is cancelled which does not run, so that no run tells it. */
    const tell = (entry: Entry, job: Job, delivery: number) => {
      const { language } = job.execution
      const version = runtimes.find((runtime) => runtime.language === language)?.version ?? ""
      const message = Finished.make({
        jobId: job.jobId,
        attempt: job.attempt,
        delivery,
        runId: RunId.make(globalThis.crypto.randomUUID()),
        seq: 0,
        result: cancelledResult(job, version, 0)
      })
      return Effect.andThen(
        push.send(job.connectionId, message),
        Effect.sync(() => (entry.isTold = true))
      )
    }

    const settle = (entry: Entry, isDone: boolean) => {
      if (entry.status === "cancelled") entry.isTold = isDone
      else if (!isDone) entry.status = "queued"
      else if (entries.get(entry.job.jobId) === entry) entries.delete(entry.job.jobId)
    }

    return {
      isOn: true,
      enqueue: (job, enqueue) =>
        job.keyHash === undefined
          ? enqueue
          : // Noted before: the job may have run to its end before the queue's answer is here.
            Effect.flatMap(note(job, job.keyHash), (entry) =>
              Effect.onError(enqueue, () =>
                Effect.sync(() => {
                  if (entries.get(job.jobId) === entry && entry.job === job) entries.delete(job.jobId)
                })
              )
            ),
      run: <A, E, R>(
        job: Job,
        delivery: number,
        run: (cancelled: Effect.Effect<void>) => Effect.Effect<A, E, R>
      ): Effect.Effect<Option.Option<A>, E | ConnectionGone | PushUnavailable, R> =>
        Effect.gen(function* () {
          if (job.keyHash === undefined) return Option.some(yield* run(Effect.never))
          const entry = yield* note(job, job.keyHash)
          if (entry.status === "cancelled") {
            if (!entry.isTold) yield* tell(entry, job, delivery)
            return Option.none()
          }
          entry.status = "running"
          entry.delivery = delivery
          const ended = yield* Effect.onExit(run(Deferred.await(entry.cancelled)), (exit) =>
            Effect.sync(() => settle(entry, Exit.isSuccess(exit)))
          )
          return Option.some(ended)
        }),
      find: (jobId) => {
        const entry = entries.get(jobId)
        return entry === undefined || entry.status === "cancelled"
          ? Option.none()
          : Option.some({ keyHash: entry.keyHash, status: entry.status })
      },
      cancel: (jobId, keyHash) =>
        Effect.suspend(() => {
          const entry = entries.get(jobId)
          if (entry === undefined || entry.keyHash !== keyHash) return Effect.succeed(false)
          if (entry.status === "cancelled") return Effect.succeed(true)
          const wasQueued = entry.status === "queued"
          entry.status = "cancelled"
          Deferred.doneUnsafe(entry.cancelled, Effect.void)
          // What cannot be pushed now is pushed when the job's turn comes.
          return Effect.as(wasQueued ? Effect.ignore(tell(entry, entry.job, entry.delivery + 1)) : Effect.void, true)
        })
    }
  })
)
