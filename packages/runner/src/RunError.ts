import type { ExecutionError } from "@glissade/protocol/ExecutionResult"
import type { Language } from "./Language.ts"

/** Characters at the end of what a program wrote to stderr in which its error is looked for: a program decides how much that is. */
export const maximumErrorCharacters = 4_096

/** Of each line: patterns that try several ways take the square of it. */
const maximumLineCharacters = 400

/** The error that an interpreter told as the program's end; none where it does not say both what it is and where. */
export const runError = (text: string, { failure }: Pick<Language, "failure">): ExecutionError | undefined => {
  if (failure === undefined) return undefined
  const lines = text.split("\n").map((line) => line.slice(0, maximumLineCharacters))
  const cut = lines.join("\n")
  const found: Record<string, string | undefined> = {}
  for (const pattern of failure) Object.assign(found, new RegExp(pattern, "m").exec(cut)?.groups)
  const { line, message, type } = found
  if (line === undefined || (message === undefined && type === undefined)) return undefined
  return { type: type ?? "Error", message: message ?? "", line: Number(line.slice(0, 9)) }
}
