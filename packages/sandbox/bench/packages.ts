import { packageOf } from "@glissade/test-kit/Engines"
import { innermost } from "@glissade/test-kit/ProcessTree"
import { memoryOf } from "@glissade/test-kit/ServerProcess"
import { execution } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { repeat } from "../../../bench/Measure.ts"
import { machine, report, table } from "../../../bench/Report.ts"
import * as EngineSandbox from "../src/EngineSandbox.ts"
import { findEngines } from "../src/registry/EngineRegistry.ts"
import "../../../scripts/build-engines.ts"

/**
 * What packages cost an interpreter, and what importing some takes. Argument: a folder to which `packages add` has added networkx, sympy
 * and pydantic. Linux only.
 */
const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error("name a folder of packages with networkx, sympy and pydantic")

const engines = [packageOf("python")]
const programs = ["pass", "import networkx", "import sympy", "import pydantic"]

/** The first result of a new interpreter, its memory when it waits, and runs of each program one after another. */
const measure = (packagesFolder: string | null, codes: ReadonlyArray<string>) =>
  Effect.scoped(
    Effect.gen(function* () {
      yield* EngineSandbox.makeImages({ engines, packagesFolder })
      const started = performance.now()
      const { pids, sandbox } = yield* EngineSandbox.make({ engines, packagesFolder, interpreters: 1 })
      const run = (code: string) => () => Effect.runPromise(Stream.runDrain(sandbox.run(execution(code))))
      yield* Effect.promise(run("pass"))
      const first = performance.now() - started
      const memory = memoryOf(innermost(pids()[0]!))
      const times = yield* Effect.forEach(codes, (code) => Effect.promise(() => repeat(15, 3, run(code))))
      return { first, memory, times }
    })
  )

// The first sandbox of a process reads all files from the disk.
await Effect.runPromise(measure(null, ["pass"]))
const without = await Effect.runPromise(measure(null, ["pass"]))
const withThem = await Effect.runPromise(measure(folder, programs))
const [engine] = findEngines(engines, folder).installed
const count = engine!.runtimes[0]!.packages!.length

const ms = (value: number): string => `${value.toFixed(0)} ms`
const MiB = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`
const ratio = (one: number, other: number): string => `${(one / other).toFixed(2)} ×`
const plain = without.times[0]!

report(
  "packages",
  `
## Packages for Python

${machine()}. ${count} packages, networkx, sympy and pydantic with what they need, against none in the same run; each program 15 times after 3. A run that imports
pydantic loads a compiled module and costs its interpreter, which is started anew before the next.

${table(
  ["", "without packages", "with them", "ratio"],
  [
    ["first result of a new interpreter", ms(without.first), ms(withThem.first), ratio(withThem.first, without.first)],
    [
      "its private memory while it waits",
      MiB(without.memory.private),
      MiB(withThem.memory.private),
      ratio(withThem.memory.private, without.memory.private)
    ],
    ...programs.map((code, index) => [
      `\`${code}\`, p50`,
      index === 0 ? ms(plain.p50) : "",
      ms(withThem.times[index]!.p50),
      ratio(withThem.times[index]!.p50, plain.p50)
    ])
  ]
)}
`
)
