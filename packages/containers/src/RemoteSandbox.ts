import type { SandboxEvent } from "@glissade/core/Sandbox"
import { Sandbox, SandboxUnavailable } from "@glissade/core/Sandbox"
import { monotonicMs } from "@glissade/core/Monotonic"
import { TextDecoding } from "@glissade/core/TextDecoding"
import type { Execution } from "@glissade/protocol/Execution"
import { longestRunMs } from "@glissade/protocol/Execution"
import type { OutputStage, StreamName } from "@glissade/protocol/ExecutionResult"
import { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import type { Runtime } from "@glissade/protocol/Runtime"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { KeyObject } from "node:crypto"
import { randomUUID } from "node:crypto"
import type { RunnerConnection } from "./RunnerConnection.ts"
import { connect } from "./RunnerConnection.ts"
import type { Ended, Hello, RunnerAnswer } from "./RunnerProtocol.ts"
import { longestInputWaitMs, requestLifeMs, RunnerRequest } from "./RunnerProtocol.ts"
import { signRequest } from "./Signing.ts"

export interface RemoteSandboxOptions {
  /** Path of the runner's Unix socket. */
  readonly socketPath: string
  /** The server's Ed25519 key. The runner has the public one. */
  readonly privateKey: KeyObject
  /** Is told what the runner says of itself at the beginning of each run. */
  readonly onHello?: (hello: Hello) => void
}

const encode = Schema.encodeEffect(Schema.fromJsonString(RunnerRequest))

const crashed = (message: string) => new SandboxUnavailable({ reason: "crashed", message })

const unexpected = ({ type }: RunnerAnswer) => crashed(`the runner sent ${type} where it may not`)

/** How long a runner may take to say what it is, in milliseconds: it does so at once unless it is stopped. */
const helloMs = 5_000

const hello = Effect.fnUntraced(function* (connection: RunnerConnection) {
  const answer = yield* Effect.timeoutOrElse(connection.next, {
    duration: helloMs,
    orElse: () => Effect.fail(crashed("the runner does not answer"))
  })
  return answer.type === "hello" ? answer : yield* unexpected(answer)
})

/**
 * How long a container may take, in milliseconds: the first of a language waits until its checkpoint is made, which takes seconds, and then
 * behind containers of other languages.
 */
const containerMs = 120_000

const container = Effect.fnUntraced(function* (connection: RunnerConnection) {
  const answer = yield* Effect.timeoutOrElse(connection.next, {
    duration: containerMs,
    // One language may be slow where the runner is well; one that hangs is noticed by the next greeting.
    orElse: () => new SandboxUnavailable({ reason: "boot", message: "the runner had no container in time" })
  })
  if (answer.type !== "started") yield* unexpected(answer)
})

const resultOf = (runtime: Runtime, ended: Ended, text: TextDecoding, compilerText: TextDecoding): ExecutionResult => {
  const { artifacts, compile, durationMs, error, exitCode, memoryBytes, status, truncated } = ended
  return ExecutionResult.make({
    status,
    exitCode,
    stdout: text.text("stdout"),
    stderr: text.text("stderr"),
    truncated,
    durationMs,
    memoryBytes,
    language: runtime.language,
    version: runtime.version,
    ...(artifacts && { artifacts }),
    ...(error && { error }),
    ...(compile && {
      compile: { ...compile, stdout: compilerText.text("stdout"), stderr: compilerText.text("stderr") }
    })
  })
}

const outputOf = (stream: StreamName, data: string, stage?: OutputStage): ReadonlyArray<SandboxEvent> =>
  data === "" ? [] : [{ type: "output", stream, data, ...(stage && { stage }) }]

const restOf = (text: TextDecoding, stage?: OutputStage): ReadonlyArray<SandboxEvent> =>
  (["stdout", "stderr"] as const).flatMap((stream) => outputOf(stream, text.finish(stream), stage))

/** What a run may take beyond its time limit, in milliseconds: reading its pictures, and the end of its container. */
const graceMs = 15_000

/** Output as it comes, and at the end what is left of it and the result. */
const eventsOf = (
  connection: RunnerConnection,
  runtime: Runtime,
  limits: Execution["limits"],
  isInteractive: boolean
): Stream.Stream<SandboxEvent, SandboxUnavailable> =>
  Effect.map(monotonicMs, (startMs) => {
    const text = new TextDecoding()
    const compilerText = new TextDecoding()
    const longestMs = longestRunMs(limits) + graceMs + (isInteractive ? longestInputWaitMs : 0)
    let isCompiling = limits.compileTimeoutMs !== undefined
    // A runner that hangs must not keep the run for ever.
    const next = Effect.flatMap(monotonicMs, (nowMs) =>
      Effect.timeoutOrElse(connection.next, {
        duration: Math.max(1_000, startMs + longestMs - nowMs),
        orElse: () => Effect.fail(crashed("the runner did not end the run in time"))
      })
    )
    const compiled = () => {
      const rest = isCompiling ? restOf(compilerText, "compile") : []
      isCompiling = false
      return rest
    }
    return Stream.unfold(false, (isOver) =>
      Effect.gen(function* () {
        if (isOver) return undefined
        const answer = yield* next
        if (answer.type === "output") {
          const { data, stage, stream } = answer
          if (stage !== undefined) {
            // The program's output is never before its compiler's.
            if (!isCompiling) return yield* unexpected(answer)
            return [outputOf(stream, compilerText.push(stream, data), stage), false] as const
          }
          const before = compiled()
          return [[...before, ...outputOf(stream, text.push(stream, data))], false] as const
        }
        if (answer.type === "waiting" && isInteractive) return [[...compiled(), answer], false] as const
        if (answer.type !== "ended") return yield* unexpected(answer)
        const rest = [...compiled(), ...restOf(text)]
        const finished: SandboxEvent = { type: "finished", result: resultOf(runtime, answer, text, compilerText) }
        return [[...rest, finished], true] as const
      })
    ).pipe(Stream.flattenIterable)
  }).pipe(Stream.unwrap)

/** Runs one program in a container of its own, with what is typed while it runs. Interrupting the run destroys its container. */
export const runOn = (
  { onHello, privateKey, socketPath }: RemoteSandboxOptions,
  runtime: Runtime,
  execution: Execution,
  input?: Stream.Stream<string>
): Stream.Stream<SandboxEvent, SandboxUnavailable> =>
  Effect.gen(function* () {
    const connection = yield* connect(socketPath)
    const ask = (request: RunnerRequest) =>
      Effect.flatMap(Effect.orDie(encode(request)), (body) => connection.send(signRequest(body, privateKey)))
    const told = yield* hello(connection)
    onHello?.(told)
    const id = randomUUID()
    const expiresAt = (yield* Clock.currentTimeMillis) + requestLifeMs
    yield* ask({ type: "take", id, expiresAt, language: execution.language })
    yield* container(connection)
    const typed = runtime.interactiveInput === true ? input : undefined
    const begin = Effect.gen(function* () {
      yield* ask({ type: "run", id, execution, ...(typed && { interactive: true }) })
      if (typed) yield* Effect.forkScoped(feed(typed))
      return eventsOf(connection, runtime, execution.limits, typed !== undefined)
    })
    const feed = (typed: Stream.Stream<string>) =>
      typed.pipe(
        Stream.runForEach((data) => ask({ type: "input", id, data, eof: false })),
        Effect.andThen(ask({ type: "input", id, data: "", eof: true }))
      )
    return Stream.concat(Stream.succeed<SandboxEvent>({ type: "started" }), Stream.unwrap(begin))
  }).pipe(Stream.unwrap)

/** Asks a runner what it is and runs. Fails where none answers. */
export const greet = (socketPath: string): Effect.Effect<Hello, SandboxUnavailable> =>
  Effect.scoped(Effect.flatMap(connect(socketPath), hello))

/**
 * Runs programs in containers that a runner holds, each in one of its own. The runner must answer when the layer starts; its languages are
 * those of the sandbox. Interrupting a run destroys its container.
 */
export const layer = (options: RemoteSandboxOptions): Layer.Layer<Sandbox, SandboxUnavailable> =>
  Layer.effect(
    Sandbox,
    Effect.map(greet(options.socketPath), ({ runtimes }) => {
      const known = new Map(runtimes.map((runtime) => [runtime.language, runtime]))
      return Sandbox.of({
        runtimes,
        run: (execution, input) => {
          const runtime = known.get(execution.language)
          if (runtime !== undefined) return runOn(options, runtime, execution, input)
          const message = `no runner here runs ${execution.language}`
          return Stream.fail(new SandboxUnavailable({ reason: "unsupported", message }))
        }
      })
    })
  )
