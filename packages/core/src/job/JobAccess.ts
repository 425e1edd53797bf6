import { JobStatus } from "@glissade/protocol/Execution"
import type { JobId, JobKey } from "@glissade/protocol/Ids"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ActiveJobs } from "./ActiveJobs.ts"
import { hashJobKey } from "./JobKeys.ts"
import { ResultStore } from "../run/ResultStore.ts"

/** There is no such job, or the key is wrong. The caller is not told which. */
export class JobUnknown extends Schema.TaggedError<JobUnknown>()("JobUnknown", {}) {}

/** This host keeps no jobs to read or cancel. */
export class JobsNotKept extends Schema.TaggedError<JobsNotKept>()("JobsNotKept", {}) {}

/** Whether a job waits, runs or has finished, and its result, for the holder of its key. */
export const readJob = Effect.fn("JobAccess.readJob")(function* (jobId: JobId, key: JobKey | undefined) {
  const active = yield* ActiveJobs
  const store = yield* ResultStore
  if (!active.isOn && !store.isOn) return yield* new JobsNotKept()
  if (key === undefined) return yield* new JobUnknown()
  const keyHash = hashJobKey(key)
  const stored = yield* store.get(jobId, keyHash)
  if (Option.isSome(stored)) return JobStatus.make({ jobId, status: "finished", result: stored.value.result })
  const job = active.find(jobId, keyHash)
  if (Option.isNone(job)) return yield* new JobUnknown()
  return JobStatus.make({ jobId, status: job.value.status })
})

/**
 * Cancels a job that waits or runs, for the holder of its key: it ends with the status `cancelled`. A job that has finished, or that runs
 * where it cannot be reached, is unknown.
 */
export const cancelJob = Effect.fn("JobAccess.cancelJob")(function* (jobId: JobId, key: JobKey | undefined) {
  const active = yield* ActiveJobs
  if (!active.isOn) return yield* new JobsNotKept()
  if (key === undefined || !(yield* active.cancel(jobId, hashJobKey(key)))) return yield* new JobUnknown()
})
