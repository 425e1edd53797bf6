import type { Ending, ProgramError } from "../Engine.ts"

/** What the host process reports at the end of a run, as JSON. */
export interface HostEnding extends Ending {
  readonly truncated: { readonly stdout: boolean; readonly stderr: boolean }
  /** Wall clock from the program's start to its end, in milliseconds. */
  readonly durationMs: number
}

const maximumTypeLength = 200
const maximumMessageLength = 1_000

/** Truncates a text, never within a surrogate pair. */
const shorten = (text: unknown, maximum: number): string => {
  if (typeof text !== "string") return ""
  const end = text.length > maximum && /[\uD800-\uDBFF]/.test(text[maximum - 1]!) ? maximum - 1 : maximum
  return text.slice(0, end).toWellFormed()
}

const isPlace = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1

/** An error as it is shown, whatever the program put into it: texts truncated, and line and column only if valid. */
export const clipError = ({ column, line, message, type }: ProgramError): ProgramError => ({
  // A class may have been given no name.
  type: shorten(type, maximumTypeLength) || "Error",
  message: shorten(message, maximumMessageLength),
  ...(isPlace(line) && { line, ...(isPlace(column) && { column }) })
})

/** Every engine's ending passes through here, so that a program that ends in an unusual way has a valid result. */
export const clipEnding = ({ error, exitCode, memoryBytes, ...rest }: Ending): Ending => ({
  ...rest,
  exitCode: Number.isSafeInteger(exitCode) ? exitCode : null,
  memoryBytes: Number.isSafeInteger(memoryBytes) && memoryBytes >= 0 ? memoryBytes : 0,
  ...(error && { error: clipError(error) })
})
