/**
 * What containers of bubblewrap cost beside those of gVisor, one after the other for each language: to be ready, to run a short program once they
 * wait, and the memory of one that waits.
 * `npx node --conditions=@glissade/source packages/runner/bench/containers.ts`, by root, with both installed.
 */
import { Sandbox } from "@glissade/core/Sandbox"
import { execution } from "@glissade/testing/Fixtures"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { existsSync, readFileSync } from "node:fs"
import { loadavg } from "node:os"
import { benchRunner, hello, limits, median, timed } from "./BenchRunner.ts"

const rounds = 11
const kinds = ["gvisor", "bubblewrap"] as const

const usage = (name: string): number => {
  const file = `/sys/fs/cgroup/memory/glissade/${name}/memory.usage_in_bytes`
  return existsSync(file) ? Number(readFileSync(file, "utf8")) / 2 ** 20 : 0
}

const runner = (containers: (typeof kinds)[number]) =>
  Effect.map(benchRunner({ containers, poolSize: 1, extraPlaces: 0 }), (made) => ({ containers, ...made }))

const program = Effect.gen(function* () {
  const runners = yield* Effect.forEach(kinds, runner)
  yield* Console.log(`load ${loadavg()[0]!.toFixed(1)} before`)
  for (const [language, code] of Object.entries(hello)) {
    const ready: Record<string, Array<number>> = { gvisor: [], bubblewrap: [] }
    const ran: Record<string, Array<number>> = { gvisor: [], bubblewrap: [] }
    const memory: Record<string, number> = {}
    for (const { containers, kind, languages, sandbox } of runners) {
      const installed = languages.find((one) => one.language.language === language)!
      const { make, prepare } = yield* kind.languageContainers(installed)
      yield* prepare
      const run = Effect.gen(function* () {
        yield* Stream.runDrain((yield* Sandbox).run(execution(code, { language, limits })))
      }).pipe(Effect.provide(sandbox))
      yield* run
      for (let round = 0; round < rounds; round++) {
        // Until one waits again.
        yield* Effect.sleep(1_500)
        ran[containers]!.push(yield* timed(run))
        yield* Effect.sleep(1_500)
        const one = Effect.gen(function* () {
          const start = performance.now()
          const { name } = yield* make
          ready[containers]!.push(performance.now() - start)
          memory[containers] = usage(name)
        })
        yield* Effect.scoped(one)
      }
    }
    const row = (what: string, of: Record<string, Array<number>>) => {
      const [gvisor, bubblewrap] = [median(of["gvisor"]!), median(of["bubblewrap"]!)]
      return `${language}, ${what}: ${gvisor.toFixed(0)} ms, ${bubblewrap.toFixed(0)} ms, ${(bubblewrap / gvisor).toFixed(2)}`
    }
    yield* Console.log(row("ready", ready))
    yield* Console.log(row("run", ran))
    yield* Console.log(`${language}, memory: ${kinds.map((kind) => `${memory[kind]!.toFixed(0)} MB`).join(", ")}`)
  }
}).pipe(Effect.scoped)

await Effect.runPromise(program)
