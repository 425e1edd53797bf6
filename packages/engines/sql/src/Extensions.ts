import type { LinearMemory } from "@glissade/engine/wasm/LinearMemory"
import { install } from "./Callbacks.ts"
import type { TableExports, TableMethods } from "./GenerateSeries.ts"
import { generateSeries } from "./GenerateSeries.ts"
import type { FunctionExports } from "./RegexpFunction.ts"
import { regexpFunction } from "./RegexpFunction.ts"

/** What SQLite's module exports to be extended. */
export interface ExtensionExports extends FunctionExports, TableExports {
  readonly __indirect_function_table: WebAssembly.Table
  readonly sqlite3_create_function: (
    db: number,
    name: number,
    arguments_: number,
    flags: number,
    data: number,
    call: number,
    step: number,
    final: number
  ) => number
  readonly sqlite3_create_module: (db: number, name: number, methods: number, data: number) => number
}

/** Text in UTF-8; the same result for the same arguments; may be used in views and triggers. */
const functionFlags = 1 | 0x800 | 0x20_0000

const methodsBytes = 100

/** Places in `sqlite3_module`. Without a method that creates a table there is one of the module's own name, and no other. */
const places = Object.entries({
  connect: 8,
  bestIndex: 12,
  disconnect: 16,
  open: 24,
  close: 28,
  filter: 32,
  next: 36,
  eof: 40,
  column: 44,
  rowid: 48
} satisfies Record<keyof TableMethods, number>) as ReadonlyArray<[keyof TableMethods, number]>

/** What SQLite's shell has beside SQLite, and scripts expect: `REGEXP`, `regexpi` and `generate_series`. */
export const addExtensions = (db: number, linear: LinearMemory, exports: ExtensionExports): void => {
  const name = (text: string): number => linear.write(text, exports.malloc)
  const series = generateSeries(linear, () => exports)
  const [regexp, regexpi, ...methods] = install(exports.__indirect_function_table, [
    regexpFunction(linear, () => exports, false),
    regexpFunction(linear, () => exports, true),
    ...places.map(([method]) => series[method])
  ]) as [number, number, ...Array<number>]
  const table = exports.malloc(methodsBytes)
  linear.bytes.fill(0, table, table + methodsBytes)
  for (const [index, [, place]] of places.entries()) linear.set32(table + place, methods[index]!)
  const added =
    exports.sqlite3_create_function(db, name("regexp"), 2, functionFlags, 0, regexp, 0, 0) ||
    exports.sqlite3_create_function(db, name("regexpi"), 2, functionFlags, 0, regexpi, 0, 0) ||
    exports.sqlite3_create_module(db, name("generate_series"), table, 0)
  if (added !== 0) throw new Error(`SQLite cannot be extended: ${added}`)
}
