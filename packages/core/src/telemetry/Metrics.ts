import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"

/** Jobs that were accepted. */
export const jobsAccepted = Metric.counter("glissade_jobs_accepted_total", {
  description: "Jobs put on the queue",
  incremental: true
})

/** Runs that ended, by `language` and `status`: a person's failing program is an outcome like any other. */
export const runs = Metric.counter("glissade_runs_total", {
  description: "Runs that ended, by language and status",
  incremental: true
})

/** Faults of the system, by `kind`; never a person's mistake. */
export const faults = Metric.counter("glissade_faults_total", {
  description: "Faults of the system, by kind",
  incremental: true
})

/** Jobs whose connection had gone before they were done. */
export const connectionsGone = Metric.counter("glissade_jobs_connection_gone_total", {
  description: "Jobs skipped or stopped because their connection had gone",
  incremental: true
})

const millisecondBounds = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000]

/** Time from acceptance to the start of the run, in milliseconds. */
export const queueWait = Metric.histogram("glissade_queue_wait_milliseconds", {
  description: "Time from acceptance of a job to the start of its run",
  boundaries: millisecondBounds
})

/** Wall clock of runs in milliseconds, by `language`. */
export const runTime = Metric.histogram("glissade_run_milliseconds", {
  description: "Wall clock of runs",
  boundaries: millisecondBounds
})

/** Counts a fault of the system. */
export const countFault = (kind: string) => Metric.update(Metric.withAttributes(faults, { kind }), 1)

/** A metric for each set of attributes, made once: there are as many as languages and statuses. */
const memoized = <A extends ReadonlyArray<string>, M>(make: (...values: A) => M): ((...values: A) => M) => {
  const made = new Map<string, M>()
  return (...values) => {
    const key = values.join(" ")
    const known = made.get(key) ?? make(...values)
    made.set(key, known)
    return known
  }
}

const runsOf = memoized((language: string, status: string) => Metric.withAttributes(runs, { language, status }))
const runTimeOf = memoized((language: string) => Metric.withAttributes(runTime, { language }))

/** Counts the end of a run. */
export const countRun = ({ durationMs, language, status }: ExecutionResult) =>
  Effect.andThen(Metric.update(runsOf(language, status), 1), Metric.update(runTimeOf(language), durationMs))
