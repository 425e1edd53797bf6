import type { Execution } from "@glissade/protocol/Execution"
import type { ExecutionResult, StreamName } from "@glissade/protocol/ExecutionResult"
import type { Runtime } from "@glissade/protocol/Runtime"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"

/**
 * An interpreter is there for the program; what came before was waiting. Always the first event, and the program is sent to the
 * interpreter when more is asked for: whoever finds that nobody is there for it ends the stream, and has cost nothing.
 */
export interface SandboxStarted {
  readonly type: "started"
}

/** A piece of what a program wrote, as soon as it wrote it. Never splits a character. */
export interface SandboxOutput {
  readonly type: "output"
  readonly stream: StreamName
  readonly data: string
}

/** The end of a run; always the last event and always exactly one. */
export interface SandboxFinished {
  readonly type: "finished"
  readonly result: ExecutionResult
}

export type SandboxEvent = SandboxStarted | SandboxOutput | SandboxFinished

/**
 * A fault of the system, never of the program: no interpreter could be had, or its process died of something the program
 * did not do. `busy` is a wait for an interpreter that took too long, `crashed` a process that ended by itself, `killed` one that the
 * operating system killed in the middle of the run (as a rule for want of memory), `unsupported` a language that no engine here runs.
 */
export class SandboxUnavailable extends Schema.TaggedError<SandboxUnavailable>()("SandboxUnavailable", {
  reason: Schema.Literals(["busy", "crashed", "killed", "boot", "unsupported"]),
  message: Schema.String
}) {}

/**
 * Runs untrusted programs. `run` gives one `started`, output as it is written, and one `finished`; concatenated, the output equals
 * the result's `stdout` and `stderr`. A wrong program is a result; the stream fails only with a fault of the system.
 * Interrupting the stream stops the program.
 */
export class Sandbox extends Context.Service<
  Sandbox,
  {
    readonly run: (execution: Execution) => Stream.Stream<SandboxEvent, SandboxUnavailable>
    readonly runtimes: ReadonlyArray<Runtime>
  }
>()("@glissade/core/Sandbox") {}

/**
 * A sandbox that runs a function in place of an engine, for tests of what lies around it. The function gets the execution
 * and answers with the events of the run.
 */
export const layerMemory = (
  runtimes: ReadonlyArray<Runtime>,
  run: (execution: Execution) => Stream.Stream<SandboxEvent, SandboxUnavailable>
): Layer.Layer<Sandbox> =>
  Layer.effect(
    Sandbox,
    Effect.sync(() => Sandbox.of({ run, runtimes }))
  )
