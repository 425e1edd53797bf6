import type { Compiled, Ended, Input } from "@glissade/containers/RunnerProtocol"
import type { Execution } from "@glissade/protocol/Execution"
import type {
  Artifact,
  ExecutionError,
  ExecutionStatus,
  OutputStage,
  StreamName
} from "@glissade/protocol/ExecutionResult"
import { maximumCompileBytes } from "@glissade/protocol/ExecutionResult"
import { monotonicMs } from "@glissade/core/Monotonic"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { Container } from "./Container.ts"
import type { GuestFrame } from "./GuestFrames.ts"
import type { Language } from "./Language.ts"
import { compileError } from "./CompileError.ts"
import { maximumErrorCharacters, runError } from "./RunError.ts"
import { OutputCount } from "./OutputCount.ts"
import { pausableLimit } from "./PausableLimit.ts"

/** A limit that was seen from outside: the run is over, whatever its container says. */
class Stopped extends Data.TaggedError("Stopped")<{
  readonly status: ExecutionStatus
  readonly error?: ExecutionError
}> {}

/** Bytes of input in one frame. */
const inputPieceBytes = 65_536

const sendProgram = (
  container: Container,
  language: Language,
  { args, code, files, stdin }: Execution,
  isInteractive: boolean
) => {
  container.send("M", language.mainFile)
  container.send("F", `${language.mainFile}\0${code}`)
  for (const { content, encoding, name } of files) {
    const bytes = Buffer.from(content, encoding === "base64" ? "base64" : "utf8")
    container.send("F", Buffer.concat([Buffer.from(`${name}\0`), bytes]))
  }
  for (const arg of args) container.send("A", arg)
  const input = Buffer.from(stdin)
  for (let start = 0; start < input.length; start += inputPieceBytes) {
    container.send("I", input.subarray(start, start + inputPieceBytes))
  }
  if (isInteractive) container.send("N", (language.interactive ?? []).join("\0"))
  container.send("G")
}

const streams: Readonly<Record<string, StreamName>> = { o: "stdout", e: "stderr" }

const pictureOf = (payload: Buffer): Artifact | undefined => {
  const end = payload.indexOf(0)
  if (end < 1 || end > 255) return undefined
  const name = payload.toString("utf8", 0, end)
  const mediaType = /\.png$/i.test(name) ? "image/png" : /\.svg$/i.test(name) ? "image/svg+xml" : undefined
  return mediaType && { name, mediaType, data: payload.toString("base64", end + 1) }
}

/** Characters of base64 that the pictures of one run may be. */
const maximumPictureCharacters = 1_000_000

/** Pictures of one run, as in the other sandboxes. Their names alone could be more than a line of the protocol. */
const maximumPictures = 100

/** How long reading the pictures of a program that has ended may take, in milliseconds. */
const maximumPicturesMs = 5_000

/** Signals by name where a program's end by one says more than its number. */
const deaths: Readonly<Record<number, string>> = {
  4: "SIGILL",
  6: "SIGABRT",
  8: "SIGFPE",
  9: "SIGKILL",
  11: "SIGSEGV",
  15: "SIGTERM"
}

interface StageEnd {
  readonly code: number
  readonly signal: number
}

const stageEnd = (payload: Buffer): StageEnd => {
  const [, code = "1", signal = "0"] = /^\w+ (\d{1,3}) (\d{1,3})$/.exec(payload.toString("latin1")) ?? []
  return { code: Number(code), signal: Number(signal) }
}

const brokenEnding = (ranOut: boolean): { status: ExecutionStatus; exitCode: null; error: ExecutionError } => ({
  status: ranOut ? "memory_limit" : "error",
  exitCode: null,
  error: ranOut
    ? { type: "OutOfMemory", message: "the program took more memory than it may" }
    : { type: "SystemError", message: "the program broke its container, for instance with too many processes" }
})

/** Input that comes while a program runs. */
export interface TypedInput<E> {
  readonly next: Effect.Effect<Pick<Input, "data" | "eof">, E>
  /** The program waits for it. */
  readonly onWaiting: Effect.Effect<void>
}

/** Characters of a compiler's output in which its first error is looked for. */
const maximumDiagnosticCharacters = 100_000

/**
 * Runs one program in a container that nothing has run in. Compiling is told apart where the execution has a limit for it; otherwise what a
 * compiler writes is told as stderr, and its time counts against the program's limit.
 * The frames are those of the program's own container: a program that forges them changes nothing but its own result.
 */
export const runProgram = Effect.fnUntraced(function* <E = never>(
  container: Container,
  language: Language,
  execution: Execution,
  tell: (stream: StreamName, data: Uint8Array, stage?: OutputStage) => Effect.Effect<void>,
  typed?: TypedInput<E>
) {
  const { limits } = execution
  const count = new OutputCount(limits.outputBytes)
  const compilerCount = new OutputCount(maximumCompileBytes)
  let compile: Compiled | undefined
  const artifacts: Array<Artifact> = []
  let pictureCharacters = 0
  let compilerText = ""
  let errorText = ""
  const { memory } = container
  memory?.allow(limits.memoryBytes)

  const output = Effect.fnUntraced(function* ({ kind, payload }: GuestFrame) {
    const stream = streams[kind]
    if (stream === undefined) return
    const part = count.take(stream, payload)
    if (part.length > 0) yield* tell(stream, part)
    if (count.truncated[stream]) yield* new Stopped({ status: "output_limit" })
  })

  const isApart = limits.compileTimeoutMs !== undefined

  /** What is over the limit is left out: a compiler that warns at length is no reason to stop it. */
  const compilerOutput = ({ kind, payload }: GuestFrame) => {
    const stream = streams[kind]
    const part = stream && compilerCount.take(stream, payload)
    return stream && part && part.length > 0 ? tell(stream, part, "compile") : Effect.void
  }

  const compileStage = Effect.gen(function* () {
    while (true) {
      const frame = yield* container.next
      if (frame.kind === "x") return stageEnd(frame.payload)
      if (frame.kind in streams && compilerText.length < maximumDiagnosticCharacters)
        compilerText += frame.payload.toString("utf8")
      yield* isApart ? compilerOutput(frame) : output(frame.kind === "o" ? { ...frame, kind: "e" } : frame)
    }
  }).pipe(
    Effect.timeoutOrElse({
      duration: limits.compileTimeoutMs ?? limits.timeoutMs,
      orElse: () =>
        new Stopped({
          status: "timeout",
          error: {
            type: "CompileTimeout",
            message: isApart
              ? `compiling took longer than its limit of ${limits.compileTimeoutMs} milliseconds`
              : "compiling took all of the program's time limit"
          }
        })
    })
  )

  const limit = typed && (yield* pausableLimit)

  let given = 0
  let isTold = false

  /** What the container says of its program's waiting. Of a wait that input has ended meanwhile it may say so late. */
  const onTurn = Effect.fnUntraced(function* ({ kind, payload }: GuestFrame) {
    if (!limit || !typed) return
    if (kind === "g") return yield* limit.resume
    if (payload.toString("latin1") !== String(given)) return
    yield* limit.pause
    if (isTold) return
    isTold = true
    yield* typed.onWaiting
  })

  const runFrames = Effect.gen(function* () {
    while (true) {
      const frame = yield* container.next
      if (frame.kind === "x") return stageEnd(frame.payload)
      if (frame.kind === "e") errorText = (errorText + frame.payload.toString("utf8")).slice(-maximumErrorCharacters)
      yield* frame.kind === "i" || frame.kind === "g" ? onTurn(frame) : output(frame)
    }
  })

  const runStage = Effect.fnUntraced(function* (timeoutMs: number) {
    const timedOut = new Stopped({ status: "timeout" })
    if (limit === undefined)
      return yield* Effect.timeoutOrElse(runFrames, { duration: timeoutMs, orElse: () => timedOut })
    yield* limit.start(timeoutMs)
    return yield* Effect.raceFirst(runFrames, Effect.andThen(limit.over, timedOut))
  })

  const feed = Effect.gen(function* () {
    if (!typed || !limit) return yield* Effect.never
    while (true) {
      const { data, eof } = yield* typed.next
      if (data !== "") {
        given += 1
        container.send("I", data)
      }
      if (eof) container.send("E")
      isTold = false
      yield* limit.resume
    }
  })

  const pictures = Effect.gen(function* () {
    while (true) {
      const { kind, payload } = yield* container.next
      if (kind === "z") return
      const picture = kind === "a" ? pictureOf(payload) : undefined
      if (picture === undefined) continue
      pictureCharacters += picture.data.length
      if (pictureCharacters <= maximumPictureCharacters && artifacts.length < maximumPictures) artifacts.push(picture)
    }
  }).pipe(Effect.timeoutOrElse({ duration: Math.min(limits.timeoutMs, maximumPicturesMs), orElse: () => Effect.void }))

  let start = yield* monotonicMs
  let endedAt: number | undefined
  let isRunning = false
  sendProgram(container, language, execution, typed !== undefined)

  const told = Effect.gen(function* () {
    if (language.compile !== undefined) {
      if (isApart) compile = { exitCode: null, durationMs: 0, truncated: compilerCount.truncated }
      const compiled = yield* compileStage
      if (compile) compile = { ...compile, exitCode: compiled.signal === 0 ? compiled.code : 128 + compiled.signal }
      if (compiled.code !== 0 || compiled.signal !== 0) {
        const error = compileError(compilerText, language)
        return { status: "error" as const, exitCode: compiled.code || 1, error }
      }
    }
    const compiledAt = yield* monotonicMs
    // Without a limit for compiling the program's covers it: the clocks of that client know of no other.
    const leftMs = isApart ? limits.timeoutMs : Math.max(1, limits.timeoutMs - (compiledAt - start))
    isRunning = true
    if (compile) compile = { ...compile, durationMs: Math.max(0, Math.round(compiledAt - start)) }
    start = compiledAt
    const { code, signal } = yield* runStage(leftMs)
    endedAt = yield* monotonicMs
    yield* pictures
    if (signal === 0 && code === 0) return { status: "success" as const, exitCode: code }
    if (signal === 0) {
      const error = runError(errorText, language)
      return { status: "error" as const, exitCode: code, ...(error && { error }) }
    }
    const name = deaths[signal] ?? `signal ${signal}`
    return {
      status: "error" as const,
      exitCode: 128 + signal,
      error: { type: name, message: `the program was ended by ${name}` }
    }
  })

  const isOver = told.pipe(
    Effect.catchTag("Stopped", ({ error, status }) =>
      Effect.succeed({ status, exitCode: null, ...(error && { error }) })
    ),
    // The container ended in the middle of its run: its program took its memory, or broke it.
    Effect.catchTag("ContainerFailed", () => Effect.succeed(brokenEnding(memory?.ranOut() === true)))
  )
  const ending = yield* typed ? Effect.raceFirst(isOver, feed) : isOver
  const outOfMemory = ending.status === "error" && memory?.ranOut() === true
  const waitedMs = limit ? yield* limit.waitedMs : 0
  const tookMs = Math.max(0, Math.round((endedAt ?? (yield* monotonicMs)) - start - waitedMs))
  // Of a program that was never started.
  const isOnlyCompiled = compile !== undefined && !isRunning
  if (compile && isOnlyCompiled) compile = { ...compile, durationMs: tookMs }
  return {
    type: "ended",
    ...ending,
    ...(outOfMemory && brokenEnding(true)),
    durationMs: isOnlyCompiled ? 0 : tookMs,
    memoryBytes: memory?.peak() ?? 0,
    truncated: count.truncated,
    ...(compile && { compile }),
    ...(artifacts.length > 0 && { artifacts: artifacts.toSorted((a, b) => (a.name < b.name ? -1 : 1)) })
  } satisfies Ended as Ended
})
