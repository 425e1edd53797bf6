import type { Execution } from "@glissade/protocol/Execution"

/** A program of a corpus, as it is sent to the sandbox and as it is laid out in a folder for the native runtime. */
export interface Program {
  /** Path within the corpus. */
  readonly name: string
  readonly language: "python" | "javascript" | "typescript" | "lua" | "ruby"
  /** The main file. */
  readonly code: string
  readonly files: Execution["files"]
  readonly args?: ReadonlyArray<string>
  readonly stdin?: string
}

/** How a program ended, in one of the two places. */
export interface Ending {
  /** `success` is exit code 0; the others are those of the sandbox, and `refused` for a request that the API would not take. */
  readonly status: "success" | "error" | "timeout" | "memory_limit" | "output_limit" | "cancelled" | "refused"
  /** 0 to 255, where the program ended by itself. */
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/** A program that ran in both places. */
export interface Outcome {
  readonly program: string
  readonly here: Ending
  readonly native: Ending
  /** Whether the native runtime itself gives another output each time. */
  readonly varies: boolean
}

/** The same for both places: the most that a run may have. Time in milliseconds. */
export const limits = { timeoutMs: 60_000, memoryBytes: 256 << 20, outputBytes: 512 << 10 }

/** Bytes of all files that a request may have. */
export const sourceBytes = 256 << 10

/** The name of the main file, which the sandbox chooses. */
export const mainFiles = {
  python: "main.py",
  javascript: "main.js",
  typescript: "main.ts",
  lua: "main.lua",
  ruby: "main.rb"
} as const
