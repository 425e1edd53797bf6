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

/** Response to `GET /health`. `walls` is present with `detail`, on hosts that have walls of their own. */
export const Health = Schema.Struct({ status: Schema.Literal("ok"), walls: Schema.optionalKey(WallReport) })

/** What a host tells of itself besides. */
export const HealthDetail = Context.Reference<Effect.Effect<{ readonly walls?: WallReport }>>(
  "@glissade/api/HealthDetail",
  { defaultValue: () => Effect.succeed({}) }
)
