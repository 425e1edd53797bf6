import type { RunLimits } from "@glissade/core/RunQuotas"
import type { RunQuotasOptions } from "@glissade/accounts/RunQuotas"
import { defaults, layer } from "@glissade/accounts/RunQuotas"
import { RunQuotas } from "@glissade/core/RunQuotas"
import type { Caller } from "@glissade/core/Caller"
import { CurrentCaller } from "@glissade/core/Caller"
import type { User } from "@glissade/core/CurrentUser"
import { anonymous } from "@glissade/core/CurrentUser"
import type { Place, QuotaRequest } from "@glissade/core/Quotas"
import { Quotas } from "@glissade/core/Quotas"
import { UserId } from "@glissade/protocol/Ids"
import { execution, jobId } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"

export const alice: User = { id: UserId.make("alice"), claims: {} }
export const bob: User = { id: UserId.make("bob"), claims: {} }

/** No limit at all, but for those given. */
export const only = (limits: Partial<RunLimits>): Partial<RunQuotasOptions> => {
  const all = {
    runsPerMinute: Infinity,
    runsPerDay: Infinity,
    runsAtOnce: Infinity,
    processorSecondsPerDay: Infinity,
    ...limits
  }
  return { limits: { ...defaults.limits, user: all, anonymous: all } }
}

/** A program that may run for ten seconds. */
export const sync: QuotaRequest = { way: "sync", execution: execution("print(1)") }

export const job = (number: number, attempt = 1): QuotaRequest => ({
  way: "async",
  jobId: jobId(number),
  attempt,
  execution: execution("print(1)")
})

/** An address. */
export const address = (key: string): Caller => ({ key, isLimited: true })

/** Quotas, and what they say. */
export const makeQuotas = Effect.fnUntraced(function* (
  options: Partial<RunQuotasOptions>,
  from: Layer.Layer<RunQuotas> = layer(options)
) {
  const context = yield* Layer.build(from)
  const { admit, report } = yield* Effect.provideContext(Quotas, context)
  const { usageOf } = yield* Effect.provideContext(RunQuotas, context)
  /** A place, or the name of the quota that is used up. */
  const ask = (user: User, what: QuotaRequest = sync, caller = address("a")) =>
    Effect.provideService(Effect.result(admit(user, what)), CurrentCaller, caller).pipe(
      Effect.map((result): Place | string =>
        Result.isSuccess(result) ? result.success : (result.failure.quota?.name ?? result.failure.message)
      )
    )
  const isAdmitted = (...asked: Parameters<typeof ask>) =>
    Effect.map(ask(...asked), (place) => typeof place !== "string")
  const place = (...asked: Parameters<typeof ask>) =>
    Effect.flatMap(ask(...asked), (place) => (typeof place === "string" ? Effect.die(place) : Effect.succeed(place)))
  return { admit, ask, isAdmitted, place, report, usageOf, context }
})

export { anonymous }
