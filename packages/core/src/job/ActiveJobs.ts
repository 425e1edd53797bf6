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
import { cancelledResult } from "../execution/StoppedResult.ts"

/** A job that waits or runs, as far as this host knows. */
export interface ActiveJob {
  readonly keyHash: JobKeyHash
  readonly status: "queued" | "running"
}

/** Who wants to be told a job's messages from now on. */
export interface Attachment {
  readonly jobId: JobId
  readonly keyHash: JobKeyHash
  /** The submit that is meant; the latest one where it is left out. */
  readonly attempt?: number | undefined
  readonly connectionId: ConnectionId
}

/**
 * The jobs that wait or run in this process, so that they can be looked at, cancelled, and attached to another connection. Where jobs
 * run elsewhere (Lambda) they cannot be reached and nothing is known of them: that is the default.
 */
export const ActiveJobs = Context.Reference<{
  /** Whether jobs are known here at all. */
  readonly isOn: boolean
  /** Puts a job on the queue and notes it. Jobs without a key are not noted: nobody could ask for them. */
  readonly enqueue: <E, R>(job: Job, enqueue: Effect.Effect<void, E, R>) => Effect.Effect<void, E, R>
  /**
   * Runs a job on its n-th delivery, unless it was cancelled before its turn. `run` gets whoever the job is for: it is to stop when
   * the recipient says so, and to tell the person where the job was cancelled.
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
   * Attaches a job to another connection, for whoever holds its key. Answers the messages of its run so far, which are to be sent before
   * all further ones; nothing where there is no such job. Each connection is sent them once.
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

/** How long a job is remembered after it last did something, in milliseconds. */
export const forgetAfterMs = 3_600_000

/** Jobs that are remembered at most; those that did nothing for longest are forgotten first. */
export const maximumEntries = 50_000

/** Connections that one job goes on to at most: as many reloads of a page. */
const maximumAttachments = 1_000

/** One job id under two keys is two jobs: ids are no secret, and keys are. */
const nameOf = (jobId: JobId, keyHash: JobKeyHash): string => `${jobId}:${keyHash}`

/** A job that was noted, and whether it takes the place of an earlier attempt, whose runs are to be told. */
interface Noted {
  readonly entry: JobEntry
  readonly isLater: boolean
}

/** Knows every job that goes through this process. */
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
        // An earlier submit may come after a later one, from the group of a connection that was left.
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

    /** Tells that a job is cancelled which does not run, so that no run tells it. */
    const tell = (entry: JobEntry, attempt: number, delivery: number) => {
      const { jobId, language } = entry
      const version = runtimes.find((runtime) => runtime.language === language)?.version ?? ""
      const message = Finished.make({
        jobId,
        attempt,
        delivery,
        runId: RunId.make(globalThis.crypto.randomUUID()),
        seq: 0,
        result: cancelledResult(language, version, 0)
      })
      return Effect.andThen(
        entry.connectionId === undefined ? Effect.void : push.send(entry.connectionId, message),
        Effect.sync(() => (entry.isTold = true))
      )
    }

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
      // Whoever submits the job again waits for that attempt, and not for this one.
      const isLatest = () => entry.attempt === attempt
      return Recipients.make({
        ...changesOf(entry),
        lookup,
        connectionId: () => {
          if (!isLatest()) return connectionId
          const { connectionId: current } = entry
          // A job that needs no connection goes on without the one that was attached.
          const isLeft = connectionId === undefined && current !== undefined && !lookup.isOpen(current)
          return isLeft ? undefined : current
        },
        grace: { waitingMs: Recipients.graceMs, runningMs: Recipients.graceMs },
        onBegin: () => {
          entry.isStarted = true
        },
        keep: (message) => {
          // A retry of a push that failed.
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
          // Noted before: the job may have run to its end before the queue's answer is here.
          return Effect.flatMap(note(job, keyHash), ({ entry, isLater }) =>
            Effect.onExit(enqueue, (exit) =>
              Effect.sync(() => {
                if (Exit.isFailure(exit)) {
                  if (before === undefined) forget(entry)
                  else if (entry === known && entry.attempt === job.attempt) Object.assign(entry, before)
                  return
                }
                // Not before: a run of an earlier attempt goes on where the queue refuses the later one.
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
          // Ends the runs, which tell it themselves, before it returns.
          tellChanged(entry)
          // What cannot be pushed now is pushed when the job's turn comes.
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
