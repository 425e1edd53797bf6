import { Sandbox } from "@glissade/core/Sandbox"
import { Execution } from "@glissade/protocol/Execution"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Program } from "./Program.ts"
import { limits } from "./Program.ts"

/** How long a program takes, in milliseconds: the fastest of several runs. */
export interface Speed {
  readonly language: Program["language"]
  readonly task: string
  readonly here: number
  /** Without the start of the runtime. */
  readonly native: number
  readonly isSame: boolean
}

/** Small programs that do the same in each language, in the folder `speed`. */
const tasks = ["mandelbrot", "queens", "strings", "tables", "sorting"]
const languages = [
  { language: "python", ending: "py", command: process.env["GLISSADE_PYTHON"] ?? "python3", empty: ["-c", ""] },
  { language: "lua", ending: "lua", command: process.env["GLISSADE_LUA"] ?? "lua5.4", empty: ["-e", ""] },
  { language: "ruby", ending: "rb", command: process.env["GLISSADE_RUBY"] ?? "ruby", empty: ["-e", ""] },
  { language: "javascript", ending: "js", command: process.execPath, empty: ["-e", ""] }
] as const
const rounds = 5

const timed = (command: string, args: ReadonlyArray<string>): { readonly ms: number; readonly stdout: string } => {
  const start = performance.now()
  const { stdout } = spawnSync(command, args, { encoding: "utf8" })
  return { ms: performance.now() - start, stdout }
}

const measured = (language: Program["language"], code: string) =>
  Effect.gen(function* () {
    const { run } = yield* Sandbox
    const execution = Execution.make({ language, code, stdin: "", args: [], files: [], limits })
    const last = yield* Stream.runLast(Stream.filter(run(execution), (event) => event.type === "finished"))
    if (last._tag === "None" || last.value.type !== "finished") throw new Error("the run did not finish")
    return { ms: last.value.result.durationMs, stdout: last.value.result.stdout ?? "" }
  })

/** Measures every task in every language, here and natively in turn. */
export const speeds = Effect.gen(function* () {
  const measures: Array<Speed> = []
  for (const { command, empty, ending, language } of languages) {
    const start = Math.min(...Array.from({ length: rounds }, () => timed(command, empty).ms))
    for (const task of tasks) {
      const file = fileURLToPath(new URL(`speed/${task}.${ending}`, import.meta.url))
      const code = readFileSync(file, "utf8")
      let [here, native, isSame] = [Infinity, Infinity, true]
      for (let round = 0; round < rounds; round++) {
        const ours = yield* measured(language, code)
        const theirs = timed(command, [file])
        here = Math.min(here, ours.ms)
        native = Math.min(native, theirs.ms - start)
        isSame &&= ours.stdout === theirs.stdout
      }
      measures.push({ language, task, here, native: Math.max(native, 1), isSame })
    }
  }
  return measures
})

const round = (ms: number): string => ms.toFixed(0)

/** The section on speed, in Markdown. */
export const speedReport = (measures: ReadonlyArray<Speed>): string => {
  const rows = measures.map(
    ({ here, isSame, language, native, task }) =>
      `| ${language} | ${task} | ${round(here)} | ${round(native)} | ${(here / native).toFixed(1)} | ${isSame ? "yes" : "no"} |`
  )
  const means = [...Map.groupBy(measures, ({ language }) => language)].map(([language, all]) => {
    const mean = Math.exp(all.reduce((sum, { here, native }) => sum + Math.log(here / native), 0) / all.length)
    return `${language} ${mean.toFixed(1)}`
  })
  return `## Speed

Small programs of ours (\`packages/sandbox/conformance/programs/speed\`), the fastest of ${rounds} runs here and natively in turn, in milliseconds; the
start of the native runtime is taken off. Geometric means of the ratios: ${means.join(", ")}. Node compiles JavaScript to machine code,
which QuickJS does not.

| language | program | here | natively | ratio | the same output |
| --- | --- | ---: | ---: | ---: | --- |
${rows.join("\n")}
`
}
