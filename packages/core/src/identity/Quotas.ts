import type { Execution } from "@glissade/protocol/Execution"
import type { JobId } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { User } from "./CurrentUser.ts"

/** The user has used up what they may use. Nothing was accepted. */
export class QuotaExceeded extends Schema.TaggedError<QuotaExceeded>()("QuotaExceeded", {
  /** What is used up, in words for the user. */
  message: Schema.String,
  /** When it is worth another try, where that is known. */
  retryAfterSeconds: Schema.optionalKey(Schema.Int)
}) {}

/**
 * What a user wants to run. A submit that is repeated asks again under the same job and attempt, and is one job.
 */
export type QuotaRequest =
  | { readonly way: "async"; readonly jobId: JobId; readonly attempt: number; readonly execution: Execution }
  | { readonly way: "sync"; readonly execution: Execution }

/** What users may use. Asked before a job is put on the queue and before a synchronous call runs; everything is admitted by default. */
export const Quotas = Context.Reference<{
  readonly admit: (user: User, what: QuotaRequest) => Effect.Effect<void, QuotaExceeded>
}>("@glissade/core/Quotas", { defaultValue: () => ({ admit: () => Effect.void }) })
