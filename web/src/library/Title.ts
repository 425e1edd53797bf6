import { tellingLines } from "../history/Beginning.ts"

const maximum = 60

/** Marks that begin a comment or a text. */
const marks = /^(?:#!?|\/\/+|\/\*+|--+|"""|'''|%|;)+\s*/

/** A title for a program that was given none: its first line that says something, cut to what a list shows. */
export const titleOf = (code: string): string => {
  const line =
    tellingLines(code)
      .map((line) =>
        line
          .replace(marks, "")
          .replace(/\s*\*\/$/, "")
          .replace(/\p{Cc}/gu, " ")
          .trim()
      )
      .find((line) => line !== "") ?? "Untitled"
  const characters = [...line]
  return characters.length > maximum ? `${characters.slice(0, maximum - 1).join("")}…` : line
}

/** What a title may not have, or nothing at all to see. */
export const cleanTitle = (typed: string): string =>
  typed
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .trim()
    .slice(0, 200)
