import type { EngineName } from "@glissade/test-kit/Engines"
import { engineNames, packageOf } from "@glissade/test-kit/Engines"
import { execution } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { readFileSync } from "node:fs"
import { innermost } from "@glissade/test-kit/ProcessTree"
import * as EngineSandbox from "../src/EngineSandbox.ts"

/**
 * Many runs in one interpreter of each engine, one after another: does its memory stay flat, does it stay as fast? Arguments: runs of
 * each engine (20,000), `off` to do without the operating system's wall or `auto`, engines (Python and JavaScript). Linux only: it reads
 * `/proc`.
 */
const runs = Number(process.argv[2] ?? 20_000)
const osWall = process.argv[3] === "off" ? "off" : "auto"
const stretch = Math.max(1, Math.floor(runs / 10))

const programs: Readonly<Record<EngineName, (index: number) => string>> = {
  python: (index: number) =>
    `import json, collections\nprint(json.dumps({"run": ${index}, "sum": sum(range(${index % 1000}))}))`,
  javascript: (index: number) =>
    `console.log({ run: ${index}, list: Array.from({ length: ${index % 1000} }, (_, i) => i) })`,
  lua: (index: number) =>
    `local t = {} for i = 1, ${index % 1000} do t[i] = i * ${index} end print(#t, table.concat(t, ","))`,
  sql: (index: number) =>
    `create table t(a); with recursive c(x) as (select 1 union all select x + 1 from c where x < ${(index % 1000) + 1}) insert into t select x from c; select sum(a), ${index} from t;`,
  ruby: (index: number) =>
    `require "json"; puts JSON.generate({ run: ${index}, list: (0...${index % 1000}).map { |i| i * i } })`
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`)

const residentMegabytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${innermost(pid)}/status`, "utf8"))?.[1]) / 1024

const quantile = (sorted: ReadonlyArray<number>, share: number): string =>
  (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(2)

const soak = Effect.fnUntraced(function* (engine: EngineName) {
  const { pids, sandbox } = yield* EngineSandbox.make({
    engines: [packageOf(engine)],
    interpreters: 1,
    osWall,
    recycling: "off"
  })
  const run = (code: string) => Stream.runLast(sandbox.run(execution(code, { language: engine })))
  yield* run(programs[engine](0))
  const started = new Set(pids())
  for (let done = 0; done < runs;) {
    const times: Array<number> = []
    for (const end = done + stretch; done < end; done++) {
      const start = performance.now()
      yield* run(programs[engine](done))
      times.push(performance.now() - start)
      for (const pid of pids()) started.add(pid)
    }
    const sorted = times.toSorted((a, b) => a - b)
    const memory = residentMegabytes(pids()[0]!).toFixed(1)
    say(
      `${engine} ${done} runs: p50 ${quantile(sorted, 0.5)} ms, p95 ${quantile(sorted, 0.95)} ms, resident ${memory} MB, processes ${started.size}`
    )
  }
})

say(JSON.stringify(await Effect.runPromise(EngineSandbox.walls({ osWall }))))
const wanted = engineNames.filter((name) => process.argv.slice(4).includes(name))
for (const engine of wanted.length > 0 ? wanted : (["python", "javascript"] as const)) {
  await Effect.runPromise(Effect.scoped(soak(engine)))
}
