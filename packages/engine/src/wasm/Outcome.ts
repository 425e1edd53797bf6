import type { Ending, ProgramError } from "../Engine.ts"
import { Trap } from "./Trap.ts"

export type Outcome = Omit<Ending, "memoryBytes">

const mebibytes = (bytes: number): string => `${Math.round((bytes / 1048576) * 10) / 10} MiB`

export const outOfMemory = (limitBytes: number): ProgramError => ({
  type: "OutOfMemory",
  message: `The program needed more memory than its limit of ${mebibytes(limitBytes)}`
})

export const exited = (exitCode: number, error?: ProgramError): Outcome => ({
  status: exitCode === 0 ? "success" : "error",
  exitCode,
  reusable: true,
  ...(error && exitCode !== 0 && { error })
})

/** The program was stopped at a limit. */
export const stopped = (status: "timeout" | "memory_limit" | "output_limit", error?: ProgramError): Outcome => ({
  status,
  exitCode: null,
  reusable: true,
  ...(error && { error })
})

/** The program broke its interpreter; the process is replaced, as after anything unexpected. */
const lost = (error: ProgramError): Outcome => ({ status: "error", exitCode: null, reusable: false, error })

const misnamed: ProgramError = {
  type: "OSError",
  message: "the files cannot be laid out as they are named"
}

export const stackOverflow: ProgramError = {
  type: "StackOverflow",
  message: "the program went deeper than the stack of the interpreter allows"
}

/**
 * Turns an exception thrown through an instance into an outcome. `refused`: the program was refused memory before, which an interpreter may
 * fail on.
 */
export const outcomeOf = (thrown: unknown, refused: boolean, limitBytes: number): Outcome => {
  if (thrown instanceof Trap) {
    switch (thrown.kind) {
      case "exit":
        return exited(thrown.exitCode ?? 1)
      case "timeout":
      case "output_limit":
        return stopped(thrown.kind)
      case "memory_limit":
        return stopped("memory_limit", outOfMemory(limitBytes))
      case "forbidden":
        return lost({ type: "SystemError", message: "the program reached for what the sandbox forbids" })
    }
  }
  if (refused) return { ...stopped("memory_limit", outOfMemory(limitBytes)), reusable: false }
  if (thrown instanceof RangeError && thrown.message.includes("call stack")) return lost(stackOverflow)
  return lost({ type: "EngineError", message: "the program broke the interpreter" })
}

/** A program whose files could not be written: they exceed its memory limit, or their names conflict. */
export const notLaidOut = (refused: boolean, limitBytes: number): Outcome =>
  refused ? stopped("memory_limit", outOfMemory(limitBytes)) : exited(1, misnamed)
