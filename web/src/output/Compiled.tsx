import type { CompileResult } from "@glissade/protocol/ExecutionResult"
import { milliseconds } from "../describe.ts"

const words = ({ durationMs, exitCode }: CompileResult): string => {
  const time = milliseconds(durationMs)
  if (exitCode === 0) return `Compiled in ${time}.`
  return `${exitCode === null ? `Compiling was stopped after ${time}` : "The program does not compile"}, so it was not run.`
}

/** How compiling ended. What the compiler wrote is in the output. */
export const Compiled = (compile: CompileResult) => <p class="compiled">{words(compile)}</p>
