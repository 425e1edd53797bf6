import type { Execution } from "@glissade/protocol/Execution"
import type { ExecutionResult, OutputStage, StreamName } from "@glissade/protocol/ExecutionResult"
import type { Runtime } from "@glissade/protocol/Runtime"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import { Runtimes } from "./Admission.ts"

/**
 * An interpreter is assigned; until now the program waited for one. Always the first event. The program is sent to the interpreter when the
 * consumer asks for the next event, so a consumer whose connection has closed can end the stream at no cost.
 */
export interface SandboxStarted {
  readonly type: "started"
}

/** A piece of what a program wrote, as soon as it wrote it. Never splits a character. */
export interface SandboxOutput {
  readonly type: "output"
  readonly stream: StreamName
  /** Of a compiler, where the execution has a limit for it. Absent for the program itself. */
  readonly stage?: OutputStage
  readonly data: string
}

/** The program waits for input that has not come yet. Comes again only after it was given some. */
export interface SandboxWaiting {
  readonly type: "waiting"
}

/** The end of a run; always the last event and always exactly one. */
export interface SandboxFinished {
  readonly type: "finished"
  readonly result: ExecutionResult
}

export type SandboxEvent = SandboxStarted | SandboxOutput | SandboxWaiting | SandboxFinished

/**
 * A fault of the system, never of the program: no interpreter was available, or its process died for a reason other than the program.
 * `busy`: the wait for an interpreter took too long. `boot`: the first of its language does not start, or not in time. `crashed`: its process ended by itself. `killed`: the operating system killed it in
 * the middle of the run, usually because memory ran out. `unsupported`: no engine here runs the language.
 */
export class SandboxUnavailable extends Schema.TaggedError<SandboxUnavailable>()("SandboxUnavailable", {
  reason: Schema.Literals(["busy", "crashed", "killed", "boot", "unsupported"]),
  message: Schema.String
}) {}

/**
 * Runs untrusted programs. `run` gives one `started`, output as it is written, and one `finished`; concatenated, the output equals
 * the result's `stdout` and `stderr`. Output of the stage `compile` comes first, and equals those of the result's `compile`. A wrong program is a result; the stream fails only with a fault of the system.
 * Interrupting the stream stops the program.
 */
export class Sandbox extends Context.Service<
  Sandbox,
  {
    /**
     * With `input`, the program waits for what it reads beyond its `stdin`, until the stream ends: for 60 s in all, which do not count
     * towards its time limit. Only for languages whose runtime has `interactiveInput`; for others the stream is not read.
     */
    readonly run: (
      execution: Execution,
      input?: Stream.Stream<string>
    ) => Stream.Stream<SandboxEvent, SandboxUnavailable>
    /** Those in WebAssembly; what runs natively is in `NativeRuntimes`. */
    readonly runtimes: ReadonlyArray<Runtime>
    /**
     * While the first interpreter of a language boots, or none has been asked for: completes when it is ready. `undefined` from then on.
     * Absent where nothing boots.
     */
    readonly booting?: (execution: Pick<Execution, "language" | "runtime">) => Effect.Effect<void> | undefined
  }
>()("@glissade/core/Sandbox") {}

/** The languages that requests may name, where the sandbox is in the same process: those that it runs. */
export const layerRuntimes: Layer.Layer<Runtimes, never, Sandbox> = Layer.effect(
  Runtimes,
  Effect.map(Sandbox, (sandbox) => sandbox.runtimes)
)

/**
 * A sandbox that runs a function in place of an engine, for tests of the code around it. The function takes the execution and returns the
 * events of the run.
 */
export const layerMemory = (
  runtimes: ReadonlyArray<Runtime>,
  run: (execution: Execution, input?: Stream.Stream<string>) => Stream.Stream<SandboxEvent, SandboxUnavailable>
): Layer.Layer<Sandbox> =>
  Layer.effect(
    Sandbox,
    Effect.sync(() => Sandbox.of({ run, runtimes }))
  )
