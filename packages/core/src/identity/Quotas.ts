import type { Execution } from "@glissade/protocol/Execution"
import type { JobId } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { User } from "./CurrentUser.ts"

/** The user's quota is used up. Nothing was accepted. */
export class QuotaExceeded extends Schema.TaggedError<QuotaExceeded>()("QuotaExceeded", {
  /** What is used up, in words for the user. */
  message: Schema.String,
  /** When to try again, if that is known. */
  retryAfterSeconds: Schema.optionalKey(Schema.Int)
}) {}

/** What a user wants to run. A repeated submit asks again with the same job and attempt, and counts once. */
export type QuotaRequest =
  | { readonly way: "async"; readonly jobId: JobId; readonly attempt: number; readonly execution: Execution }
  | { readonly way: "sync"; readonly execution: Execution }

/** The quotas of users. Asked before a job is put on the queue and before a synchronous call runs; by default everything is admitted. As with tokens, a host bounds how long it takes. */
export const Quotas = Context.Reference<{
  readonly admit: (user: User, what: QuotaRequest) => Effect.Effect<void, QuotaExceeded>
}>("@glissade/core/Quotas", { defaultValue: () => ({ admit: () => Effect.void }) })
