import { ExecutionLimits } from "@glissade/core/ExecutionLimits"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

const longest = Config.schema(
  Schema.NumberFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 1_000, maximum: 840_000 })),
  "LONGEST_RUN_MS"
)

/**
 * Limits of runs on AWS. `LONGEST_RUN_MS` is the longest run allowed; the worker's timeout and the queue's visibility timeout are derived
 * from the same setting.
 */
export const layer = Layer.effect(
  ExecutionLimits,
  Effect.gen(function* () {
    const limits = yield* ExecutionLimits
    const maximum = yield* Config.withDefault(longest, limits.timeoutMs.maximum)
    return {
      ...limits,
      timeoutMs: { default: Math.min(limits.timeoutMs.default, maximum), maximum },
      syncTimeoutMs: {
        default: Math.min(limits.syncTimeoutMs.default, maximum),
        maximum: Math.min(limits.syncTimeoutMs.maximum, maximum)
      }
    }
  })
)
