/**
 * What people see of native programs besides a warm run: the first run after a start, and sixteen who press Run at once; writes its section of
 * `results.md`. `npx node --conditions=@glissade/source packages/runner/bench/clients.ts`, by root, with gVisor installed.
 */
import { Sandbox } from "@glissade/core/Sandbox"
import { execution } from "@glissade/testing/Fixtures"
import { machine, report, table } from "../../../bench/Report.ts"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { loadavg } from "node:os"
import { benchRunner, hello, limits, median, names, timed } from "./BenchRunner.ts"

const rounds = 9
const clients = 16

const ms = (value: number) => `${value.toFixed(0)} ms`

const measure = Effect.gen(function* () {
  const { run } = yield* Sandbox
  const load = loadavg()[0]!
  const rows = []
  for (const name of names) {
    const one = Stream.runDrain(run(execution(hello[name], { language: name, limits })))
    const first = yield* timed(one)
    const warm: Array<number> = []
    for (let round = 0; round < rounds; round++) {
      yield* Effect.sleep(1_500)
      warm.push(yield* timed(one))
    }
    rows.push([name, ms(first), ms(median(warm))])
  }
  const bursts = []
  for (const name of names) {
    const waits: Array<number> = []
    for (let burst = 0; burst < 3; burst++) {
      yield* Effect.sleep(5_000)
      const all = Array.from({ length: clients }, () =>
        timed(Stream.runDrain(run(execution(hello[name], { language: name, limits }))))
      )
      waits.push(...(yield* Effect.all(all, { concurrency: "unbounded" })))
    }
    bursts.push([name, ms(Math.min(...waits)), ms(median(waits)), ms(Math.max(...waits))])
  }
  report(
    "native-clients",
    `## What people see of native programs

${machine()}, gVisor with ptrace, load ${load.toFixed(1)} before. A program of one line: the first run of its language after a start, and a run where a container waits
(median of ${rounds}).

${table(["language", "first run", "warm"], rows)}

${clients} clients press Run at the same moment, three times; where ${clients} containers may wait for a language, and one did at first.

${table(["language", "the first has its result after", "half of them", "the last"], bursts)}`
  )
})

const program = Effect.gen(function* () {
  const { sandbox } = yield* benchRunner({ containers: "gvisor", poolSize: clients, extraPlaces: clients })
  yield* Effect.provide(measure, sandbox)
}).pipe(Effect.scoped)

await Effect.runPromise(program)
