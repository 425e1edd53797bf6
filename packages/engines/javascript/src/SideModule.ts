import type { WasmExports } from "./WasmExports.ts"

/** A compiled extension of QuickJS: a shared WebAssembly library in the main module's memory and table. */
export interface SideModule {
  readonly name: string
  readonly module: WebAssembly.Module
}

/** Where a side module was placed; a machine restored from an image needs it at the same places. */
export interface SideModuleBase {
  readonly memoryBase: number
  readonly tableBase: number
}

const unsigned = (bytes: Uint8Array, start: number): readonly [value: number, next: number] => {
  let value = 0
  let factor = 1
  let at = start
  for (;;) {
    const byte = bytes[at++] ?? 0
    value += (byte & 127) * factor
    factor *= 128
    if (byte < 128) return [value, at]
  }
}

const neededSpace = ({ module, name }: SideModule): { readonly memory: number; readonly table: number } => {
  const section = WebAssembly.Module.customSections(module, "dylink.0")[0]
  if (section === undefined) throw new Error(`${name} is no WebAssembly side module`)
  const bytes = new Uint8Array(section)
  const kind = bytes[0]
  if (kind !== 1) throw new Error(`${name} does not begin with the space it needs`)
  const [, contents] = unsigned(bytes, 1)
  const [memory, afterMemory] = unsigned(bytes, contents)
  const [, afterAlignment] = unsigned(bytes, afterMemory)
  const [table] = unsigned(bytes, afterAlignment)
  return { memory, table }
}

const fixed = (value: number): WebAssembly.Global => new WebAssembly.Global({ value: "i32", mutable: false }, value)
const slot = (value: number): WebAssembly.Global => new WebAssembly.Global({ value: "i32", mutable: true }, value)

/**
 * Loads a side module into a machine. Without `base` it is also initialised; with `base`, its data comes from an image afterwards and only
 * its functions are loaded.
 */
export const linkSideModule = (main: WasmExports, side: SideModule, base?: SideModuleBase): SideModuleBase => {
  const space = neededSpace(side)
  const table = main.__indirect_function_table
  const memoryBase = base?.memoryBase ?? main.malloc(space.memory)
  const tableBase = base?.tableBase ?? table.length
  if (tableBase + space.table > table.length) table.grow(tableBase + space.table - table.length)
  if (base === undefined) new Uint8Array(main.memory.buffer, memoryBase, space.memory).fill(0)
  else if (main.memory.buffer.byteLength < memoryBase + space.memory) {
    main.memory.grow(Math.ceil((memoryBase + space.memory - main.memory.buffer.byteLength) / 65536))
  }
  const mainExports = main as unknown as Record<string, WebAssembly.ExportValue>
  const own: { exports?: Record<string, (...args: Array<unknown>) => unknown> } = {}
  const functionNamed = (name: string): ((...args: Array<unknown>) => unknown) => {
    const known = mainExports[name]
    if (typeof known === "function") return known as (...args: Array<unknown>) => unknown
    return (...args) => {
      const found = own.exports?.[name]
      if (found === undefined) throw new Error(`${side.name} called ${name}, which nothing provides`)
      return found(...args)
    }
  }
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {}
  for (const wanted of WebAssembly.Module.imports(side.module)) {
    const group = (imports[wanted.module] ??= {})
    if (wanted.kind === "function") group[wanted.name] = functionNamed(wanted.name)
    else if (wanted.name === "__memory_base") group[wanted.name] = fixed(memoryBase)
    else if (wanted.name === "__table_base") group[wanted.name] = fixed(tableBase)
    else if (wanted.module === "env") group[wanted.name] = mainExports[wanted.name] ?? slot(0)
    else group[wanted.name] = slot(0)
  }
  const { exports } = new WebAssembly.Instance(side.module, imports)
  own.exports = exports as Record<string, (...args: Array<unknown>) => unknown>
  own.exports["__wasm_apply_data_relocs"]?.()
  if (base === undefined) {
    own.exports["__wasm_call_ctors"]?.()
    const initialise = own.exports[`qjs_ext_${side.name.replaceAll("-", "_")}_init`]
    if (initialise?.(main.qjs_get_context_ptr(), main.qjs_get_runtime_ptr()) !== 0) {
      throw new Error(`${side.name} could not be initialised`)
    }
  }
  return { memoryBase, tableBase }
}
