/** Writes WebAssembly modules as Emscripten loads them beside the interpreter: with a section `dylink.0`, and functions without parameters. */

const unsigned = (value: number): ReadonlyArray<number> =>
  value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)]

const text = (value: string): ReadonlyArray<number> => {
  const bytes = [...new TextEncoder().encode(value)]
  return [...unsigned(bytes.length), ...bytes]
}

const list = (items: ReadonlyArray<ReadonlyArray<number>>): ReadonlyArray<number> => [
  ...unsigned(items.length),
  ...items.flat()
]

const section = (id: number, content: ReadonlyArray<number>): ReadonlyArray<number> => [
  id,
  ...unsigned(content.length),
  ...content
]

/** The magic number and the version of the format. */
const start = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]

const i32 = 0x7f
const end = 0x0b
const call = 0x10
const constant = 0x41

/** What it needs of the interpreter's memory, in bytes, and of its table. */
const dylink = (memory: number, table: number): ReadonlyArray<number> => {
  const needs = [...unsigned(memory), 0, ...unsigned(table), 0]
  return [...text("dylink.0"), 1, ...unsigned(needs.length), ...needs]
}

/** What a module does. */
export interface Behaviour {
  /** Functions that it imports, without parameters and results, and calls in this order when it is loaded. */
  readonly calls: ReadonlyArray<string>
  /** Text of JavaScript that it has Emscripten evaluate, by the name of the function that it would be. */
  readonly javaScript?: string
  /** Bytes of the interpreter's memory that it needs; by default none. */
  readonly memory?: number
  /** Entries of the interpreter's table of functions that it needs; by default none. */
  readonly table?: number
}

/** A module whose `PyInit_plain` answers nothing. */
export const sideModule = ({ calls, javaScript, memory = 0, table = 0 }: Behaviour): Uint8Array => {
  const nothing = [0x60, 0, 0]
  const answer = [0x60, 0, 1, i32]
  const imports = calls.map((name) => [...text("env"), ...text(name), 0, 0])
  const at = calls.length
  const exports = [
    [...text("__wasm_call_ctors"), 0, ...unsigned(at)],
    [...text("PyInit_plain"), 0, ...unsigned(at + 1)],
    ...(javaScript === undefined ? [] : [[...text(`__em_js__${javaScript}`), 3, 0]])
  ]
  const body = (code: ReadonlyArray<number>) => [...unsigned(code.length + 2), 0, ...code, end]
  return new Uint8Array([
    ...start,
    ...section(0, dylink(memory, table)),
    ...section(1, list([nothing, answer])),
    ...section(2, list(imports)),
    ...section(3, list([[0], [1]])),
    ...section(6, list([[i32, 0, constant, 0, end]])),
    ...section(7, list(exports)),
    ...section(10, list([body(calls.flatMap((_, index) => [call, ...unsigned(index)])), body([constant, 0])]))
  ])
}

/** The name of a compiled module of Python's. */
export const compiledName = (name: string): string => `${name}.cpython-314-wasm32-emscripten.so`
