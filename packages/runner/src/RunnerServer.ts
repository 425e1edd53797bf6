import { JsonLines } from "@glissade/containers/JsonLines"
import type { RunnerAnswer } from "@glissade/containers/RunnerProtocol"
import {
  maximumLineBytes,
  requestLifeMs,
  RunnerAnswer as Answer,
  runnerProtocol,
  RunnerRequest,
  SignedRequest
} from "@glissade/containers/RunnerProtocol"
import { isSignedBy } from "@glissade/containers/Signing"
import type { OutputStage, StreamName } from "@glissade/protocol/ExecutionResult"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import type { KeyObject } from "node:crypto"
import { randomUUID } from "node:crypto"
import { chmodSync, chownSync, rmSync } from "node:fs"
import type { Socket } from "node:net"
import { createServer } from "node:net"
import type { Container } from "./Container.ts"
import type { ContainerFailed } from "./ContainerFailed.ts"
import type { InstalledLanguage } from "./Language.ts"
import type { ReadyPool } from "./ReadyPool.ts"
import { runProgram } from "./RunProgram.ts"

/** A pool of containers for each language. */
export type ContainerPools = Map<string, ReadyPool<Container, ContainerFailed>>

export interface RunnerServerOptions {
  readonly socketPath: string
  /** Id of the group whose members may connect besides the runner's own user. */
  readonly socketGroup?: number | undefined
  /** The key that requests must be signed with is the private one of this. */
  readonly publicKey: KeyObject
  /** What holds programs, for people to read. */
  readonly isolation: string
  readonly languages: ReadonlyArray<InstalledLanguage>
  readonly pools: ReadonlyMap<string, ReadyPool<Container, ContainerFailed>>
  /** Programs at once. Others that were asked for wait in line. */
  readonly maximumRuns: number
}

/** The other side asked for what it may not have. */
class Refused extends Data.TaggedError("Refused")<{ readonly message: string }> {}
/** The other side has left. */
class Left extends Data.TaggedError("Left") {}

const decodeSigned = Schema.decodeUnknownEffect(Schema.fromJsonString(SignedRequest))
const decodeRequest = Schema.decodeUnknownEffect(Schema.fromJsonString(RunnerRequest))
const encodeAnswer = Schema.encodeSync(Schema.fromJsonString(Answer))

/** The id of this process. */
const runner = randomUUID()

/** How long a connection may be silent before its next request, in milliseconds: it holds a place, and then a container. */
const silenceMs = 10_000

/** Lines of one connection that wait to be read: what is typed comes in up to 2,048 pieces. */
const maximumLines = 4_096

/** Their characters. */
const maximumHeld = 4 * maximumLineBytes

/** How long the other side may take to read what it is told at the end, in milliseconds. */
const farewellMs = 5_000

/** Ids that were accepted, until their requests would be refused for their age. */
class SeenIds {
  private readonly ids = new Map<string, number>()

  /** Whether an id is new. */
  accept(id: string, nowMs: number, expiresAt: number): boolean {
    for (const [old, until] of this.ids) {
      // At the very end of its life, a request is still accepted.
      if (until >= nowMs) break
      this.ids.delete(old)
    }
    if (this.ids.has(id)) return false
    this.ids.set(id, Math.max(expiresAt, nowMs))
    return true
  }
}

const linesOf = Effect.fnUntraced(function* (socket: Socket) {
  // A connection sends two lines, and those of what is typed; what comes beyond that ends it.
  const lines = yield* Queue.bounded<string, Refused | Left>(maximumLines)
  const splitter = new JsonLines(maximumLineBytes)
  const end = (error: Refused | Left) => void Queue.failCauseUnsafe(lines, Cause.fail(error))
  let isOver = false
  let held = 0
  socket.on("data", (piece: Buffer) => {
    if (isOver) return
    const complete = splitter.push(piece)
    const isTaken = complete?.every((line) => {
      held += line.length
      return held <= maximumHeld && Queue.offerUnsafe(lines, line)
    })
    if (isTaken) return
    // The listener stays, and drops what comes: a socket that nobody reads does not tell that the other side has left.
    isOver = true
    end(new Refused({ message: "too much was sent" }))
  })
  socket.on("error", () => end(new Left()))
  socket.on("close", () => end(new Left()))
  const next = Effect.tap(Queue.take(lines), (line) =>
    Effect.sync(() => {
      held -= line.length
    })
  )
  const inTime = next.pipe(
    Effect.timeoutOrElse({
      duration: silenceMs,
      orElse: () => Effect.fail(new Refused({ message: "a request did not come in time" }))
    })
  )
  return { next, inTime }
})

/** What one connection asks for, from its first line to the end of its run. */
const converse = Effect.fnUntraced(function* (
  socket: Socket,
  options: RunnerServerOptions,
  seen: SeenIds,
  runs: Semaphore.Semaphore
) {
  const left = Effect.callback<never, Left>((resume) => {
    if (socket.destroyed) resume(Effect.fail(new Left()))
    else socket.once("close", () => resume(Effect.fail(new Left())))
  })
  const write = (answer: RunnerAnswer) => socket.write(`${encodeAnswer(answer)}\n`)
  const tell = (answer: RunnerAnswer): Effect.Effect<void> => Effect.sync(() => void write(answer))
  const tellOutput = (stream: StreamName, data: Uint8Array, stage?: OutputStage): Effect.Effect<void> =>
    Effect.callback((resume) => {
      // A reader that is slow holds its own program up.
      if (write({ type: "output", stream, data, ...(stage && { stage }) }) || socket.destroyed)
        return resume(Effect.void)
      const resumed = () => resume(Effect.void)
      socket.once("drain", resumed)
      return Effect.sync(() => void socket.off("drain", resumed))
    })
  const lines = yield* linesOf(socket)
  const requestIn = Effect.fnUntraced(function* (line: typeof lines.next) {
    const signed = yield* Effect.mapError(Effect.flatMap(line, decodeSigned), (error) =>
      Schema.isSchemaError(error) ? new Refused({ message: "a line is no signed request" }) : error
    )
    if (!isSignedBy(signed, options.publicKey))
      return yield* new Refused({ message: "a request is not signed by the server" })
    return yield* Effect.mapError(decodeRequest(signed.body), () => new Refused({ message: "a request is invalid" }))
  })
  const request = requestIn(lines.inTime)
  const runtimes = options.languages.map(({ runtime }) => runtime)
  const examples = Object.fromEntries(options.languages.map(({ language }) => [language.language, language.example]))
  const { isolation, maximumRuns } = options
  yield* tell({ type: "hello", protocol: runnerProtocol, runner, isolation, runtimes, maximumRuns, examples })

  const talk = Effect.gen(function* () {
    const take = yield* request
    if (take.type !== "take") return yield* new Refused({ message: "a connection begins with take" })
    const now = yield* Clock.currentTimeMillis
    if (take.expiresAt < now || take.expiresAt > now + 2 * requestLifeMs) {
      return yield* new Refused({ message: "a request has expired" })
    }
    if (!seen.accept(take.id, now, take.expiresAt)) return yield* new Refused({ message: "a request came twice" })
    const installed = options.languages.find(({ language }) => language.language === take.language)
    const pool = options.pools.get(take.language)
    if (installed === undefined || pool === undefined) {
      const message = `this runner has no ${take.language}`
      return yield* tell({ type: "unavailable", reason: "unsupported", message })
    }
    // The container ends with its run: who reads the end slowly, or never, does not keep a program going.
    const ended = yield* Effect.gen(function* () {
      const taken = yield* Effect.exit(pool.take)
      if (Exit.isFailure(taken)) {
        if (Cause.hasInterrupts(taken.cause)) return yield* Effect.interrupt
        return { type: "unavailable", reason: "boot", message: "no container could be made" } as const
      }
      yield* tell({ type: "started" })
      const run = yield* request
      if (run.type !== "run" || run.id !== take.id) {
        return yield* new Refused({ message: "take is followed by its run" })
      }
      const typed = {
        next: Effect.flatMap(requestIn(lines.next), (next) =>
          next.type === "input" && next.id === take.id
            ? Effect.succeed(next)
            : Effect.fail(new Refused({ message: "a run is followed by its input" }))
        ),
        onWaiting: tell({ type: "waiting" })
      }
      const { execution, interactive = false } = run
      return yield* runProgram(taken.value, installed.language, execution, tellOutput, interactive ? typed : undefined)
    }).pipe(Effect.scoped, Semaphore.withPermits(runs, 1))
    yield* tell(ended)
  })
  yield* Effect.raceFirst(talk, left).pipe(
    Effect.catchTag("Left", () => Effect.void),
    Effect.catchTag("Refused", ({ message }) =>
      Effect.andThen(
        Effect.logWarning(`a request was refused: ${message}`),
        tell({ type: "unavailable", reason: "crashed", message })
      )
    )
  )
})

/** Ends a connection, at the latest when the other side has had time to read what it was told. */
const close = (socket: Socket): Effect.Effect<void> =>
  Effect.callback((resume) => {
    if (socket.destroyed) return resume(Effect.void)
    const timer = setTimeout(() => socket.destroy(), farewellMs)
    socket.once("close", () => {
      clearTimeout(timer)
      resume(Effect.void)
    })
    // Without a reader, the end of the other side would not be heard.
    return void socket.resume().end()
  })

/** Connections for each program that may run: those that wait in line, ask what the runner is, or are about to close. */
const connectionsPerRun = 4

/** Listens at a Unix socket until the scope ends. */
export const serve = Effect.fnUntraced(function* (options: RunnerServerOptions) {
  const seen = new SeenIds()
  const runs = yield* Semaphore.make(options.maximumRuns)
  const fork = Effect.runForkWith(yield* Effect.context())
  const conversations = new Set<Fiber.Fiber<void>>()
  /** Those of connections that were not refused. */
  let places = 0
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy())
    const full = places >= connectionsPerRun * options.maximumRuns
    if (!full) places += 1
    const refusal = { type: "unavailable", reason: "busy", message: "the runner has too many runs" } as const
    const body = full
      ? Effect.sync(() => void socket.write(`${encodeAnswer(refusal)}\n`))
      : converse(socket, options, seen, runs)
    const fiber = fork(
      body.pipe(
        Effect.catchCause((cause) => Effect.logError("a connection failed", cause)),
        // The runner stops, and waits for no reader.
        Effect.onInterrupt(() => Effect.sync(() => void socket.destroy())),
        Effect.ensuring(close(socket))
      )
    )
    conversations.add(fiber)
    fiber.addObserver(() => {
      conversations.delete(fiber)
      if (!full) places -= 1
    })
  })
  yield* Effect.acquireRelease(
    Effect.callback<void, Error>((resume) => {
      rmSync(options.socketPath, { force: true })
      server.once("error", (error) => resume(Effect.fail(error)))
      server.listen(options.socketPath, () => {
        const open = Effect.try({
          try: () => {
            if (options.socketGroup !== undefined) chownSync(options.socketPath, process.getuid!(), options.socketGroup)
            chmodSync(options.socketPath, options.socketGroup === undefined ? 0o600 : 0o660)
          },
          catch: (error) => new Error(`RUNNER_GROUP: ${(error as Error).message}`)
        })
        resume(open)
      })
    }),
    () =>
      Effect.gen(function* () {
        server.close()
        yield* Effect.forEach([...conversations], Fiber.interrupt, { discard: true, concurrency: "unbounded" })
      })
  )
})
