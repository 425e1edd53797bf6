import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { ExecutionResult } from "./ExecutionResult.ts"
import { fileNameFault, wellFormedFault } from "./FileNameFault.ts"
import { Attempt, ConnectionId, JobId, JobKey, SnippetId } from "./Ids.ts"

/** Maximum number of arguments, and of files, of a request. */
export const maximumItems = 100

/** A limit above the server's maximum is a 422, not a decoding error, since the maximum differs between servers. */
const Positive = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

const limitKeys = {
  timeoutMs: "timeout_ms",
  memoryBytes: "memory_bytes",
  outputBytes: "output_bytes",
  compileTimeoutMs: "compile_timeout_ms"
} as const

/** The limits of a program; each at most the server's maximum. */
export const Limits = Schema.Struct({
  /** Wall clock in milliseconds. */
  timeoutMs: Positive,
  memoryBytes: Positive,
  /** Bytes of each output stream. */
  outputBytes: Positive,
  /**
   * Wall clock of compiling in milliseconds, where the request said `compile_output` and there is something to compile. Absent otherwise:
   * compiling counts against `timeoutMs`, and what the compiler writes is stderr of the program.
   */
  compileTimeoutMs: Schema.optionalKey(Positive)
}).pipe(Schema.encodeKeys(limitKeys))
export type Limits = typeof Limits.Type

/** How long a run with these limits may take in all, in milliseconds. */
export const longestRunMs = ({ compileTimeoutMs = 0, timeoutMs }: Limits): number => compileTimeoutMs + timeoutMs

/** The limits of a request; omitted ones take the server's default. */
export const RequestedLimits = Schema.Struct({
  timeoutMs: Schema.optionalKey(Positive),
  memoryBytes: Schema.optionalKey(Positive),
  outputBytes: Schema.optionalKey(Positive),
  /** Only with `compile_output`. */
  compileTimeoutMs: Schema.optionalKey(Positive)
}).pipe(Schema.encodeKeys(limitKeys))
export type RequestedLimits = typeof RequestedLimits.Type

const noNul = (text: string): string | undefined => (text.includes("\0") ? "must not contain NUL bytes" : undefined)

/** Text of a program: without NUL bytes and lone surrogates, which a source file cannot contain. */
export const Code = Schema.String.check(
  Schema.makeFilter((text: string) => noNul(text) ?? wellFormedFault(text), {
    toJsonSchema: () => ({ pattern: String.raw`^[^\u0000]*$` })
  })
)

/** The part of the rule that a pattern can express; {@link fileNameFault} is the whole rule and says what is wrong. */
const fileNamePattern = String.raw`^(?![A-Za-z]:)(?!(?:.*\/)?\.{1,2}(?:\/|$))PART(?:\/PART)*$`.replaceAll(
  "PART",
  String.raw`[^\u0000-\u001f\u007f-\u009f\/\\]+`
)

/** Path relative to the main file; folders are created. */
export const FileName = Schema.String.check(
  Schema.makeFilter(fileNameFault, {
    toJsonSchema: () => ({ minLength: 1, maxLength: 255, pattern: fileNamePattern })
  })
)

const base64Pattern = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
const isBase64 = new RegExp(base64Pattern)

const encodingFault = ({ content, encoding }: { readonly content: string; readonly encoding?: "utf8" | "base64" }) =>
  encoding === "base64" && !isBase64.test(content)
    ? { path: ["content"], issue: "must be base64 with padding (RFC 4648, section 4)" }
    : undefined

/** A file beside the main file. */
export const SourceFile = Schema.Struct({
  name: FileName,
  content: Schema.String,
  encoding: Schema.optionalKey(Schema.Literals(["utf8", "base64"]))
}).check(
  Schema.makeFilter(encodingFault, {
    toJsonSchema: () => ({
      anyOf: [{ properties: { encoding: { const: "utf8" } } }, { properties: { content: { pattern: base64Pattern } } }]
    })
  })
)
export type SourceFile = typeof SourceFile.Type

/** `native`: in a container of its own and not in WebAssembly, where `/runtimes` lists the language under `native_runtimes`. */
export const RuntimeKind = Schema.Literal("native")
export type RuntimeKind = typeof RuntimeKind.Type

/** A program with all defaults filled in: what a sandbox runs and a job carries. */
export class Execution extends Schema.Opaque<Execution>()(
  Schema.Struct({
    language: Schema.String,
    /** Absent for WebAssembly. */
    runtime: Schema.optionalKey(RuntimeKind),
    code: Schema.String,
    stdin: Schema.String,
    args: Schema.Array(Schema.String),
    files: Schema.Array(SourceFile),
    limits: Limits,
    /** Whether it is checked beside the run. */
    check: Schema.optionalKey(Schema.Boolean)
  })
) {}

/** A command line argument: it cannot contain NUL bytes, and must survive UTF-8. */
const Argument = Code

const sourceFileConflict = (files: ReadonlyArray<SourceFile>) => {
  const seen = new Set<string>()
  const folders = new Set<string>()
  for (const [index, { name }] of files.entries()) {
    const path = [index, "name"]
    if (seen.has(name)) return { path, issue: `must be unique: ${JSON.stringify(name)} is there twice` }
    seen.add(name)
    const parts = name.split("/")
    for (let depth = 1; depth < parts.length; depth++) folders.add(parts.slice(0, depth).join("/"))
  }
  for (const [index, { name }] of files.entries()) {
    if (folders.has(name)) {
      return { path: [index, "name"], issue: `must not be a file and a folder at once: ${JSON.stringify(name)}` }
    }
  }
  return undefined
}

/** Files beside the main file: at most {@link maximumItems}, unique names, and no name that is both a file and a folder. */
export const SourceFiles = Schema.Array(SourceFile).check(
  Schema.isMaxLength(maximumItems),
  Schema.makeFilter(sourceFileConflict)
)

/**
 * How a job's output is pushed: in `pieces` as it is written, in the `result`, or in `both`. A client that needs only one of them is not
 * sent the other. Output that would make the result larger than 30,000 bytes is always pushed in pieces before it.
 */
export const OutputForm = Schema.Literals(["pieces", "result", "both"])
export type OutputForm = typeof OutputForm.Type

/** `stream`: the job is given input while it runs, by the frames `stdin` of its connection, after the input of the request. */
export const InputForm = Schema.Literal("stream")

/** The language of a request that names none. */
export const defaultLanguage = "python"

const requestFields = {
  language: Schema.String.pipe(Schema.withDecodingDefaultKey(Effect.succeed(defaultLanguage))),
  /** Needed only where a language is there in WebAssembly too. */
  runtime: Schema.optionalKey(RuntimeKind),
  code: Code,
  stdin: Schema.optionalKey(Schema.String),
  args: Schema.optionalKey(Schema.Array(Argument).check(Schema.isMaxLength(maximumItems))),
  files: Schema.optionalKey(SourceFiles),
  limits: Schema.optionalKey(RequestedLimits),
  /** Whether to check the program beside the run, where the language's runtime says `check`. Elsewhere it changes nothing. */
  check: Schema.optionalKey(Schema.Boolean),
  /**
   * Whether compiling is told apart from the program, where the language's runtime says `compiled`: its output has the stage `compile`, the
   * result says how it ended, and its time has a limit of its own. Elsewhere it changes nothing.
   */
  compileOutput: Schema.optionalKey(Schema.Boolean),
  /** The saved program that is run: its owner's `execution_count` counts it. */
  snippetId: Schema.optionalKey(SnippetId)
}

const requestKeys = { compileOutput: "compile_output", snippetId: "snippet_id" } as const

/** Body of `POST /execute`. `language` defaults to `python`; other omitted fields are empty or take the server's default. */
export class ExecutionRequest extends Schema.Opaque<ExecutionRequest>()(
  Schema.Struct(requestFields).pipe(Schema.encodeKeys(requestKeys))
) {}

/**
 * Body of `POST /execute/async`: the same, and where to push to. Without `job_id` the server creates one; without `job_key` nobody can read
 * or cancel the job. Without `connection_id` nothing is pushed: the result is read with the key, from a server that keeps results.
 */
export class JobRequest extends Schema.Opaque<JobRequest>()(
  Schema.Struct({
    ...requestFields,
    connectionId: Schema.optionalKey(ConnectionId),
    jobId: Schema.optionalKey(JobId),
    attempt: Schema.optionalKey(Attempt),
    jobKey: Schema.optionalKey(JobKey),
    /** `both` by default. */
    output: Schema.optionalKey(OutputForm),
    /** Only for languages whose runtime has `interactive_input`, and with `connection_id`. */
    input: Schema.optionalKey(InputForm)
  }).pipe(Schema.encodeKeys({ ...requestKeys, connectionId: "connection_id", jobId: "job_id", jobKey: "job_key" }))
) {}

/** Answer to `POST /execute/async`. */
export class JobAccepted extends Schema.Opaque<JobAccepted>()(
  Schema.Struct({ jobId: JobId, status: Schema.tag("queued") }).pipe(Schema.encodeKeys({ jobId: "job_id" }))
) {}

/** Answer to `GET /jobs/{job_id}`, with `result` once the job has finished. */
export class JobStatus extends Schema.Opaque<JobStatus>()(
  Schema.Struct({
    jobId: JobId,
    status: Schema.Literals(["queued", "running", "finished"]),
    result: Schema.optionalKey(ExecutionResult)
  }).pipe(Schema.encodeKeys({ jobId: "job_id" }))
) {}

/** Answer to `DELETE /jobs/{job_id}`. */
export class JobCancelled extends Schema.Opaque<JobCancelled>()(
  Schema.Struct({ jobId: JobId, status: Schema.tag("cancelled") }).pipe(Schema.encodeKeys({ jobId: "job_id" }))
) {}
