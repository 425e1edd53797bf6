import { Execution } from "@glissade/protocol/Execution"
import { Artifact, ExecutionError, ExecutionStatus, OutputStage, StreamName } from "@glissade/protocol/ExecutionResult"
import { Runtime } from "@glissade/protocol/Runtime"
import * as Schema from "effect/Schema"

/**
 * What a server and a runner say to each other, over a Unix socket: lines of JSON, one connection a run.
 *
 * The runner says {@link Hello}. The server asks for a container ({@link Take}) and gets {@link Started} when it has one; then it sends the
 * program ({@link RunProgram}), with {@link Input} as it is typed, and gets output and one {@link Ended}. What the server asks is signed, so that whoever reaches the socket can
 * run nothing. Closing the connection stops the program and destroys its container, at any time.
 */
export const runnerProtocol = 1

/** How long a signed request is accepted, in milliseconds. */
export const requestLifeMs = 60_000

/** How long a program may wait for input in all, in milliseconds, beside its time limit: as in the other sandboxes. */
export const longestInputWaitMs = 60_000

/** The longest line, in bytes: a program with its files and input, twice over for JSON's escapes. */
export const maximumLineBytes = 8 << 20

/** Asks for a container of a language. */
export const Take = Schema.Struct({
  type: Schema.Literal("take"),
  /** Of this connection; a runner accepts each once. */
  id: Schema.String.check(Schema.isMaxLength(64)),
  /** Milliseconds since 1970 after which it is refused. */
  expiresAt: Schema.Int,
  language: Schema.String
}).pipe(Schema.encodeKeys({ expiresAt: "expires_at" }))
export type Take = typeof Take.Type

/** The program for the container that the connection has. */
export const RunProgram = Schema.Struct({
  type: Schema.Literal("run"),
  /** The id of {@link Take}. */
  id: Schema.String.check(Schema.isMaxLength(64)),
  execution: Execution,
  /** Whether {@link Input} follows while it runs. */
  interactive: Schema.optionalKey(Schema.Boolean)
})
export type RunProgram = typeof RunProgram.Type

/** Input for the program while it runs, after its `stdin`. */
export const Input = Schema.Struct({
  type: Schema.Literal("input"),
  /** The id of {@link Take}. */
  id: Schema.String.check(Schema.isMaxLength(64)),
  data: Schema.String,
  /** Nothing follows. */
  eof: Schema.Boolean
})
export type Input = typeof Input.Type

export const RunnerRequest = Schema.Union([Take, RunProgram, Input])
export type RunnerRequest = typeof RunnerRequest.Type

/** A request as it travels: its JSON, and an Ed25519 signature of those bytes in base64. */
export const SignedRequest = Schema.Struct({ body: Schema.String, signature: Schema.String })
export type SignedRequest = typeof SignedRequest.Type

/** What the runner is and runs; the first line of every connection. */
export const Hello = Schema.Struct({
  type: Schema.Literal("hello"),
  protocol: Schema.Literal(runnerProtocol),
  /** Of the runner's process: another one may have other languages and places. */
  runner: Schema.String.check(Schema.isMaxLength(64)),
  /** What holds programs, such as `runsc 20221219.0, ptrace`. */
  isolation: Schema.String,
  runtimes: Schema.Array(Runtime),
  /** How many programs it runs at once. More that are asked for wait in line. */
  maximumRuns: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
  /** A program to begin with for each language. */
  examples: Schema.Record(Schema.String, Schema.String)
}).pipe(Schema.encodeKeys({ maximumRuns: "maximum_runs" }))
export type Hello = typeof Hello.Type

/** A container is there; the program may come. */
export const Started = Schema.Struct({ type: Schema.Literal("started") })

/** Bytes that the program wrote, or its compiler where the execution has a limit for that. */
export const Output = Schema.Struct({
  type: Schema.Literal("output"),
  stream: StreamName,
  stage: Schema.optionalKey(OutputStage),
  data: Schema.Uint8ArrayFromBase64
})

/** How compiling ended, where the execution has a limit for it. */
const Compiled = Schema.Struct({
  exitCode: Schema.NullOr(Schema.Int),
  durationMs: Schema.Int,
  truncated: Schema.Struct({ stdout: Schema.Boolean, stderr: Schema.Boolean })
}).pipe(Schema.encodeKeys({ exitCode: "exit_code", durationMs: "duration_ms" }))
export type Compiled = typeof Compiled.Type

/** The program waits for input that has not come. Comes again only after there was some. */
export const Waiting = Schema.Struct({ type: Schema.Literal("waiting") })

/** The end of the run. The server measures the output by itself. */
export const Ended = Schema.Struct({
  type: Schema.Literal("ended"),
  status: ExecutionStatus,
  exitCode: Schema.NullOr(Schema.Int),
  durationMs: Schema.Int,
  memoryBytes: Schema.Int,
  truncated: Schema.Struct({ stdout: Schema.Boolean, stderr: Schema.Boolean }),
  error: Schema.optionalKey(ExecutionError),
  compile: Schema.optionalKey(Compiled),
  artifacts: Schema.optionalKey(Schema.Array(Artifact))
}).pipe(Schema.encodeKeys({ exitCode: "exit_code", durationMs: "duration_ms", memoryBytes: "memory_bytes" }))
export type Ended = typeof Ended.Type

/** A fault of the system: there is no container, or it broke for another reason than its program. */
export const Unavailable = Schema.Struct({
  type: Schema.Literal("unavailable"),
  reason: Schema.Literals(["busy", "crashed", "killed", "boot", "unsupported"]),
  message: Schema.String
})

export const RunnerAnswer = Schema.Union([Hello, Started, Output, Waiting, Ended, Unavailable])
export type RunnerAnswer = typeof RunnerAnswer.Type
