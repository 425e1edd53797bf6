import type { EngineName } from "@glissade/test-kit/Engines"
import { engineNamed, installedEngines, packageOf } from "@glissade/test-kit/Engines"
import { execution } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { Times } from "../../../bench/Measure.ts"
import { quantiles, repeat, runProcess } from "../../../bench/Measure.ts"
import { innermost } from "@glissade/test-kit/ProcessTree"
import { machine, report, table } from "../../../bench/Report.ts"
import { memoryOf } from "@glissade/test-kit/ServerProcess"
import * as EngineSandbox from "../src/EngineSandbox.ts"
import "../../../scripts/build-engines.ts"

/** What each engine costs on disk, at its start, in each run and in memory, beside bare processes, all in one run. Linux only. */
const runs = 300
const starts = 5

/** Longer than any interpreter takes to be put back. */
const restMs = 25

type Inside = Effect.Success<ReturnType<typeof EngineSandbox.make>>

const greet = ({ sandbox }: Inside, language: EngineName): Promise<unknown> =>
  Effect.runPromise(Stream.runDrain(sandbox.run(execution(engineNamed(language).manifest.greeting, { language }))))

const withEngine = <A>(engine: EngineName, use: (inside: Inside) => Promise<A>): Promise<A> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.flatMap(EngineSandbox.make({ engines: [packageOf(engine)], warm: [], interpreters: 1 }), (inside) =>
        Effect.promise(() => use(inside))
      )
    )
  )

/** Of the package that an engine runs on, and of the files that its own package brings. */
const megabytesOf = (engine: EngineName): string => {
  const { assets, manifest } = engineNamed(engine)
  const own = [...manifest.files, ...(manifest.checker?.files ?? [])].map((file) => join(assets.ownFolder, file))
  const lines = execFileSync("du", ["-smc", assets.runtimeFolder, ...new Set(own)], { encoding: "utf8" }).trim()
  return lines.split("\n").at(-1)!.split("\t")[0]!
}

const pythonBinary = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim()
const bare: Record<"python3 -c" | "node -e", Times> = {
  "python3 -c": await repeat(40, 5, () => runProcess(pythonBinary, ["-c", "print(1)"])),
  "node -e": await repeat(40, 5, () => runProcess(process.execPath, ["-e", "console.log(1)"]))
}

const ms = (value: number): string => `${value.toFixed(1)} ms`
const MiB = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`

const rows: Array<ReadonlyArray<string>> = []
for (const engine of installedEngines) {
  // The wall is looked for, and the image is made, before anything is timed.
  await withEngine(engine, (inside) => greet(inside, engine))
  const samples: Array<number> = []
  for (let count = 0; count < starts; count++) {
    samples.push((await withEngine(engine, (inside) => repeat(1, 0, () => greet(inside, engine)))).p50)
  }
  const start = quantiles(samples)
  const [warm, rested, memory] = await withEngine(engine, async (inside) => {
    const times = await repeat(runs, 50, () => greet(inside, engine))
    const alone: Array<number> = []
    for (let count = 0; count < runs; count++) {
      await sleep(restMs)
      alone.push((await repeat(1, 0, () => greet(inside, engine))).p50)
    }
    return [times, quantiles(alone), memoryOf(innermost(inside.pids()[0]!))] as const
  })
  const base = engine === "javascript" ? "node -e" : "python3 -c"
  rows.push([
    engine,
    `${megabytesOf(engine)} MB`,
    `${ms(start.p50)}, ${(start.p50 / bare["node -e"].p50).toFixed(1)} × node -e`,
    ms(rested.p50),
    ms(rested.p95),
    ms(warm.p50),
    ms(warm.p95),
    `${(warm.p50 / bare[base].p50).toFixed(3)} × ${base}`,
    MiB(memory.private),
    MiB(memory.resident)
  ])
}

report(
  "engines",
  `
## Engines

${machine()}. Bare processes in the same run: \`python3 -c 'print(1)'\` p50 ${ms(bare["python3 -c"].p50)}, p95 ${ms(bare["python3 -c"].p95)};
\`node -e 'console.log(1)'\` p50 ${ms(bare["node -e"].p50)}, p95 ${ms(bare["node -e"].p95)} (40 each). Start: a process of the engine from nothing to the result
of its first program, median of ${starts}, both walls standing. Warm: ${runs} programs that print one thing in one interpreter, from
asking to the result. Rested: each after a pause, so that the interpreter had been put back; else one right after another, and the
next one waits for that. Memory: the engine's process after them. The host is the bundle that \`npm start\` makes.

${table(["engine", "installed", "start", "rested p50", "rested p95", "warm p50", "warm p95", "p50 to a bare process", "private memory", "resident"], rows)}
`
)
process.exit(0)
