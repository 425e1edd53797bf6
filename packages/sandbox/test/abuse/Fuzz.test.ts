import type { EngineName } from "@glissade/test-kit/Engines"
import { installedEngines } from "@glissade/test-kit/Engines"
import { assert, it } from "@effect/vitest"
import { Sandbox } from "@glissade/core/Sandbox"
import type { Execution } from "@glissade/protocol/Execution"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as EngineSandbox from "../../src/EngineSandbox.ts"
import { assertEnded, execution, run } from "@glissade/test-kit/Programs"
import { canaries } from "./Canary.ts"
import { casesOf } from "./Catalogue.ts"
import { isThorough, seed } from "@glissade/test-kit/Seed"
import { makeRandom } from "@glissade/testing/faults/FaultSchedule"

const forMs = isThorough ? 60_000 : 5_000
const timeoutMs = 300

const random = makeRandom(seed)
const below = (count: number): number => Math.floor(random() * count)
const pick = <A>(items: ReadonlyArray<A>): A => items[below(items.length)]!
const some = <A>(most: number, make: () => A): Array<A> => Array.from({ length: below(most + 1) }, make)

const sourcesOf = new Map(installedEngines.map((engine) => [engine, casesOf(engine).map(({ code }) => code)]))
const wordsIn = (sources: ReadonlyArray<string>): ReadonlyArray<string> => sources.join(" ").match(/\w+|[^\w\s]+|\s/g)!
const wordsOf = new Map([...sourcesOf].map(([engine, sources]) => [engine, wordsIn(sources)]))
const odd = [
  "\0",
  "\ud800",
  "\udfff",
  "\ufeff",
  "\u2028",
  "\r",
  "\t",
  "\x1b",
  "é",
  "😀",
  "\u202e",
  "'''",
  "\\",
  "${",
  "`"
]

const character = (): string =>
  random() < 0.3 ? pick(odd) : String.fromCodePoint(below(random() < 0.8 ? 128 : 0xd800))
const noise = (most: number): string => some(most, character).join("")

/** Mostly of the engine's own language: what is none of it ends at the parser. */
const engineLike = (engine: EngineName): EngineName => (random() < 0.9 ? engine : pick(installedEngines))
const source = (engine: EngineName): string => pick(sourcesOf.get(engineLike(engine))!)
const word = (engine: EngineName): string => pick(wordsOf.get(engineLike(engine))!)

/** A program of the catalogue with something taken out, put in, repeated or exchanged. */
const mutated = (engine: EngineName): string => {
  let code = source(engine)
  for (let count = below(5); count > 0; count--) {
    const at = below(code.length + 1)
    const end = at + below(20)
    const piece = pick([noise(5), word(engine), code.slice(at, end), source(engine).slice(0, 60), ""])
    code = code.slice(0, at) + piece + code.slice(random() < 0.5 ? at : end)
  }
  return code
}

const code = (engine: EngineName): string =>
  pick([mutated, mutated, () => some(60, () => word(engine)).join(""), () => noise(200)])(engine)

const nameOfFile = (engine: EngineName): string =>
  pick([
    `${word(engine).trim() || "x"}.${pick(["py", "rb", "lua"])}`,
    "lib.js",
    "__proto__",
    "constructor/a.ts",
    `${noise(6)}.txt`,
    "main.py",
    "a/b/c"
  ])

const program = (engine: EngineName): Execution | undefined => {
  try {
    return execution(code(engine), {
      language: engine === "javascript" && random() < 0.5 ? "typescript" : engine,
      stdin: noise(200),
      args: some(4, () => noise(20)),
      files: some(3, () => ({ name: nameOfFile(engine), content: random() < 0.5 ? noise(100) : mutated(engine) })),
      timeoutMs,
      memoryBytes: 64 << 20,
      outputBytes: 1 + below(4_096)
    })
  } catch {
    // The request itself is refused before it gets here.
    return undefined
  }
}

it(
  `whatever is sent, one result comes in time and the next program is unharmed (seed ${seed})`,
  () =>
    Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const { sandbox } = yield* EngineSandbox.make({ interpreters: 2 })
          const canary = (engine: EngineName) =>
            Effect.provideService(run(canaries[engine], { language: engine, timeoutMs: 30_000 }), Sandbox, sandbox)
          const clean = new Map<EngineName, string | null>()
          for (const engine of installedEngines) clean.set(engine, (yield* canary(engine)).stdout)
          const start = performance.now()
          let count = 0
          while (performance.now() - start < forMs) {
            const engine = installedEngines[count % installedEngines.length]!
            const one = program(engine)
            if (one === undefined) continue
            count += 1
            const told = `seed ${seed}, program ${count}: ${JSON.stringify(one)}`
            const events = yield* Effect.orDie(Stream.runCollect(sandbox.run(one)))
            assert.deepStrictEqual(
              events.filter(({ type }) => type !== "output").map(({ type }) => type),
              ["started", "finished"],
              told
            )
            const last = events.at(-1)!
            assert.strictEqual(last.type, "finished", told)
            if (last.type === "finished") assertEnded(last.result.durationMs, timeoutMs)
            if (random() < 0.25) {
              const { stdout, status } = yield* canary(engine)
              assert.deepStrictEqual({ stdout, status }, { stdout: clean.get(engine), status: "success" }, told)
            }
          }
          assert.isAbove(count, 10)
        })
      )
    ),
  forMs * 2 + 60_000
)
