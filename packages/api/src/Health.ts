import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** What stands between a program and the machine, in words for the operator. */
export const WallReport = Schema.Struct({
  stand: Schema.Array(Schema.String),
  /** What does not stand, why, what that means and what to do. */
  missing: Schema.optionalKey(Schema.String)
})
export type WallReport = typeof WallReport.Type

/** Whether programs run natively here, in words for the operator. */
export const NativeReport = Schema.Struct({
  status: Schema.Literals(["on", "starting", "away", "off"]),
  /** Why they do not. */
  reason: Schema.optionalKey(Schema.String),
  /** What holds programs. */
  isolation: Schema.optionalKey(Schema.String),
  languages: Schema.optionalKey(Schema.Array(Schema.String))
})
export type NativeReport = typeof NativeReport.Type

/** What a host tells of itself besides. */
const HealthDetails = Schema.Struct({
  walls: Schema.optionalKey(WallReport),
  native: Schema.optionalKey(NativeReport)
})
type HealthDetails = typeof HealthDetails.Type

/** Response to `GET /health`. Besides `status` all is present with `detail` alone, on hosts that know of it. */
export const Health = Schema.Struct({ status: Schema.Literal("ok"), ...HealthDetails.fields })

/** Asks a host for them. */
export const HealthDetail = Context.Reference<Effect.Effect<HealthDetails>>("@glissade/api/HealthDetail", {
  defaultValue: () => Effect.succeed({})
})
