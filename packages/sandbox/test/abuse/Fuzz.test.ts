import { assert, it } from "@effect/vitest"
import { Sandbox } from "@glissade/core/Sandbox"
import type { Execution } from "@glissade/protocol/Execution"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as EngineSandbox from "../../src/EngineSandbox.ts"
import { assertEnded, execution, run } from "../Programs.ts"
import { canaries } from "./Canary.ts"
import { casesOf } from "./Catalogue.ts"
import { isThorough, randomFrom, seed } from "./Seed.ts"

const forMs = isThorough ? 60_000 : 5_000
const timeoutMs = 300

const random = randomFrom(seed)
const below = (count: number): number => Math.floor(random() * count)
const pick = <A>(items: ReadonlyArray<A>): A => items[below(items.length)]!
const some = <A>(most: number, make: () => A): Array<A> => Array.from({ length: below(most + 1) }, make)

const languages = ["python", "javascript", "typescript"] as const
const sources = [...casesOf("python"), ...casesOf("javascript")].map(({ code }) => code)
const words = sources.join(" ").match(/\w+|[^\w\s]+|\s/g)!
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

/** A program of the catalogue with something taken out, put in, repeated or exchanged. */
const mutated = (): string => {
  let code = pick(sources)
  for (let count = below(5); count > 0; count--) {
    const at = below(code.length + 1)
    const end = at + below(20)
    const piece = pick([noise(5), pick(words), code.slice(at, end), pick(sources).slice(0, 60), ""])
    code = code.slice(0, at) + piece + code.slice(random() < 0.5 ? at : end)
  }
  return code
}

const code = (): string => pick([mutated, mutated, () => some(60, () => pick(words)).join(""), () => noise(200)])()

const nameOfFile = (): string =>
  pick([
    `${pick(words).trim() || "x"}.py`,
    "lib.js",
    "__proto__",
    "constructor/a.ts",
    `${noise(6)}.txt`,
    "main.py",
    "a/b/c"
  ])

const program = (): Execution | undefined => {
  try {
    return execution(code(), {
      language: pick(languages),
      stdin: noise(200),
      args: some(4, () => noise(20)),
      files: some(3, () => ({ name: nameOfFile(), content: random() < 0.5 ? noise(100) : mutated() })),
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
          const canary = (language: "python" | "javascript") =>
            Effect.provideService(run(canaries[language], { language, timeoutMs: 30_000 }), Sandbox, sandbox)
          const clean = { python: yield* canary("python"), javascript: yield* canary("javascript") }
          const start = performance.now()
          let count = 0
          while (performance.now() - start < forMs) {
            const one = program()
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
            const language = one.language === "python" ? "python" : "javascript"
            if (count % 4 === 0) {
              const { stdout, status } = yield* canary(language)
              assert.deepStrictEqual({ stdout, status }, { stdout: clean[language].stdout, status: "success" }, told)
            }
          }
          assert.isAbove(count, 10)
        })
      )
    ),
  forMs * 2 + 60_000
)
