import { packageOf } from "@glissade/test-kit/Engines"
import { innermost } from "@glissade/test-kit/ProcessTree"
import { memoryOf } from "@glissade/test-kit/ServerProcess"
import { execution } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { repeat, runProcess } from "../../../bench/Measure.ts"
import { machine, report, table } from "../../../bench/Report.ts"
import * as EngineSandbox from "../src/EngineSandbox.ts"
import "../../../scripts/build-engines.ts"

/** How long a check of types takes that a result waits for, beside tsc on the same program in the same run. Linux only. */

const checks = 40

/** 300 lines of generics, unions, classes and Node's modules, each another program. */
const programOf = (round: number): string =>
  [
    `import { readFileSync } from "node:fs"`,
    `const input: string = readFileSync(0, "utf8") + ${round}`,
    ...Array.from(
      { length: 59 },
      (_, index) => `interface Item${index} { readonly id: number; name: string; tags?: ReadonlyArray<string> }
class Store${index}<T extends Item${index}> { readonly #items = new Map<number, T>(); add(item: T) { this.#items.set(item.id, item); return this } get(id: number) { return this.#items.get(id) } }
const names${index} = (items: ReadonlyArray<Item${index}>) => items.filter(({ tags = [] }) => tags.length > ${index % 3}).map(({ name }) => name.toUpperCase())
const found${index} = new Store${index}().add({ id: ${index}, name: input }).get(${index})
if (found${index} !== undefined) names${index}([found${index}])`
    ),
    ...Array.from({ length: 3 }, (_, index) => `export const value${index} = input.length`)
  ].join("\n")

const ms = (value: number): string => `${value.toFixed(0)} ms`
const MiB = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`

const ratio = (one: number, other: number): string => `${(one / other).toFixed(2)} ×`

let round = 0
const { first, memory, unchecked, warm } = await Effect.runPromise(
  Effect.scoped(
    Effect.gen(function* () {
      const { pids, sandbox } = yield* EngineSandbox.make({ engines: [packageOf("javascript")], interpreters: 1 })
      const run = (check: boolean) => () =>
        Effect.runPromise(
          Stream.runDrain(sandbox.run({ ...execution(programOf(round++), { language: "typescript" }), check }))
        )
      const times = (count: number, warmUp: number, check: boolean) =>
        Effect.promise(() => repeat(count, warmUp, run(check)))
      const unchecked = yield* times(checks, 20, false)
      const first = yield* times(1, 0, true)
      const warm = yield* times(checks, 20, true)
      return { first, memory: memoryOf(innermost(pids()[1]!)), unchecked, warm }
    })
  )
)

const { resolve } = createRequire(new URL("../../engines/javascript/package.json", import.meta.url))
const types = dirname(dirname(resolve("@types/node/package.json")))
const folder = mkdtempSync(join(tmpdir(), "glissade-check-"))
writeFileSync(join(folder, "main.ts"), programOf(round))
const options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "esnext", "--module", "preserve"]
const asTsc = ["--types", "node", "--typeRoots", types, join(folder, "main.ts")]
const tsc = await repeat(10, 1, () =>
  runProcess(process.execPath, [resolve("typescript/bin/tsc"), ...options, ...asTsc])
)
rmSync(folder, { recursive: true })

report(
  "check of types",
  `
## The check of TypeScript's types

${machine()}. A program of 300 lines, each time another, from asking to the result, ${checks} times after 20. A bare \`tsc --noEmit\` of 5.9.3 with the same options
in the same run, 10 times: p50 ${ms(tsc.p50)}, p95 ${ms(tsc.p95)}. The first check starts the process; a result waits for at most a second.

${table(
  ["run", "p50", "p95", "p50 to a bare tsc", "private memory", "resident"],
  [
    ["without a check", ms(unchecked.p50), ms(unchecked.p95), ratio(unchecked.p50, tsc.p50), "", ""],
    ["with a check, the first", ms(first.p50), "", ratio(first.p50, tsc.p50), "", ""],
    [
      "with a check, warm",
      ms(warm.p50),
      ms(warm.p95),
      ratio(warm.p50, tsc.p50),
      MiB(memory.private),
      MiB(memory.resident)
    ]
  ]
)}
`
)
process.exit(0)
