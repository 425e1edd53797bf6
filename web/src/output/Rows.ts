import type { Painted } from "../TextBlocks.ts"
import type { StreamName } from "../Transcript.ts"

/** How text looks: its stream and style. Equal ones are one object. */
export interface Look extends Omit<Painted, "text"> {
  readonly stream: StreamName
}

/** A place of the screen. A wide character takes two, the second of which is empty. */
interface Cell {
  text: string
  look: Look
}

/** Text of one look in a row. */
export interface Run {
  readonly look: Look
  readonly text: string
}

/** One line of the screen. */
export type Row = Array<Cell>

/** Columns of a row; what is written beyond them stays in the last one. */
export const maximumColumns = 4096

const joins = /^(?:\p{M}|\u200d|\p{Emoji_Modifier})/u

/** Characters that take two columns of a terminal. */
const isWide =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u

/** Fills a row with spaces up to a column. */
export const fillTo = (row: Row, column: number, look: Look): void => {
  while (row.length < column) row.push({ text: " ", look })
}

/** Writes characters over a row from a column on, and returns the column after them. */
export const writeAt = (row: Row, start: number, text: string, look: Look): number => {
  fillTo(row, start, look)
  let column = start
  for (const character of text) {
    const before = row[column - 1]
    if (before !== undefined && (joins.test(character) || before.text.endsWith("\u200d"))) {
      const base = before.text === "" ? row[column - 2] : before
      // A program may send joining characters without end.
      if (base !== undefined && base.text.length < 64) base.text += character
      continue
    }
    if (column >= maximumColumns) column = maximumColumns - 1
    row[column++] = { text: character, look }
    if (isWide.test(character) && column < maximumColumns) row[column++] = { text: "", look }
  }
  return column
}

/** The runs of equal look in a row. Spaces at its end, which no program can see, are left out. */
export const runsOf = (row: Row): ReadonlyArray<Run> => {
  const runs: Array<{ look: Look; text: string }> = []
  for (const { look, text } of row) {
    const last = runs.at(-1)
    if (last?.look === look) last.text += text
    else runs.push({ look, text })
  }
  const last = runs.at(-1)
  if (last !== undefined && last.look.classes === undefined) last.text = last.text.trimEnd()
  return runs
}
