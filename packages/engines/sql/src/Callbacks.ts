/** A function that SQLite calls by its address: with addresses and small integers, all 32 bits wide. */
export interface Callback {
  readonly parameters: number
  /** Whether it returns a number. */
  readonly returns: boolean
  readonly call: (...args: Array<number>) => number | void
}

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
const i32 = 0x7f

/** A section of a module: its number, its length (under 16,384) and its contents. */
const section = (id: number, contents: ReadonlyArray<number>): ReadonlyArray<number> => [
  id,
  (contents.length & 127) | 128,
  contents.length >> 7,
  ...contents
]

const nameOf = (index: number): ReadonlyArray<number> => [1, 0x61 + index]

/** A module that exports the functions that it imports: V8 puts into a table what a module exports, and no function of JavaScript. */
const forwarding = (callbacks: ReadonlyArray<Callback>): WebAssembly.Module => {
  const count = callbacks.length
  const types = callbacks.flatMap(({ parameters, returns }) => [
    0x60,
    parameters,
    ...Array.from({ length: parameters }, () => i32),
    ...(returns ? [1, i32] : [0])
  ])
  const imports = callbacks.flatMap((_, index) => [1, 0x65, ...nameOf(index), 0, index])
  const exports = callbacks.flatMap((_, index) => [...nameOf(index), 0, index])
  return new WebAssembly.Module(
    new Uint8Array([
      ...header,
      ...section(1, [count, ...types]),
      ...section(2, [count, ...imports]),
      ...section(7, [count, ...exports])
    ])
  )
}

const modules = new Map<string, WebAssembly.Module>()

/** Up to 26 functions that are put into a module's table. Returns their addresses, in their order. */
export const install = (table: WebAssembly.Table, callbacks: ReadonlyArray<Callback>): ReadonlyArray<number> => {
  const kind = callbacks.map(({ parameters, returns }) => `${parameters}${returns ? "r" : ""}`).join()
  const module = modules.get(kind) ?? forwarding(callbacks)
  modules.set(kind, module)
  const letters = callbacks.map((_, index) => String.fromCharCode(...nameOf(index).slice(1)))
  const { exports } = new WebAssembly.Instance(module, {
    e: Object.fromEntries(callbacks.map(({ call }, index) => [letters[index]!, call]))
  })
  const start = table.grow(callbacks.length)
  for (const [index, letter] of letters.entries()) table.set(start + index, exports[letter])
  return letters.map((_, index) => start + index)
}
