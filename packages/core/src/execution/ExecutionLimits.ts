import * as Context from "effect/Context"

/** A limit that a request may lower or raise up to `maximum`. */
export interface LimitRange {
  readonly default: number
  readonly maximum: number
}

/** What runs may use on this host. */
export interface ExecutionLimits {
  /** Wall clock of a run in milliseconds. */
  readonly timeoutMs: LimitRange
  /** The same for callers that wait for the answer: an HTTP API on AWS cuts at 30 s. */
  readonly syncTimeoutMs: LimitRange
  readonly memoryBytes: LimitRange
  /** Bytes of each output stream. */
  readonly outputBytes: LimitRange
  /** Wall clock of compiling in milliseconds, where a request has it told apart from the program. */
  readonly compileTimeoutMs: LimitRange
  readonly stdinBytes: { readonly maximum: number }
  /** Bytes of `code` and all files together. */
  readonly sourceBytes: { readonly maximum: number }
}

const KiB = 1024
const MiB = 1024 * KiB

/** Limits of runs; replace it to change what a host takes. */
export const ExecutionLimits = Context.Reference<ExecutionLimits>("@glissade/core/ExecutionLimits", {
  defaultValue: () => ({
    timeoutMs: { default: 10_000, maximum: 60_000 },
    syncTimeoutMs: { default: 10_000, maximum: 25_000 },
    memoryBytes: { default: 256 * MiB, maximum: 256 * MiB },
    outputBytes: { default: 64 * KiB, maximum: 512 * KiB },
    compileTimeoutMs: { default: 10_000, maximum: 30_000 },
    stdinBytes: { maximum: 64 * KiB },
    sourceBytes: { maximum: 256 * KiB }
  })
})
