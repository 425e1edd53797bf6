const before = "(function (exports, require, module, __filename, __dirname) { "

/** What is evaluated for a file: its source, with something before it in the first line. */
export interface Framed {
  readonly script: string
  /** How many characters stand before the source. */
  readonly shift: number
}

/** A CommonJS source as a script whose value is the function of the module. */
export const asCommonJs = (code: string): Framed => ({ script: `${before}${code}\n})`, shift: before.length })

/** A source as a module that knows its place, as far as it asks for that. */
export const asModule = (code: string, path: string, isMain: boolean): Framed => {
  if (!/\bimport\s*\.\s*meta\b/.test(code)) return { script: code, shift: 0 }
  const url = `file://${encodeURI(path)}`
  const folder = path.slice(0, path.lastIndexOf("/"))
  const known = [
    `dirname: ${JSON.stringify(folder)}`,
    `filename: ${JSON.stringify(path)}`,
    `main: ${isMain}`,
    `resolve: (specifier) => new URL(specifier, ${JSON.stringify(url)}).href`,
    `url: ${JSON.stringify(url)}`
  ]
  const meta = `Object.assign(import.meta, { ${known.join(", ")} }); `
  return { script: meta + code, shift: meta.length }
}

interface Place {
  readonly line: number
  readonly column: number
}

/** The place in a source of a place in its script. What is behind its end is at its end. */
export const unframed = ({ column, line }: Place, source: string, shift: number): Place => {
  if (line === 1) return { line, column: Math.max(1, column - shift) }
  const lines = source.split(/\r\n|[\n\r\u2028\u2029]/)
  return line <= lines.length ? { line, column } : { line: lines.length, column: (lines.at(-1) ?? "").length + 1 }
}
