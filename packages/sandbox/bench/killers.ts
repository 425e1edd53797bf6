import { Sandbox } from "@glissade/core/Sandbox"
import type { Execution } from "@glissade/protocol/Execution"
import { makeRandom } from "@glissade/testing/faults/FaultSchedule"
import { execution } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { report, table } from "../../../bench/Report.ts"
import * as EngineSandbox from "../src/EngineSandbox.ts"

/**
 * What a person waits whose program is an ordinary one, while every fifth program of others takes its interpreter down with it.
 * Programs come by chance, as people do, whether or not the ones before are done. Arguments: programs of each round (600), programs a
 * second (4).
 */
const programs = Number(process.argv[2] ?? 600)
const perSecond = Number(process.argv[3] ?? 4)
const killing = 0.2

const ordinary = execution("print(1)")
const killer = execution("import os; os.abort()")

const quantile = (samples: ReadonlyArray<number>, share: number): number =>
  samples.toSorted((a, b) => a - b)[Math.floor((samples.length - 1) * share)] ?? Number.NaN

const timed = Effect.fnUntraced(function* (program: Execution) {
  const { run } = yield* Sandbox
  const start = performance.now()
  yield* Effect.ignore(Stream.runDrain(run(program)))
  return performance.now() - start
})

const round = Effect.fnUntraced(function* (share: number) {
  const random = makeRandom(1)
  const waited: Array<Fiber.Fiber<number>> = []
  const started: Array<Fiber.Fiber<number>> = []
  for (let count = 0; count < programs; count++) {
    const kills = random() < share
    const fiber = yield* Effect.forkChild(timed(kills ? killer : ordinary))
    started.push(fiber)
    if (!kills) waited.push(fiber)
    yield* Effect.sleep((-Math.log(1 - random()) / perSecond) * 1_000)
  }
  yield* Effect.forEach(started, Fiber.join)
  return yield* Effect.forEach(waited, Fiber.join)
})

const measure = Effect.gen(function* () {
  // Both interpreters are up before anything is measured.
  yield* Effect.forEach([1, 2, 3, 4], () => timed(ordinary), { concurrency: 2 })
  yield* Effect.sleep(2_000)
  return { without: yield* round(0), withKillers: yield* round(killing) }
})

const { withKillers, without } = await Effect.runPromise(
  Effect.provide(measure, EngineSandbox.layer({ engines: ["@glissade/engine-python"], interpreters: 2 }))
)

const row = (name: string, times: ReadonlyArray<number>) => [
  name,
  ...[0.5, 0.95, 0.99].map((share) => `${quantile(times, share).toFixed(1)} ms`),
  `${(quantile(times, 0.99) / quantile(without, 0.99)).toFixed(2)} ×`
]

report(
  "killers",
  `
## Programs that kill their interpreter

Python, two interpreters, ${perSecond} programs a second that come by chance, ${programs} in each round; times of the ordinary ones, from
asking to result.

${table(["", "p50", "p95", "p99", "p99 to that without"], [row("no killers", without), row("every fifth ends in os.abort()", withKillers)])}
`
)
