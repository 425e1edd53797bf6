import type { EngineName } from "@glissade/test-kit/Engines"
import { installedEngines, packageOf } from "@glissade/test-kit/Engines"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { loadavg } from "node:os"
import { machine, report, table } from "../../../bench/Report.ts"
import * as EngineSandbox from "../src/EngineSandbox.ts"
import { innermostProcess, residentBytes } from "../src/pool/ProcessMemory.ts"
import type { Case } from "@glissade/test-kit/Case"
import { casesOf } from "../test/abuse/Catalogue.ts"
import { execution } from "@glissade/test-kit/Programs"

/**
 * Many programs that behave badly, in one process of each engine, one after another and without recycling: does its memory stay flat? Those
 * of the catalogue that cost the process or take long are left out. Arguments: programs of each engine (20,000), engines (all that are
 * installed). Linux only: it reads `/proc`.
 */
const [count = "20000", ...names] = process.argv.slice(2)
const programs = Number(count)

/** Longer ones would be most of the time, and leave no more behind. */
const longestMs = 60

const MiB = (bytes: number): string => (bytes / 2 ** 20).toFixed(0)

const soak = Effect.fnUntraced(function* (engine: EngineName) {
  const { pids, sandbox } = yield* EngineSandbox.make({
    engines: [packageOf(engine)],
    interpreters: 1,
    recycling: "off"
  })
  const run = (one: Case) =>
    Effect.exit(Stream.runDrain(sandbox.run(execution(one.code, { timeoutMs: 1_000, ...one }))))
  const usable: Array<Case> = []
  for (const one of casesOf(engine)) {
    yield* run(one)
    const before = pids()[0]
    const startedAt = performance.now()
    yield* run(one)
    const took = performance.now() - startedAt
    yield* Effect.sleep(20)
    if (took < longestMs && pids()[0] === before) usable.push(one)
  }
  const processes = new Set<number>()
  const samples: Array<number> = []
  for (let done = 0; done < programs; done++) {
    yield* run(usable[done % usable.length]!)
    if ((done + 1) % Math.ceil(programs / 10) !== 0) continue
    const [pid] = pids()
    if (pid === undefined) continue
    processes.add(pid)
    samples.push(residentBytes(innermostProcess(pid)) ?? 0)
  }
  const [first = 1] = samples
  const last = samples.at(-1) ?? 0
  const row = [
    engine,
    `${usable.length} of ${casesOf(engine).length}`,
    samples.map(MiB).join(", "),
    `${(last / first).toFixed(2)} ×`,
    `${processes.size}`
  ]
  process.stdout.write(`${row.join(" | ")}\n`)
  return row
})

const rows: Array<ReadonlyArray<string>> = []
for (const engine of installedEngines) {
  if (names.length === 0 || names.includes(engine)) rows.push(await Effect.runPromise(Effect.scoped(soak(engine))))
}
report(
  "dirty soak",
  `
## ${programs.toLocaleString("en")} dirty programs in one process

${machine()}, load average ${loadavg()[0]!.toFixed(1)}. Programs of the abuse catalogue one after another in one interpreter, without recycling; resident memory at each tenth of the way.

${table(["engine", "programs used", "resident MiB", "last to first", "processes"], rows)}
`
)
process.exit(0)
