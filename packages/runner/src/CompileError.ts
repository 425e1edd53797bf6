import type { ExecutionError } from "@glissade/protocol/ExecutionResult"
import type { Language } from "./Language.ts"

/** A line or column; none where a program made its compiler write a number that is no place in it. */
const placeOf = (digits: string | undefined): number | undefined =>
  digits !== undefined && /^\d{1,9}$/.test(digits) ? Number(digits) : undefined

const nothingKnown: ExecutionError = { type: "CompileError", message: "the program does not compile" }

/** How most compilers and linkers say what is wrong, wherever that is: in a file that was included, or in none. */
const anyError = /(?:^|\s)(?:fatal )?error: (?<message>.*)$|: (?<message>undefined reference to .*)$/m

/** The error that a compiler told first in what it wrote: in the main file, or else in any. */
export const compileError = (text: string, { diagnostic }: Pick<Language, "diagnostic">): ExecutionError => {
  const inMain = diagnostic === undefined ? undefined : new RegExp(diagnostic, "m").exec(text)?.groups
  const groups = inMain ?? anyError.exec(text)?.groups
  if (groups === undefined) return nothingKnown
  const line = placeOf(groups["line"])
  const column = placeOf(groups["column"])
  return {
    ...nothingKnown,
    ...(groups["message"] !== undefined && { message: groups["message"].slice(0, 1_000) }),
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column })
  }
}
