/**
 * What a run costs in a waiting container, beside a bare process of the same program on the same machine in the same minute; writes the
 * section of `results.md`.
 * `npx node --conditions=@glissade/source packages/runner/bench/main.ts`, by root, with gVisor installed.
 */
import { Sandbox } from "@glissade/core/Sandbox"
import { programs } from "./Programs.ts"
import { execution } from "@glissade/testing/Fixtures"
import { machine, report, table } from "../../../bench/Report.ts"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import type { Name } from "./BenchRunner.ts"
import { benchRunner, hello, limits, median, names, timed } from "./BenchRunner.ts"

const rounds = 15
const longRounds = 5

const computing = {
  python: "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nprint(fib(27))",
  javascript: "const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2))\nconsole.log(fib(36))",
  c: `#include <stdio.h>\nint fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }\nint main(void) { printf("%d\\n", fib(38)); }`
}

const files: Readonly<Record<Name, string>> = { python: "main.py", javascript: "main.js", c: "main.c" }

const bare: Readonly<Record<Name, (folder: string) => void>> = {
  python: (folder) => execFileSync("/usr/bin/python3", ["main.py"], { cwd: folder }),
  javascript: (folder) => execFileSync(process.execPath, ["main.js"], { cwd: folder }),
  c: (folder) => {
    execFileSync("/usr/bin/gcc", ["-std=gnu17", "-O2", "-Wall", "-o", "program", "main.c", "-lm", "-pthread"], {
      cwd: folder
    })
    execFileSync("./program", [], { cwd: folder })
  }
}

const asRatio = (ratio: number) => `${ratio.toFixed(2)} ×`

const compare = Effect.fnUntraced(function* (what: string, name: Name, code: string, times = rounds) {
  const { run } = yield* Sandbox
  const folder = mkdtempSync(join(tmpdir(), "glissade-bare-"))
  writeFileSync(join(folder, files[name]), code)
  const native = Stream.runDrain(run(execution(code, { language: name, limits })))
  yield* native
  const ours: Array<number> = []
  const theirs: Array<number> = []
  for (let round = 0; round < times; round++) {
    // Until the pool is full again: what is measured is a run that finds a container.
    yield* Effect.sleep(1_500)
    ours.push(yield* timed(native))
    theirs.push(yield* timed(Effect.sync(() => bare[name](folder))))
  }
  rmSync(folder, { recursive: true })
  const [own, other] = [median(ours), median(theirs)]
  const row = [what, name, `${own.toFixed(0)} ms`, `${other.toFixed(0)} ms`, asRatio(own / other)]
  yield* Console.log(row.join(", "))
  return { row, ratio: own / other }
})

const program = Effect.gen(function* () {
  const { sandbox } = yield* benchRunner({ containers: "gvisor", poolSize: 2, extraPlaces: 16 })
  yield* Effect.gen(function* () {
    const load = loadavg()[0]!
    const rows = []
    for (const name of names) {
      rows.push((yield* compare("prints a line", name, hello[name])).row)
      rows.push((yield* compare("computes", name, computing[name])).row)
    }
    rows.push((yield* compare("imports numpy", "python", "import numpy")).row)
    const long = []
    for (const name of ["python", "javascript"] as const) {
      const ratios: Array<number> = []
      for (const [what, code] of Object.entries(programs)) {
        const { ratio, row } = yield* compare(what, name, code[name], longRounds)
        ratios.push(Math.log(ratio))
        long.push(row)
      }
      const mean = Math.exp(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length)
      long.push(["all seven, geometric mean", name, "", "", asRatio(mean)])
    }
    const { run } = yield* Sandbox
    const burst = 24
    const code = execution(hello.python, { limits })
    const all = yield* timed(
      Effect.forEach(Array.from({ length: burst }), () => Stream.runDrain(run(code)), { concurrency: 8 })
    )
    report(
      "native",
      `## Native programs beside bare processes

${machine()}, gVisor with ptrace, load ${load.toFixed(1)} before. From asking to the result, where a container waits; medians of ${rounds}, one after the other with the bare process. C is compiled each time, by the same
command. ${burst} runs of Python by eight clients at once: ${(burst / (all / 1_000)).toFixed(1)} a second.

${table(["program", "language", "in a container", "bare process", "ratio"], rows)}

Seven programs that take a second or so (\`packages/runner/bench/Programs.ts\`), medians of ${longRounds}:

${table(["program", "language", "in a container", "bare process", "ratio"], long)}`
    )
  }).pipe(Effect.provide(sandbox))
}).pipe(Effect.scoped)

await Effect.runPromise(program)
