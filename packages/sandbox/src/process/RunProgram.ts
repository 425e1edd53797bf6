import type { SandboxEvent } from "@glissade/core/Sandbox"
import { SandboxUnavailable } from "@glissade/core/Sandbox"
import { monotonicMs } from "@glissade/core/Monotonic"
import { TextDecoding } from "@glissade/core/TextDecoding"
import type { Execution } from "@glissade/protocol/Execution"
import { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import type { Runtime } from "@glissade/protocol/Runtime"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { Program, StreamName } from "@glissade/engine/Engine"
import { clipError } from "@glissade/engine/host/HostEnding"
import { longestWaitMs } from "@glissade/engine/host/Frame"
import type { HostEnding, HostGone } from "./HostAnswers.ts"
import type { HostProcess } from "./HostProcess.ts"
import { InputFeed } from "./InputFeed.ts"
import type { Pool } from "../pool/Pool.ts"

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

/** Signals by which V8 and Linux end a process that took too much. The program caused each. */
const exhausted = new Set(["SIGABRT", "SIGTRAP", "SIGILL"])

/** The ending of a run whose process sent no valid one, as the parent saw it. */
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

const waitedTooLong: HostEnding["error"] = {
  type: "InputTimeout",
  message: `the program waited for input for more than ${longestWaitMs / 1_000} seconds in all`
}

const broken = seen("error", { type: "SystemError", message: "the program broke its interpreter" })

/**
 * What the death of a process in the middle of a run means. V8 aborts when its heap is full, and native stack overflow is a segmentation
 * fault: the program caused both, so they are a result, and so is an invalid frame. Everything else is a fault of the system, also SIGKILL
 * from outside: whether this program or another one used up the memory is unknown.
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

/** How much before its limit a run may report a timeout: the clocks of the two processes are read one after the other. */
const clockToleranceMs = 50

/**
 * The parent measures time and output, so a process cannot claim that one of these limits was reached. The rest of an ending (status, exit
 * code, memory) is as the process reports it.
 */
const contradicts = ({ status }: HostEnding, durationMs: number, program: Program, host: HostProcess): boolean =>
  (status === "timeout" && durationMs < program.limits.timeoutMs - clockToleranceMs) ||
  (status === "output_limit" && !host.reachedOutputLimit())

/** The end of a program: as its process reports it, or as seen from outside if the process is killed or dies. */
const awaitEnding = Effect.fnUntraced(function* (
  host: HostProcess,
  program: Program,
  ending: ReturnType<HostProcess["run"]>,
  start: number,
  feed: InputFeed | undefined
) {
  const told = yield* Effect.catchTag(ending, "HostGone", endingOfDeath)
  const durationMs = Math.max(0, Math.round((yield* monotonicMs) - start - (feed?.waitedMs ?? 0)))
  if (told.status === "timeout" && feed?.isOver) return { ...told, durationMs, error: waitedTooLong }
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

/** Passes on what is typed while the program runs. */
const feedFrom = Effect.fnUntraced(function* (input: Stream.Stream<string>, onNeed: () => void) {
  const feed = new InputFeed(onNeed)
  yield* Stream.runForEach(input, (text) => Effect.sync(() => feed.give(encoder.encode(text)))).pipe(
    // Not where the run is interrupted, which is not the end of its input.
    Effect.andThen(Effect.sync(() => feed.end())),
    Effect.forkScoped
  )
  return feed
})

/** Sends a program to its interpreter, and gives its events. */
const runIn = (
  host: HostProcess,
  runtime: Runtime,
  execution: Execution,
  input: Stream.Stream<string> | undefined
): Stream.Stream<SandboxEvent, SandboxUnavailable> =>
  Effect.gen(function* () {
    // Bounded by the output limit of the run, and by the frames that the process may send.
    const events = yield* Queue.unbounded<SandboxEvent, SandboxUnavailable | Cause.Done>()
    const text = new TextDecoding()
    const emit = (stream: StreamName, data: string) => {
      if (data.length > 0) Queue.offerUnsafe(events, { type: "output", stream, data })
    }
    const feed = input && (yield* feedFrom(input, () => Queue.offerUnsafe(events, { type: "waiting" })))
    const program = toProgram(execution)
    // Take the time before the process has the program: otherwise a program that was stopped at its limit would seem to have had less.
    const start = yield* monotonicMs
    const ending = host.run(program, (stream, bytes) => emit(stream, text.push(stream, bytes)), feed)
    yield* awaitEnding(host, program, ending, start, feed).pipe(
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
 * Runs one program in the pool's next free interpreter. The program is sent when the consumer asks for the event after `started`. With
 * `input`, it waits for what it reads beyond the input of the execution. Interrupting the stream kills the program.
 */
export const run = (
  pool: Pool,
  runtime: Runtime,
  execution: Execution,
  input?: Stream.Stream<string>
): Stream.Stream<SandboxEvent, SandboxUnavailable> =>
  Effect.map(input === undefined ? pool.take : pool.takeForInput, (host) =>
    Stream.concat(
      Stream.succeed<SandboxEvent>({ type: "started" }),
      Stream.suspend(() => runIn(host, runtime, execution, input))
    )
  ).pipe(Stream.unwrap)
