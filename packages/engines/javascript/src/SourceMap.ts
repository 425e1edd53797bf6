const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

/** A position in a text, counted from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** From a generated position to the original one. Of code that the compiler added, there is none. */
export type SourceMap = (generated: Place) => Place | undefined

/** Parses the `mappings` of a source map (version 3, one source) into a function from generated to original positions. */
export const readMappings = (mappings: string): SourceMap => {
  const lines: Array<Array<readonly [column: number, line: number, originalColumn: number]>> = []
  let [line, original] = [0, 0]
  for (const group of mappings.split(";")) {
    let column = 0
    const segments: Array<readonly [number, number, number]> = []
    for (const segment of group.split(",")) {
      const fields: Array<number> = []
      let [value, factor] = [0, 1]
      for (const character of segment) {
        const digit = digits.indexOf(character)
        value += (digit & 31) * factor
        factor *= 32
        if (digit < 32) {
          fields.push(value % 2 === 1 ? -Math.floor(value / 2) : value / 2)
          value = 0
          factor = 1
        }
      }
      column += fields[0] ?? 0
      if (fields.length < 4) continue
      line += fields[2] ?? 0
      original += fields[3] ?? 0
      segments.push([column, line, original])
    }
    lines.push(segments)
  }
  return (generated) => {
    for (let at = Math.min(generated.line, lines.length) - 1; at >= 0; at--) {
      const segments = lines[at] ?? []
      const limit = at === generated.line - 1 ? generated.column - 1 : Infinity
      const segment = segments.findLast(([column]) => column <= limit) ?? segments[0]
      if (segment !== undefined) return { line: segment[1] + 1, column: segment[2] + 1 }
    }
    return undefined
  }
}
