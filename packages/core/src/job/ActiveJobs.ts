import type { ConnectionId, JobId, JobKeyHash } from "@glissade/protocol/Ids"
import { RunId } from "@glissade/protocol/Ids"
import type { Job } from "@glissade/protocol/Job"
import type { RunMessage } from "@glissade/protocol/Message"
import { Finished } from "@glissade/protocol/Message"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { Runtimes } from "../execution/Admission.ts"
import { ConnectionLookup } from "../push/ConnectionLookup.ts"
import { monotonicMs } from "../telemetry/Monotonic.ts"
import { Push } from "../push/Push.ts"
import type { ConnectionGone, PushUnavailable } from "../push/Push.ts"
import type { JobEntry } from "./JobEntry.ts"
import { changesOf, makeJobEntry, tellChanged } from "./JobEntry.ts"
import type { Recipient } from "./Recipient.ts"
import * as Recipients from "./Recipient.ts"
import { runtimesFor } from "../execution/NativeRuntimes.ts"
import { cancelledResult } from "../execution/StoppedResult.ts"

/** A job that waits or runs, as far as this host knows. */
export interface ActiveJob {
  readonly keyHash: JobKeyHash
  readonly status: "queued" | "running"
}

/** The connection that a job's messages are to go to from now on. */
export interface Attachment {
  readonly jobId: JobId
  readonly keyHash: JobKeyHash
  /** The attempt; the latest one if omitted. */
  readonly attempt?: number | undefined
  readonly connectionId: ConnectionId
}

/**
 * The jobs that wait or run in this process, so that they can be read, cancelled, and attached to another connection. By default nothing is
 * known of jobs, as on hosts whose jobs run elsewhere (Lambda).
 */
export const ActiveJobs = Context.Reference<{
  /** Whether jobs are known here. */
  readonly isOn: boolean
  /** Puts a job on the queue and records it. Jobs without a key are not recorded: nobody could ask for them. */
  readonly enqueue: <E, R>(job: Job, enqueue: Effect.Effect<void, E, R>) => Effect.Effect<void, E, R>
  /**
   * Runs a job on its n-th delivery, unless it was cancelled before its turn. `run` gets the job's recipient: it must stop when the
   * recipient says so, and push the cancelled result if the job was cancelled.
   */
  readonly run: <A, E, R>(
    job: Job,
    delivery: number,
    run: (recipient: Recipient) => Effect.Effect<A, E, R>
  ) => Effect.Effect<Option.Option<A>, E | ConnectionGone | PushUnavailable, R | Push>
  /** Forgets a job: its message is a dead letter, or its connection closed. A later attempt keeps it alive. */
  readonly giveUp: (job: Job) => Effect.Effect<void>
  /** A job that waits or runs, to whoever holds its key. */
  readonly find: (jobId: JobId, keyHash: JobKeyHash) => Option.Option<ActiveJob>
  /** Cancels a job to whoever holds its key. Answers whether there was one. */
  readonly cancel: (jobId: JobId, keyHash: JobKeyHash) => Effect.Effect<boolean>
  /**
   * Attaches a job to another connection, for the holder of its key. Returns the messages of its run so far, which must be sent before all
   * later ones; nothing if there is no such job. Each connection is sent them once.
   */
  readonly attach: (attachment: Attachment) => Effect.Effect<Option.Option<ReadonlyArray<RunMessage>>>
}>("@glissade/core/ActiveJobs", {
  defaultValue: () => ({
    isOn: false,
    enqueue: (_, enqueue) => enqueue,
    run: (job, _delivery, run) =>
      Effect.flatMap(ConnectionLookup, (lookup) => Effect.asSome(run(Recipients.unattachable(lookup, job)))),
    giveUp: () => Effect.void,
    find: () => Option.none(),
    cancel: () => Effect.succeed(false),
    attach: () => Effect.succeedNone
  })
})

/** How long a job is remembered after its last change, in milliseconds. */
export const forgetAfterMs = 3_600_000

/** The maximum number of remembered jobs; those unchanged for longest are forgotten first. */
export const maximumEntries = 50_000

/** The maximum number of connections that one job can be attached to: one for each reload of a page. */
const maximumAttachments = 1_000

/** One job id under two keys is two jobs: ids are no secret, and keys are. */
const nameOf = (jobId: JobId, keyHash: JobKeyHash): string => `${jobId}:${keyHash}`

/** A job that was noted, and whether it takes the place of an earlier attempt, whose runs are to be told. */
interface Noted {
  readonly entry: JobEntry
  readonly isLater: boolean
}

/** Records every job of this process. */
export const layerMemory: Layer.Layer<never, never, Push | Runtimes> = Layer.effect(
  ActiveJobs,
  Effect.gen(function* () {
    const push = yield* Push
    const runtimes = yield* Runtimes
    const lookup = yield* ConnectionLookup
    /** By {@link nameOf}, those that did nothing for longest first. */
    const entries = new Map<string, JobEntry>()

    const forgetOld = (now: number) => {
      for (const [jobId, { notedAt }] of entries) {
        if (notedAt + forgetAfterMs > now && entries.size < maximumEntries) break
        entries.delete(jobId)
      }
    }

    const note = (job: Job, keyHash: JobKeyHash) =>
      Effect.map(monotonicMs, (now): Noted => {
        forgetOld(now)
        const name = nameOf(job.jobId, keyHash)
        const entry = entries.get(name) ?? makeJobEntry(job, keyHash, now)
        // A job that was cancelled stays so in all its attempts.
        if (entry.isCancelled) return { entry, isLater: false }
        entry.notedAt = now
        // An earlier submit may be delivered after a later one, from the group of a former connection.
        const isLater = job.attempt > entry.attempt
        if (isLater) {
          entry.attempt = job.attempt
          entry.connectionId = job.connectionId
        }
        entries.delete(name)
        entries.set(name, entry)
        return { entry, isLater }
      })

    const forget = (entry: JobEntry) => {
      const name = nameOf(entry.jobId, entry.keyHash)
      if (entries.get(name) === entry) entries.delete(name)
    }

    /** Pushes the cancelled result of a job that does not run, since no run will push it. */
    const tell = Effect.fnUntraced(function* (entry: JobEntry, attempt: number, delivery: number) {
      const { execution, jobId } = entry
      const message = Finished.make({
        jobId,
        attempt,
        delivery,
        runId: RunId.make(globalThis.crypto.randomUUID()),
        seq: 0,
        result: cancelledResult(execution.language, yield* runtimesFor(execution, runtimes), 0)
      })
      if (entry.connectionId !== undefined) yield* push.send(entry.connectionId, message)
      entry.isTold = true
    })

    const settle = (entry: JobEntry, { attempt }: Job, isDone: boolean) => {
      entry.runs -= 1
      // The entry may stay for an hour (cancelled, or to be delivered again), what the run said may not.
      if (entry.runs === 0) {
        entry.kept = []
        entry.isStarted = false
      }
      if (entry.isCancelled) entry.isTold = isDone
      else if (isDone && entry.attempt <= attempt) forget(entry)
    }

    const attachable = (entry: JobEntry, { attempt, connectionId }: Job) => {
      const kept: Array<RunMessage> = []
      entry.kept = kept
      // The client of a later attempt waits for that one, so this run no longer follows the entry.
      const isLatest = () => entry.attempt === attempt
      return Recipients.make({
        ...changesOf(entry),
        lookup,
        connectionId: () => {
          if (!isLatest()) return connectionId
          const { connectionId: current } = entry
          // A job submitted without a connection continues without the one that was attached, once that is closed.
          const isLeft = connectionId === undefined && current !== undefined && !lookup.isOpen(current)
          return isLeft ? undefined : current
        },
        grace: { waitingMs: Recipients.graceMs, runningMs: Recipients.graceMs },
        onBegin: () => {
          entry.isStarted = true
        },
        keep: (message) => {
          // Otherwise it is a retry of a push that failed.
          if (kept.at(-1) !== message) kept.push(message)
        }
      })
    }

    return {
      isOn: true,
      enqueue: (job, enqueue) =>
        Effect.suspend(() => {
          const { keyHash } = job
          if (keyHash === undefined) return enqueue
          const known = entries.get(nameOf(job.jobId, keyHash))
          const before = known && { attempt: known.attempt, connectionId: known.connectionId }
          // Record it first: the job may finish before the queue's answer arrives.
          return Effect.flatMap(note(job, keyHash), ({ entry, isLater }) =>
            Effect.onExit(enqueue, (exit) =>
              Effect.sync(() => {
                if (Exit.isFailure(exit)) {
                  if (before === undefined) forget(entry)
                  else if (entry === known && entry.attempt === job.attempt) Object.assign(entry, before)
                  return
                }
                // Not earlier: if the queue refuses the later attempt, the run of the earlier one continues.
                if (isLater) tellChanged(entry)
              })
            )
          )
        }),
      run: <A, E, R>(
        job: Job,
        delivery: number,
        run: (recipient: Recipient) => Effect.Effect<A, E, R>
      ): Effect.Effect<Option.Option<A>, E | ConnectionGone | PushUnavailable, R> =>
        Effect.gen(function* () {
          if (job.keyHash === undefined) return Option.some(yield* run(Recipients.unattachable(lookup, job)))
          const { entry, isLater } = yield* note(job, job.keyHash)
          if (isLater) tellChanged(entry)
          if (entry.isCancelled) {
            if (!entry.isTold) yield* tell(entry, job.attempt, delivery)
            return Option.none()
          }
          entry.runs += 1
          entry.delivery = delivery
          const isLatest = entries.get(nameOf(job.jobId, job.keyHash)) === entry && entry.attempt === job.attempt
          const recipient = isLatest ? attachable(entry, job) : Recipients.unattachable(lookup, job, changesOf(entry))
          const ended = yield* Effect.onExit(run(recipient), (exit) =>
            Effect.sync(() => settle(entry, job, Exit.isSuccess(exit)))
          )
          return Option.some(ended)
        }),
      giveUp: ({ attempt, jobId, keyHash }) =>
        Effect.sync(() => {
          const entry = keyHash && entries.get(nameOf(jobId, keyHash))
          if (!entry || entry.isCancelled) return
          if (entry.attempt <= attempt) forget(entry)
        }),
      find: (jobId, keyHash) => {
        const entry = entries.get(nameOf(jobId, keyHash))
        return entry === undefined || entry.isCancelled
          ? Option.none()
          : Option.some({ keyHash, status: entry.isStarted ? "running" : "queued" })
      },
      cancel: (jobId, keyHash) =>
        Effect.suspend(() => {
          const entry = entries.get(nameOf(jobId, keyHash))
          if (entry === undefined) return Effect.succeed(false)
          if (entry.isCancelled) return Effect.succeed(true)
          entry.isCancelled = true
          const waits = entry.runs === 0
          // Ends the runs, which push the cancelled result themselves.
          tellChanged(entry)
          // If the push fails now, it is repeated when the job is delivered.
          return Effect.as(waits ? Effect.ignore(tell(entry, entry.attempt, entry.delivery + 1)) : Effect.void, true)
        }),
      attach: ({ attempt, connectionId, jobId, keyHash }) =>
        Effect.sync(() => {
          const entry = entries.get(nameOf(jobId, keyHash))
          if (entry === undefined || entry.isCancelled) return Option.none()
          if (attempt !== undefined && attempt !== entry.attempt) return Option.none()
          if (entry.connectionId === connectionId) return Option.some([])
          const { attachments } = entry
          if (attachments.has(connectionId) || attachments.size >= maximumAttachments) return Option.none()
          attachments.add(connectionId)
          entry.connectionId = connectionId
          tellChanged(entry)
          return Option.some(entry.kept.slice())
        })
    }
  })
)
