import type { ExecutionRequest } from "@glissade/protocol/Execution"
import { Execution } from "@glissade/protocol/Execution"
import type { ProblemIssue } from "@glissade/protocol/Problem"
import type { Runtime } from "@glissade/protocol/Runtime"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { ExecutionLimits } from "./ExecutionLimits.ts"
import type { LimitRange } from "./ExecutionLimits.ts"
import { InvalidRequest, RequestTooLarge, UnprocessableRequest } from "./RequestError.ts"
import { utf8Length } from "../text/Utf8.ts"

/** The languages that this host takes. The API needs no sandbox to know them. */
export class Runtimes extends Context.Service<Runtimes, ReadonlyArray<Runtime>>()("@glissade/core/Runtimes") {}

const contentBytes = (content: string, encoding: "utf8" | "base64" | undefined): number =>
  encoding === "base64" ? Math.floor((content.length * 3) / 4) : utf8Length(content)

const settle = (
  issues: Array<ProblemIssue>,
  path: ReadonlyArray<string>,
  requested: number | undefined,
  range: LimitRange,
  unit: string
): number => {
  if (requested === undefined) return range.default
  if (requested > range.maximum) {
    issues.push({ path: [...path], message: `must be at most ${range.maximum} ${unit}, not ${requested}` })
  }
  return requested
}

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

/**
 * Turns a decoded request into an execution with all defaults filled in, or fails with what is wrong: an unknown language or a limit over
 * the maximum (`UnprocessableRequest`), too much source or stdin (`RequestTooLarge`), a file with the main file's name (`InvalidRequest`).
 */
export const admit = Effect.fnUntraced(function* (request: ExecutionRequest, mode: "sync" | "async") {
  const limits = yield* ExecutionLimits
  const runtimes = yield* Runtimes
  const issues: Array<ProblemIssue> = []

  const runtime = runtimes.find((candidate) => candidate.language === request.language)
  if (runtime === undefined) {
    const known = runtimes.map((candidate) => candidate.language).join(", ")
    issues.push({ path: ["language"], message: `must be one of ${known}` })
  }
  const timeouts = mode === "sync" ? limits.syncTimeoutMs : limits.timeoutMs
  const settled = {
    timeoutMs: settle(issues, ["limits", "timeout_ms"], request.limits?.timeoutMs, timeouts, "milliseconds"),
    memoryBytes: settle(issues, ["limits", "memory_bytes"], request.limits?.memoryBytes, limits.memoryBytes, "bytes"),
    outputBytes: settle(issues, ["limits", "output_bytes"], request.limits?.outputBytes, limits.outputBytes, "bytes")
  }
  if (issues.length > 0) return yield* new UnprocessableRequest({ issues })

  const files = request.files ?? []
  const clash = files.findIndex(
    (file) => file.name === runtime!.mainFile || file.name.startsWith(`${runtime!.mainFile}/`)
  )
  if (clash >= 0) {
    const message = `must not be ${runtime!.mainFile}: that is where code goes`
    return yield* new InvalidRequest({ issues: [{ path: ["files", clash, "name"], message }] })
  }

  yield* admitSize(request)
  return Execution.make({
    language: request.language,
    code: request.code,
    stdin: request.stdin ?? "",
    args: request.args ?? [],
    files,
    limits: settled,
    ...(request.check === true && runtime!.check === true && { check: true })
  })
})
