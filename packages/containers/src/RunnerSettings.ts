import * as Config from "effect/Config"
import * as Schema from "effect/Schema"
import { availableParallelism, totalmem } from "node:os"

const count = (name: string, maximum: number, minimum = 1) =>
  Config.schema(Schema.NumberFromString.check(Schema.isInt(), Schema.isBetween({ minimum, maximum })), name)

/** A container that waits has some 44 MB: by default those beyond the first of each language take a sixth of the machine's memory at most. */
const bytesPerExtraPlace = 256 << 20

/** How much a runner does at once, by its environment. A server that starts a runner checks them as well, before anything starts. */
export const runnerCounts = {
  /** How many containers of one language wait, at most. */
  poolSize: count("RUNNER_POOL", 1_024).pipe(Config.withDefault(2 * availableParallelism())),
  /** How many wait beyond the first of each language. */
  extraPlaces: count("RUNNER_POOL_TOTAL", 65_536, 0).pipe(
    Config.withDefault(Math.max(1, Math.floor(totalmem() / bytesPerExtraPlace)))
  ),
  maximumRuns: count("RUNNER_RUNS", 1_024).pipe(Config.withDefault(2 * availableParallelism()))
}
