import type { ExecutionStatus } from "@glissade/protocol/ExecutionResult"
import type { ProgramOptions } from "./Programs.ts"

/** What a person should get. */
export interface Expected {
  /** `success` when left out; several where more than one end is right. */
  readonly status?: ExecutionStatus | ReadonlyArray<ExecutionStatus>
  readonly exitCode?: number | null
  readonly stdout?: string | RegExp
  readonly stderr?: string | RegExp
  /** Class of the error in the result. */
  readonly error?: string | RegExp
}

export interface Case extends ProgramOptions {
  readonly name: string
  readonly language: "python" | "javascript" | "typescript" | "lua" | "sql" | "ruby" | "example"
  readonly code: string
  readonly expected: Expected
}

const inLanguage =
  (language: Case["language"]) =>
  (name: string, code: string, expected: Expected = {}, options: ProgramOptions = {}): Case => ({
    ...options,
    name: `${language}: ${name}`,
    language,
    code,
    expected
  })

export const py = inLanguage("python")
export const js = inLanguage("javascript")
export const ts = inLanguage("typescript")
export const lua = inLanguage("lua")
export const sql = inLanguage("sql")
export const rb = inLanguage("ruby")

/** Ends that are right for programs that only must not do harm. */
export const anyEnd: ReadonlyArray<ExecutionStatus> = ["success", "error", "timeout", "memory_limit", "output_limit"]

export const short: ProgramOptions = { timeoutMs: 300 }
export const small: ProgramOptions = { memoryBytes: 64 << 20 }

export const timeout: Expected = { status: "timeout", exitCode: null }
export const outOfMemory: Expected = { status: "memory_limit" }
export const outputLimit: Expected = { status: "output_limit", exitCode: null }
export const failure = (error: string | RegExp, exitCode: number | null = 1): Expected => ({
  status: "error",
  exitCode,
  error
})
/** The interpreter is lost with the program: no exit code. */
export const broken: Expected = { status: "error" }
export const prints = (stdout: string | RegExp): Expected => ({ stdout })
