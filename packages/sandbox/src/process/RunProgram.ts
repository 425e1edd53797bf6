import type { SandboxEvent } from "@glissade/core/Sandbox"
import { SandboxUnavailable } from "@glissade/core/Sandbox"
import { monotonicMs } from "@glissade/core/Monotonic"
import type { Execution } from "@glissade/protocol/Execution"
import { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import type { Runtime } from "@glissade/protocol/Runtime"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { Program, StreamName } from "@glissade/engine/Engine"
import { clipError } from "@glissade/engine/host/HostEnding"
import type { HostEnding, HostGone } from "./HostAnswers.ts"
import type { HostProcess } from "./HostProcess.ts"
import type { Pool } from "../pool/Pool.ts"
import { TextDecoding } from "./TextDecoding.ts"

const encoder = new TextEncoder()

const toProgram = (execution: Execution): Program => ({
  language: execution.language,
  code: execution.code,
  args: execution.args,
  stdin: encoder.encode(execution.stdin),
  files: execution.files.map(({ content, encoding, name }) => ({
    name,
    content: encoding === "base64" ? new Uint8Array(Buffer.from(content, "base64")) : encoder.encode(content)
  })),
  limits: execution.limits
})

/** Ways in which V8 and Linux end a process that took too much, each the doing of its program. */
const exhausted = new Set(["SIGABRT", "SIGTRAP", "SIGILL"])

/** The ending of a run whose process sent none that can be read, from what the parent saw. */
const seen = (status: HostEnding["status"], error?: HostEnding["error"]): HostEnding => ({
  status,
  exitCode: null,
  ...(error && { error }),
  memoryBytes: 0,
  reusable: false,
  truncated: { stdout: false, stderr: false }
})

const outOfMemory = seen("memory_limit", {
  type: "OutOfMemory",
  message: "the program took more memory than its process can have"
})

const stackOverflow = seen("error", {
  type: "StackOverflow",
  message: "the program went deeper than the stack of its process allows"
})

const broken = seen("error", { type: "SystemError", message: "the program broke its interpreter" })

/**
 * What the death of a process in the middle of a run says. V8 aborts when its heap is full, and a native stack that is too
 * deep is a segmentation fault: both are the program's doing and so a result, as is what a process says that no honest one says.
 * Everything else is a fault of the system, SIGKILL from outside too: whether the kernel was short of memory for this program or for
 * another cannot be known.
 */
const endingOfDeath = ({ killedFor, signal }: HostGone): Effect.Effect<HostEnding, SandboxUnavailable> => {
  if (killedFor === "timeout") return Effect.succeed(seen("timeout"))
  if (killedFor === "memory" || (signal !== null && exhausted.has(signal))) return Effect.succeed(outOfMemory)
  if (killedFor === "fault") return Effect.succeed(broken)
  if (signal === "SIGSEGV" || signal === "SIGBUS") return Effect.succeed(stackOverflow)
  return Effect.fail(
    signal === "SIGKILL" && killedFor === undefined
      ? new SandboxUnavailable({ reason: "killed", message: "the operating system killed the interpreter's process" })
      : new SandboxUnavailable({ reason: "crashed", message: "the interpreter's process ended by itself" })
  )
}

/** How much earlier than its limit a run may say that it is over: the clocks of the two processes are read one after the other. */
const clockToleranceMs = 50

/**
 * Time and output are measured on this side, so that a process cannot say that a limit was reached which was not. The rest of an ending
 * (status, exit code, memory) is its word.
 */
const contradicts = ({ status }: HostEnding, durationMs: number, program: Program, host: HostProcess): boolean =>
  (status === "timeout" && durationMs < program.limits.timeoutMs - clockToleranceMs) ||
  (status === "output_limit" && !host.reachedOutputLimit())

/** The end of a program: as its process tells it, or as it is seen from outside when the process is killed or dies. */
const awaitEnding = Effect.fnUntraced(function* (
  host: HostProcess,
  program: Program,
  ending: ReturnType<HostProcess["run"]>,
  start: number
) {
  const told = yield* Effect.catchTag(ending, "HostGone", endingOfDeath)
  const durationMs = (yield* monotonicMs) - start
  if (!contradicts(told, durationMs, program, host)) return { ...told, durationMs }
  yield* host.kill
  return { ...broken, durationMs }
})

const toResult = (
  runtime: Runtime,
  ending: HostEnding & { readonly durationMs: number },
  text: TextDecoding
): ExecutionResult => {
  const { artifacts, error } = ending
  return ExecutionResult.make({
    status: ending.status,
    exitCode: ending.exitCode,
    stdout: text.text("stdout"),
    stderr: text.text("stderr"),
    truncated: ending.truncated,
    durationMs: ending.durationMs,
    memoryBytes: ending.memoryBytes,
    language: runtime.language,
    version: runtime.version,
    ...(artifacts && { artifacts }),
    ...(error && { error: clipError(error) })
  })
}

/** Sends a program to its interpreter, and gives what it says. */
const runIn = (
  host: HostProcess,
  runtime: Runtime,
  execution: Execution
): Stream.Stream<SandboxEvent, SandboxUnavailable> =>
  Effect.gen(function* () {
    // Bounded by the output limit of the run, and by the frames that the process may send.
    const events = yield* Queue.unbounded<SandboxEvent, SandboxUnavailable | Cause.Done>()
    const text = new TextDecoding()
    const emit = (stream: StreamName, data: string) => {
      if (data.length > 0) Queue.offerUnsafe(events, { type: "output", stream, data })
    }
    const program = toProgram(execution)
    // Before the process has it: measured from later on, a program that was stopped at its limit would seem to have had less.
    const start = yield* monotonicMs
    const ending = host.run(program, (stream, bytes) => emit(stream, text.push(stream, bytes)))
    yield* awaitEnding(host, program, ending, start).pipe(
      Effect.tap((end) =>
        Effect.sync(() => {
          for (const stream of ["stdout", "stderr"] as const) emit(stream, text.finish(stream))
          Queue.offerUnsafe(events, { type: "finished", result: toResult(runtime, end, text) })
          Queue.endUnsafe(events)
        })
      ),
      Effect.catchCause((cause) => Queue.failCause(events, cause)),
      Effect.forkScoped
    )
    return Stream.fromQueue(events)
  }).pipe(Stream.unwrap)

/**
 * Runs one program in the next interpreter of a pool that is free. It is sent there when more than `started` is asked for. Interrupting
 * the stream kills the program.
 */
export const run = (
  pool: Pool,
  runtime: Runtime,
  execution: Execution
): Stream.Stream<SandboxEvent, SandboxUnavailable> =>
  Effect.map(pool.take, (host) =>
    Stream.concat(
      Stream.succeed<SandboxEvent>({ type: "started" }),
      Stream.suspend(() => runIn(host, runtime, execution))
    )
  ).pipe(Stream.unwrap)
