import type { LinearMemory } from "@glissade/engine/wasm/LinearMemory"
import type { Callback } from "./Callbacks.ts"
import { Regexp } from "./Regexp.ts"
import { PatternFault } from "./RegexpPattern.ts"

/** What SQLite's module exports for functions. */
export interface FunctionExports {
  readonly malloc: (size: number) => number
  readonly free: (address: number) => void
  readonly sqlite3_value_type: (value: number) => number
  readonly sqlite3_value_text: (value: number) => number
  readonly sqlite3_value_bytes: (value: number) => number
  readonly sqlite3_result_int: (context: number, value: number) => void
  readonly sqlite3_result_error: (context: number, message: number, length: number) => void
}

const nullType = 5

/** The function behind `text REGEXP pattern`: `regexp(pattern, text)`. NULL where either is NULL. */
export const regexpFunction = (
  linear: LinearMemory,
  exports: () => FunctionExports,
  ignoresCase: boolean
): Callback => {
  // A statement has the same pattern for each row.
  let known: { readonly pattern: string; readonly regexp: Regexp } | undefined
  const compiled = (pattern: string): Regexp => {
    if (known?.pattern !== pattern) known = { pattern, regexp: new Regexp(pattern, ignoresCase) }
    return known.regexp
  }
  const fail = (context: number, message: string): void => {
    const { free, malloc, sqlite3_result_error } = exports()
    const text = linear.write(message, malloc)
    sqlite3_result_error(context, text, -1)
    if (text !== 0) free(text)
  }
  return {
    parameters: 3,
    returns: false,
    call: (context, _count, values) => {
      const { sqlite3_result_int, sqlite3_value_bytes, sqlite3_value_text, sqlite3_value_type } = exports()
      const [pattern, text] = [linear.u32(values!), linear.u32(values! + 4)]
      if (sqlite3_value_type(pattern) === nullType || sqlite3_value_type(text) === nullType) return
      try {
        const patternAt = sqlite3_value_text(pattern)
        const regexp = compiled(linear.text(patternAt, Math.min(sqlite3_value_bytes(pattern), longestPatternBytes)))
        const at = sqlite3_value_text(text) >>> 0
        const bytes = linear.bytes.subarray(at, at + sqlite3_value_bytes(text))
        sqlite3_result_int(context!, regexp.occursIn(bytes) ? 1 : 0)
      } catch (thrown) {
        if (!(thrown instanceof PatternFault)) throw thrown
        fail(context!, thrown.message)
      }
    }
  }
}

/** One more than a pattern may have, so that what is cut off is refused. */
const longestPatternBytes = 200_004
