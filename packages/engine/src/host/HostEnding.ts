import type { Ending, ProgramError } from "../Engine.ts"

/** What the host process says at the end of a run, as JSON. */
export interface HostEnding extends Ending {
  readonly truncated: { readonly stdout: boolean; readonly stderr: boolean }
  /** Wall clock from the program's start to its end, in milliseconds. */
  readonly durationMs: number
}

const maximumTypeLength = 200
const maximumMessageLength = 1_000

/** Cuts a text at a character, never between the halves of a surrogate pair. */
const shorten = (text: unknown, maximum: number): string => {
  if (typeof text !== "string") return ""
  const end = text.length > maximum && /[\uD800-\uDBFF]/.test(text[maximum - 1]!) ? maximum - 1 : maximum
  return text.slice(0, end).toWellFormed()
}

const isPlace = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1

/** An error as it reaches the person, whatever the program made of it: its texts cut, and places only where they can be some. */
export const clipError = ({ column, line, message, type }: ProgramError): ProgramError => ({
  // A class may have been given no name.
  type: shorten(type, maximumTypeLength) || "Error",
  message: shorten(message, maximumMessageLength),
  ...(isPlace(line) && { line, ...(isPlace(column) && { column }) })
})

/** What every engine says of a run's end goes through here: a program that ends in an odd way has a result like any other. */
export const clipEnding = ({ error, exitCode, memoryBytes, ...rest }: Ending): Ending => ({
  ...rest,
  exitCode: Number.isSafeInteger(exitCode) ? exitCode : null,
  memoryBytes: Number.isSafeInteger(memoryBytes) && memoryBytes >= 0 ? memoryBytes : 0,
  ...(error && { error: clipError(error) })
})
