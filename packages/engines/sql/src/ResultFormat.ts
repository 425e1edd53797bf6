import type { Cell } from "./ResultTable.ts"
import { tableLines } from "./ResultTable.ts"

/** Makes the lines of a result from the names of its columns and its rows. */
export type ResultFormat = (names: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<Cell>>) => Iterable<string>

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** A line of names, then one for each row; NULL is empty, and text that is empty is quoted. */
function* csvLines(...[names, rows]: Parameters<ResultFormat>): Generator<string, void> {
  const shown = ({ kind, text }: Cell): string => (kind === "text" && text === "" ? '""' : quoted(text))
  yield names.map(quoted).join(",")
  for (const row of rows) yield row.map(shown).join(",")
}

/** SQLite prints numbers as JSON has them, but for those without end. */
const jsonNumber = (text: string): string => text.replace("Inf", "1e999")

const jsonValue = ({ kind, text }: Cell): string => {
  if (kind === "null") return "null"
  return kind === "number" ? jsonNumber(text) : JSON.stringify(text)
}

/** An array of objects, a line for each row. */
function* jsonLines(...[names, rows]: Parameters<ResultFormat>): Generator<string, void> {
  const keys = names.map((name) => JSON.stringify(name))
  if (rows.length === 0) yield "[]"
  for (const [index, row] of rows.entries()) {
    const fields = row.map((cell, column) => `${keys[column]}:${jsonValue(cell)}`)
    yield `${index === 0 ? "[" : ""}{${fields.join(",")}}${index === rows.length - 1 ? "]" : ","}`
  }
}

const formats: Readonly<Record<string, ResultFormat>> = {
  "--table": tableLines,
  "--csv": csvLines,
  "--json": jsonLines
}

/**
 * What a script's arguments ask for: if the first is `--table`, `--csv` or `--json`, that is how results are printed, and the rest are the
 * script's own.
 */
export const readArguments = (
  args: ReadonlyArray<string>
): { readonly format: ResultFormat; readonly values: ReadonlyArray<string> } => {
  const format = Object.hasOwn(formats, args[0] ?? "") ? formats[args[0]!] : undefined
  return format === undefined ? { format: tableLines, values: args } : { format, values: args.slice(1) }
}
