import { diffArrays } from "diff"

/** A line of two texts: in both, or in one of them. */
export interface ComparedLine {
  readonly in: "both" | "before" | "after"
  readonly text: string
}

/** Maximum lines of each text: the time of a comparison grows with lines times differences. */
export const maximumLines = 1_000

const allLinesOf = (text: string) => (text === "" ? [] : text.replace(/\n$/, "").split("\n"))

const linesOf = (text: string) => allLinesOf(text).slice(0, maximumLines)

/** Whether a text has more lines than are compared. */
export const isCut = (text: string): boolean => allLinesOf(text).length > maximumLines

/** The lines of two texts, with as many in common as possible. Where they differ, the lines of the earlier text come first. */
export const compare = (before: string, after: string): ReadonlyArray<ComparedLine> =>
  diffArrays(linesOf(before), linesOf(after)).flatMap(({ added, removed, value }) =>
    value.map((text): ComparedLine => ({ in: added ? "after" : removed ? "before" : "both", text }))
  )
