import type { ExecutionRequest, Limits } from "@glissade/protocol/Execution"
import { Execution } from "@glissade/protocol/Execution"
import type { ProblemIssue } from "@glissade/protocol/Problem"
import type { Runtime } from "@glissade/protocol/Runtime"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { NativeRuntimes } from "./NativeRuntimes.ts"
import { ExecutionLimits } from "./ExecutionLimits.ts"
import type { LimitRange } from "./ExecutionLimits.ts"
import { InvalidRequest, NativeStarting, RequestTooLarge, UnprocessableRequest } from "./RequestError.ts"
import { utf8Length } from "../text/Utf8.ts"

/** The languages that this host runs in WebAssembly. The API needs no sandbox to know them. */
export class Runtimes extends Context.Service<Runtimes, ReadonlyArray<Runtime>>()("@glissade/core/Runtimes") {}

const contentBytes = (content: string, encoding: "utf8" | "base64" | undefined): number =>
  encoding === "base64" ? Math.floor((content.length * 3) / 4) : utf8Length(content)

const settle = (
  issues: Array<ProblemIssue>,
  path: ReadonlyArray<string>,
  requested: number | undefined,
  range: LimitRange,
  unit: string,
  advice = ""
): number => {
  if (requested === undefined) return range.default
  if (requested > range.maximum) {
    issues.push({ path: [...path], message: `must be at most ${range.maximum} ${unit}, not ${requested}${advice}` })
  }
  return requested
}

/** A run that is too long to wait for its answer can be long enough for a job. */
const adviceOf = ({ syncTimeoutMs, timeoutMs }: ExecutionLimits, mode: "sync" | "async"): string =>
  mode === "sync" && timeoutMs.maximum > syncTimeoutMs.maximum
    ? `: the answer is waited for. POST /execute/async takes up to ${timeoutMs.maximum}`
    : ""

/** A program, as far as its size goes. */
type Sized = Pick<ExecutionRequest, "code" | "files" | "stdin">

/** Fails with `RequestTooLarge` if a program has more source or stdin than this host takes. */
export const admitSize = Effect.fnUntraced(function* ({ code, files = [], stdin = "" }: Sized) {
  const limits = yield* ExecutionLimits
  const maximumSource = limits.sourceBytes.maximum
  let sourceBytes = utf8Length(code)
  for (const file of files) sourceBytes += contentBytes(file.content, file.encoding)
  if (sourceBytes > maximumSource) {
    const path = files.length === 0 ? ["code"] : ["files"]
    return yield* new RequestTooLarge({ path, bytes: sourceBytes, maximumBytes: maximumSource })
  }
  const maximumStdin = limits.stdinBytes.maximum
  const stdinBytes = utf8Length(stdin)
  if (stdinBytes > maximumStdin) {
    return yield* new RequestTooLarge({ path: ["stdin"], bytes: stdinBytes, maximumBytes: maximumStdin })
  }
})

/** The languages of runtimes, each once, for people to read. */
export const namesOf = (runtimes: ReadonlyArray<Runtime>): string =>
  [...new Set(runtimes.map(({ language }) => language))].join(", ")

/** The least time that is left for compiling, in milliseconds, where a caller that waits for the answer names none. */
const leastCompilingMs = 1_000

/** The limit of compiling, if the request has it told apart. Where the caller waits for the answer, it and the program's share one limit. */
const settleCompiling = (
  issues: Array<ProblemIssue>,
  { compileOutput, limits: requested }: ExecutionRequest,
  timeoutMs: number,
  { compileTimeoutMs, syncTimeoutMs }: ExecutionLimits,
  mode: "sync" | "async",
  isCompiled: boolean
): Pick<Limits, "compileTimeoutMs"> => {
  const path = ["limits", "compile_timeout_ms"]
  if (compileOutput !== true) {
    if (requested?.compileTimeoutMs !== undefined)
      issues.push({ path, message: 'must be left out, or "compile_output" be true' })
    return {}
  }
  if (!isCompiled) return {}
  const settled = settle(issues, path, requested?.compileTimeoutMs, compileTimeoutMs, "milliseconds")
  if (mode === "async") return { compileTimeoutMs: settled }
  const left = syncTimeoutMs.maximum - timeoutMs
  if (requested?.compileTimeoutMs === undefined && left >= leastCompilingMs)
    return { compileTimeoutMs: Math.min(settled, left) }
  if (settled > left && settled <= compileTimeoutMs.maximum) {
    const { maximum } = syncTimeoutMs
    if (requested?.compileTimeoutMs === undefined) {
      const message = `must be at most ${maximum - leastCompilingMs} milliseconds where compiling needs a part of the ${maximum} that an answer is waited for, not ${timeoutMs}`
      issues.push({ path: ["limits", "timeout_ms"], message })
    } else {
      const message = `and timeout_ms must be at most ${maximum} milliseconds together where the answer is waited for, not ${settled + timeoutMs}`
      issues.push({ path, message })
    }
  }
  return { compileTimeoutMs: settled }
}

interface Chosen {
  readonly runtime: Runtime
  readonly isNative: boolean
}

/** The runtime that a request asks for, or what is wrong with what it asks for. */
const chooseRuntime = Effect.fnUntraced(function* ({
  language,
  runtime
}: ExecutionRequest): Effect.fn.Return<Chosen | ProblemIssue, NativeStarting, Runtimes> {
  const runtimes = yield* Runtimes
  const host = (yield* NativeRuntimes)()
  const native = host?.runtimes ?? []
  const find = (among: ReadonlyArray<Runtime>) => among.find((candidate) => candidate.language === language)
  const inWebAssembly = runtime === undefined ? find(runtimes) : undefined
  if (inWebAssembly) return { runtime: inWebAssembly, isNative: false }
  const found = find(native)
  // Of what is known, nobody would run it: better told now than after all attempts.
  if (host && (found ? host.isAway : !host.isKnown)) return yield* new NativeStarting({ isLate: host.isAway })
  if (found) return { runtime: found, isNative: true }
  if (runtime && (find(runtimes) || native.length === 0)) {
    const what = native.length === 0 ? "programs" : language
    return { path: ["runtime"], message: `must be left out: this server has no native ${what}` }
  }
  const known = runtime === undefined ? [...runtimes, ...native] : native
  return { path: ["language"], message: `must be one of ${namesOf(known)}` }
})

/**
 * Turns a decoded request into an execution with all defaults filled in, or fails with what is wrong: an unknown language or a limit over
 * the maximum (`UnprocessableRequest`), a language that may yet run natively (`NativeStarting`), too much source or stdin (`RequestTooLarge`), a file with the main file's name (`InvalidRequest`).
 */
export const admit = Effect.fnUntraced(function* (request: ExecutionRequest, mode: "sync" | "async") {
  const limits = yield* ExecutionLimits
  const issues: Array<ProblemIssue> = []

  const chosen = yield* chooseRuntime(request)
  if ("message" in chosen) issues.push(chosen)
  const timeouts = mode === "sync" ? limits.syncTimeoutMs : limits.timeoutMs
  const settled = {
    timeoutMs: settle(
      issues,
      ["limits", "timeout_ms"],
      request.limits?.timeoutMs,
      timeouts,
      "milliseconds",
      adviceOf(limits, mode)
    ),
    memoryBytes: settle(issues, ["limits", "memory_bytes"], request.limits?.memoryBytes, limits.memoryBytes, "bytes"),
    outputBytes: settle(issues, ["limits", "output_bytes"], request.limits?.outputBytes, limits.outputBytes, "bytes")
  }
  const isCompiled = "runtime" in chosen && chosen.runtime.compiled === true
  const compileTimeoutMs = settleCompiling(issues, request, settled.timeoutMs, limits, mode, isCompiled)
  if ("message" in chosen || issues.length > 0) return yield* new UnprocessableRequest({ issues })
  const { isNative, runtime } = chosen

  const files = request.files ?? []
  const clash = files.findIndex(
    (file) => file.name === runtime.mainFile || file.name.startsWith(`${runtime.mainFile}/`)
  )
  if (clash >= 0) {
    const message = `must not be ${runtime.mainFile}: that is where code goes`
    return yield* new InvalidRequest({ issues: [{ path: ["files", clash, "name"], message }] })
  }

  yield* admitSize(request)
  return Execution.make({
    language: request.language,
    ...(isNative && { runtime: "native" as const }),
    code: request.code,
    stdin: request.stdin ?? "",
    args: request.args ?? [],
    files,
    limits: { ...settled, ...compileTimeoutMs },
    ...(request.check === true && runtime.check === true && { check: true })
  })
})
