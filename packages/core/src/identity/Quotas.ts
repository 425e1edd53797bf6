import type { Execution } from "@glissade/protocol/Execution"
import type { JobId, JobKeyHash } from "@glissade/protocol/Ids"
import type { Job } from "@glissade/protocol/Job"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { User } from "./CurrentUser.ts"

/** A quota that is used up, in numbers. */
export const QuotaState = Schema.Struct({
  /** Names the quota, such as `runs-per-minute`. */
  name: Schema.String,
  limit: Schema.Int,
  /** What is left of it; not enough for what was asked for. */
  remaining: Schema.Int,
  /** For a quota of a time. */
  windowSeconds: Schema.optionalKey(Schema.Int),
  /** What is counted, if that is not requests. */
  unit: Schema.optionalKey(Schema.String)
})
export type QuotaState = typeof QuotaState.Type

/** The user's quota is used up. Nothing was accepted. */
export class QuotaExceeded extends Schema.TaggedError<QuotaExceeded>()("QuotaExceeded", {
  /** What is used up, in words for the user. */
  message: Schema.String,
  /** When to try again, if that is known. */
  retryAfterSeconds: Schema.optionalKey(Schema.Int),
  /** The numbers, if the quota is one of numbers. */
  quota: Schema.optionalKey(QuotaState)
}) {}

/** What a user wants to run. A repeated submit asks again with the same job, attempt and key, and counts once. */
export type QuotaRequest =
  | {
      readonly way: "async"
      readonly jobId: JobId
      readonly attempt: number
      readonly keyHash?: JobKeyHash
      readonly execution: Execution
    }
  | { readonly way: "sync"; readonly execution: Execution }

/** What a run was admitted to: one of the user's places for runs at once. */
export interface Place {
  /** The run was not accepted after all, so it does not count. */
  readonly withdraw: Effect.Effect<void>
  /** The run has ended after so many milliseconds in an interpreter, however it ended. */
  readonly leave: (processorMs: number) => Effect.Effect<void>
}

/** The place of a run that is not counted. */
export const uncounted: Place = { withdraw: Effect.void, leave: () => Effect.void }

/** What names a job's place, also in another process than the one that admitted it. */
export type PlacedJob = Pick<Job, "jobId" | "attempt" | "keyHash" | "owner">

/** What became of one delivery of a job. */
export interface DeliveryReport {
  /** How long it occupied an interpreter, in milliseconds. */
  readonly processorMs: number
  /**
   * Whether the job has ended: its result was pushed, it was cancelled, nobody was there for it, or it is a dead letter. Otherwise it is
   * delivered again and keeps its place.
   */
  readonly hasEnded: boolean
}

interface QuotasService {
  /**
   * Admits a run, which takes a place until it has ended. A job's place is given back by `report`, where it was run. A place that nobody
   * gives back, since a process died, becomes free by itself after some time.
   */
  readonly admit: (user: User, what: QuotaRequest) => Effect.Effect<Place, QuotaExceeded>
  readonly report: (job: PlacedJob, what: DeliveryReport) => Effect.Effect<void>
}

/** Quotas that admit everything. */
export const unlimited: QuotasService = { admit: () => Effect.succeed(uncounted), report: () => Effect.void }

/** The quotas of users. Asked before a job is put on the queue and before a synchronous call runs; by default everything is admitted. As with tokens, a host bounds how long it takes. */
export const Quotas = Context.Reference<QuotasService>("@glissade/core/Quotas", { defaultValue: () => unlimited })
