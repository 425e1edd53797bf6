import { Sandbox } from "@glissade/core/Sandbox"
import { Execution } from "@glissade/protocol/Execution"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { readFileSync } from "node:fs"
import type { Suite } from "./Suite.ts"

/** What became of the tests of one module. */
export interface ModuleResult {
  readonly module: string
  readonly passed: ReadonlyArray<string>
  /** Test to the end of its traceback, or to what became of the interpreter. */
  readonly failed: ReadonlyMap<string, string>
  /** Test, or the module itself, to the reason. */
  readonly skipped: ReadonlyMap<string, string>
  readonly durationMs: number
}

const driver = readFileSync(new URL("driver.py", import.meta.url), "utf8")

/** Generous: what is looked at is what Python does, not what a person may use. */
const limits = { timeoutMs: 150_000, memoryBytes: 1 << 30, outputBytes: 64 << 20 }

type Told = readonly [kind: string, test: string, reason?: string]

const toldOf = (stdout: string): ReadonlyArray<Told> =>
  stdout
    .split("\n")
    .filter((line) => line.startsWith("\u001e"))
    .map((line) => JSON.parse(line.slice(1)) as Told)

interface Run {
  readonly stdout: string
  readonly durationMs: number
  /** How it ended, in words. */
  readonly ending: string
}

/** The program's output is kept even where its process dies with it. */
const runOnce = (suite: Suite, module: string, leftOut: ReadonlyArray<string>): Effect.Effect<Run, never, Sandbox> =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox
    const pieces: Array<string> = []
    let durationMs = 0
    let ending = ""
    const program = Execution.make({
      language: "python",
      code: driver,
      stdin: "",
      args: [module, ...leftOut],
      files: suite.filesOf(module),
      limits
    })
    yield* Stream.runForEach(sandbox.run(program), (event) =>
      Effect.sync(() => {
        if (event.type === "output" && event.stream === "stdout") pieces.push(event.data)
        if (event.type !== "finished") return
        durationMs = event.result.durationMs
        ending = `${event.result.status}: ${event.result.error?.type ?? ""} ${event.result.error?.message ?? ""}`
      })
    ).pipe(
      Effect.catch((failure) =>
        Effect.sync(() => {
          ending = `unavailable: ${failure.message}`
        })
      )
    )
    return { stdout: pieces.join(""), durationMs, ending }
  })

/**
 * Runs one module of tests. A test that costs the interpreter, or outlasts the limit, has failed; the others run again without it.
 * Tests that are known to be `crashing` are failed without a run: they write where they should not, and what dies of that may be a test
 * that comes long after.
 */
export const runModule = (
  suite: Suite,
  module: string,
  crashing: ReadonlyArray<string> = []
): Effect.Effect<ModuleResult, never, Sandbox> =>
  Effect.gen(function* () {
    const lost = new Map(crashing.map((test) => [test, "known to cost the interpreter"]))
    let durationMs = 0
    while (true) {
      const result = yield* runOnce(suite, module, [...lost.keys()])
      durationMs += result.durationMs
      const passed = new Set<string>()
      const failed = new Map(lost)
      const skipped = new Map<string, string>()
      let running: string | undefined
      let done = false
      for (const [kind, test, reason = ""] of toldOf(result.stdout)) {
        if (kind === "started") running = test
        else running = undefined
        if (kind === "passed") passed.add(test)
        else if (kind === "failed" || kind === "fixture") failed.set(test, reason)
        else if (kind === "skipped") skipped.set(test, reason)
        else if (kind === "done") done = true
      }
      if (done) return { module, passed: [...passed], failed, skipped, durationMs }
      if (running === undefined || lost.size > 50) {
        failed.set(module, result.ending)
        return { module, passed: [...passed], failed, skipped, durationMs }
      }
      lost.set(running, result.ending)
    }
  })
