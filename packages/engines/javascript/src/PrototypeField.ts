/** What stands before a column, which the machine counts in bytes where a source is faulty. */
const before = (line: string, column: number): string =>
  Buffer.from(line)
    .subarray(0, column - 1)
    .toString()

/**
 * The source with its field `prototype` of instances under a computed name. QuickJS-ng refuses a field of that name in a class, which the
 * standard only forbids to static ones. `undefined` if there is none just before the place that the error has, counted from 1; a type may be between.
 */
export const withComputedPrototype = (source: string, line: number, column: number): string | undefined => {
  const lines = source.split("\n")
  const text = lines[line - 1] ?? ""
  const found = /^(.*(?<![\w$."'[#]))(["']?)prototype\2\s*(?:[?!]?\s*:[^;={}]*)?$/su.exec(before(text, column))
  if (found === null || /(?<![\w$])static\s+$/.test(found[1]!)) return undefined
  const start = found[1]!.length
  const end = start + "prototype".length + 2 * found[2]!.length
  lines[line - 1] = `${text.slice(0, start)}["prototype"]${text.slice(end)}`
  return lines.join("\n")
}
