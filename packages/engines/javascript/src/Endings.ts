import type { ProgramError } from "@glissade/engine/Engine"

const mebibytes = (bytes: number): string => `${Math.round((bytes / 1048576) * 10) / 10} MiB`

/** A program took more memory than its limit. */
export const outOfMemory = (limit: number): { readonly type: string; readonly message: string } => ({
  type: "OutOfMemory",
  message: `The program needed more memory than its limit of ${mebibytes(limit)}`
})

/** The compiler of TypeScript broke down on a program. */
export const nestedTooDeeply: ProgramError = {
  type: "SyntaxError",
  message: "The program is nested too deeply for the TypeScript compiler"
}

/** Something failed that no program should be able to make fail: the interpreter is replaced. */
export const hostFailure = (cause: unknown): ProgramError => {
  if (cause instanceof RangeError) {
    return {
      type: "RangeError",
      message: "Maximum call stack size exceeded: too deep for the engine, so that the program could not catch it"
    }
  }
  return { type: "EngineError", message: "The engine stopped on this program and was replaced" }
}
