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
  /** A submit of the job became a dead letter, or nobody is there for it: unless it was submitted again, it waits no more. */
  readonly giveUp: (job: Job) => Effect.Effect<void>
  readonly find: (jobId: JobId) => Option.Option<ActiveJob>
  /** Cancels a job to whoever holds its key. Answers whether there was one. */
  readonly cancel: (jobId: JobId, keyHash: JobKeyHash) => Effect.Effect<boolean>
}>("@glissade/core/ActiveJobs", {
  defaultValue: () => ({
    isOn: false,
    enqueue: (_, enqueue) => enqueue,
    run: (_job, _delivery, run) => Effect.asSome(run(Effect.never)),
    giveUp: () => Effect.void,
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

/** A job that nobody heard of for so long is forgotten. */
const forgetAfterMs = 3_600_000

interface Entry {
  readonly keyHash: JobKeyHash
  readonly cancelled: Deferred.Deferred<void>
  /** The latest submit of it. */
  job: Job
  notedAt: number
  /** Two deliveries may run at once. */
  runs: number
  isCancelled: boolean
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
        const isSame = known?.keyHash === keyHash
        const entry: Entry = isSame
          ? known
          : {
              keyHash,
              cancelled: Deferred.makeUnsafe<void>(),
              job,
              notedAt,
              runs: 0,
              isCancelled: false,
              delivery: 0,
              isTold: false
            }
        // Whoever has another key is not to read or cancel what is there.
        if (known !== undefined && !isSame) return entry
        // A job that was cancelled stays so in all its attempts.
        if (entry.isCancelled) return entry
        entry.notedAt = notedAt
        // An earlier submit may come after a later one, from the group of a connection that was left.
        if (job.attempt > entry.job.attempt) entry.job = job
        entries.delete(job.jobId)
        entries.set(job.jobId, entry)
        return entry
      })

    const forget = (entry: Entry) => {
      if (entries.get(entry.job.jobId) === entry) entries.delete(entry.job.jobId)
    }

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
      entry.runs -= 1
      if (entry.isCancelled) entry.isTold = isDone
      else if (isDone) forget(entry)
    }

    return {
      isOn: true,
      enqueue: (job, enqueue) =>
        Effect.suspend(() => {
          if (job.keyHash === undefined) return enqueue
          const before = entries.get(job.jobId)?.job
          // Noted before: the job may have run to its end before the queue's answer is here.
          return Effect.flatMap(note(job, job.keyHash), (entry) =>
            Effect.onError(enqueue, () =>
              Effect.sync(() => {
                if (before === undefined) forget(entry)
                else if (entry.job === job) entry.job = before
              })
            )
          )
        }),
      run: <A, E, R>(
        job: Job,
        delivery: number,
        run: (cancelled: Effect.Effect<void>) => Effect.Effect<A, E, R>
      ): Effect.Effect<Option.Option<A>, E | ConnectionGone | PushUnavailable, R> =>
        Effect.gen(function* () {
          if (job.keyHash === undefined) return Option.some(yield* run(Effect.never))
          const entry = yield* note(job, job.keyHash)
          if (entry.isCancelled) {
            if (!entry.isTold) yield* tell(entry, job, delivery)
            return Option.none()
          }
          entry.runs += 1
          entry.delivery = delivery
          const ended = yield* Effect.onExit(run(Deferred.await(entry.cancelled)), (exit) =>
            Effect.sync(() => settle(entry, Exit.isSuccess(exit)))
          )
          return Option.some(ended)
        }),
      giveUp: ({ attempt, jobId, keyHash }) =>
        Effect.sync(() => {
          const entry = entries.get(jobId)
          if (entry === undefined || entry.keyHash !== keyHash || entry.isCancelled) return
          if (entry.job.attempt <= attempt) forget(entry)
        }),
      find: (jobId) => {
        const entry = entries.get(jobId)
        return entry === undefined || entry.isCancelled
          ? Option.none()
          : Option.some({ keyHash: entry.keyHash, status: entry.runs > 0 ? "running" : "queued" })
      },
      cancel: (jobId, keyHash) =>
        Effect.suspend(() => {
          const entry = entries.get(jobId)
          if (entry === undefined || entry.keyHash !== keyHash) return Effect.succeed(false)
          if (entry.isCancelled) return Effect.succeed(true)
          entry.isCancelled = true
          Deferred.doneUnsafe(entry.cancelled, Effect.void)
          // What cannot be pushed now is pushed when the job's turn comes.
          return Effect.as(
            entry.runs === 0 ? Effect.ignore(tell(entry, entry.job, entry.delivery + 1)) : Effect.void,
            true
          )
        })
    }
  })
)
