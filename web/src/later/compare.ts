/** A line of two texts: in both, or in one of them. */
export interface ComparedLine {
  readonly in: "both" | "before" | "after"
  readonly text: string
}

/** Maximum lines of each text: the comparison's table grows with their product. */
export const maximumLines = 1_000

const allLinesOf = (text: string) => (text === "" ? [] : text.replace(/\n$/, "").split("\n"))

const linesOf = (text: string) => allLinesOf(text).slice(0, maximumLines)

/** Whether a text has more lines than are compared. */
export const isCut = (text: string): boolean => allLinesOf(text).length > maximumLines

/** The lines of two texts, aligned by their longest common subsequence. */
export const compare = (before: string, after: string): ReadonlyArray<ComparedLine> => {
  const a = linesOf(before)
  const b = linesOf(after)
  const width = b.length + 1
  const common = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] =
        a[i] === b[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!)
    }
  }
  const lines: Array<ComparedLine> = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ in: "both", text: a[i]! })
      i++
      j++
    } else if (j >= b.length || (i < a.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) {
      lines.push({ in: "before", text: a[i++]! })
    } else {
      lines.push({ in: "after", text: b[j++]! })
    }
  }
  return lines
}
