/** A value of a result as text. */
export interface Cell {
  readonly kind: "null" | "number" | "text" | "blob"
  readonly text: string
}

const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u
const narrow = /\p{M}|[\u200b-\u200f\u2060]/u
const plain = /^[\x20-\x7e]*$/

/** Columns of a terminal that a text occupies. */
const widthOf = (text: string): number => {
  if (plain.test(text)) return text.length
  let width = 0
  for (const character of text) width += wide.test(character) ? 2 : narrow.test(character) ? 0 : 1
  return width
}

/** Control characters would break the table, so they are shown as Unicode's control pictures. */
const visible = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text.replaceAll(/[\x00-\x1f\x7f]/g, (control) =>
    String.fromCharCode(control === "\x7f" ? 0x2421 : 0x2400 + control.charCodeAt(0))
  )

/** Text that reads NULL is quoted, to distinguish it from NULL. */
const shown = ({ kind, text }: Cell): string => {
  if (kind === "null") return "NULL"
  return kind === "text" && text === "NULL" ? "'NULL'" : text
}

const linesOf = (cell: Cell): ReadonlyArray<string> =>
  plain.test(cell.text) ? [shown(cell)] : shown(cell).split(/\r?\n/).map(visible)

/**
 * A result as a framed table: the column names, then a line for each row, with numbers aligned right. Generated line by line, since a table
 * may be longer than anybody will read.
 */
export function* tableLines(
  names: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<Cell>>
): Generator<string, void> {
  const heads = names.map(visible)
  const texts = rows.map((row) => row.map(linesOf))
  const widths = heads.map((head, column) =>
    texts.reduce(
      (most, row) => row[column]!.reduce((width, line) => Math.max(width, widthOf(line)), most),
      widthOf(head)
    )
  )
  const isNumeric = heads.map(
    (_, column) =>
      rows.some((row) => row[column]!.kind === "number") &&
      rows.every((row) => row[column]!.kind === "number" || row[column]!.kind === "null")
  )
  const rule = (left: string, middle: string, right: string): string =>
    left + widths.map((width) => "─".repeat(width + 2)).join(middle) + right
  const line = (values: ReadonlyArray<string>): string => {
    const padded = values.map((value, column) => {
      const room = " ".repeat(widths[column]! - widthOf(value))
      return isNumeric[column] ? room + value : value + room
    })
    return `│ ${padded.join(" │ ")} │`
  }
  yield rule("┌", "┬", "┐")
  yield line(heads)
  yield rule("├", "┼", "┤")
  for (const row of texts) {
    const height = row.reduce((most, lines) => Math.max(most, lines.length), 1)
    for (let index = 0; index < height; index++) yield line(row.map((lines) => lines[index] ?? ""))
  }
  yield rule("└", "┴", "┘")
}
