import { indentUnit } from "@codemirror/language"
import type { Extension, Text } from "@codemirror/state"
import { Prec } from "@codemirror/state"

/** Lines that are looked at: a program's habit shows in its first ones. */
const looked = 500

/** What a program indents with, by its own lines; `undefined` where none is indented. */
const unitOf = (text: Text): string | undefined => {
  let tabs = 0
  let least = 9
  let spaces = 0
  for (const line of text.iterLines(1, Math.min(text.lines, looked) + 1)) {
    const indent = /^[\t ]+(?=\S)/.exec(line)?.[0]
    if (indent === undefined) continue
    if (indent[0] === "\t") tabs += 1
    // A single space is an alignment, as in comments of several lines.
    else if (indent.length > 1) {
      spaces += 1
      least = Math.min(least, indent.length)
    }
  }
  if (tabs === 0 && spaces === 0) return undefined
  return tabs > spaces ? "\t" : " ".repeat(Math.min(8, least))
}

/** Indents as the program does, and as its language is usually written where nothing is indented yet. */
export const ownIndentation: Extension = Prec.highest(
  indentUnit.computeN(["doc"], (state) => {
    const unit = unitOf(state.doc)
    return unit === undefined ? [] : [unit]
  })
)
