import type { EmscriptenModule, FileNode } from "./Emscripten.ts"

type NumericImport = (...args: Array<number>) => number

/** Offsets in Emscripten's `struct dso`: the address of the module's bytes, which the C library has read, and the path of its file. */
const dataAt = 28
const pathAt = 36

/** Longest path of a module. */
const longestPath = 4_096

/** A WebAssembly module with text of JavaScript in it, which Emscripten would run. */
const hasJavaScript = (module: WebAssembly.Module): boolean =>
  WebAssembly.Module.exports(module).some(({ name }) => name.startsWith("__em_js__") || name === "__start_em_asm")

/** Most functions in the interpreter's table, which has some ten thousand at first. Nothing else counts the memory that they take. */
const maximumTable = 200_000

/** Bytes that the allocator may take beside what it is asked for. */
const allocatorBytes = 65_536

/** The kind of the part of the section `dylink.0` that says what a module needs. */
const needsPart = 1

/** What a module needs before it is instantiated: bytes of memory, and functions in the table. */
const needsOf = (module: WebAssembly.Module): { readonly memory: number; readonly table: number } => {
  const bytes = new Uint8Array(WebAssembly.Module.customSections(module, "dylink.0")[0] ?? new ArrayBuffer(0))
  let at = 0
  const number = (): number => {
    let value = 0
    for (let unit = 1; ; unit *= 128) {
      const byte = bytes[at++] ?? 0
      value += (byte & 127) * unit
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const kind = bytes[at++]
    const length = number()
    const end = at + length
    if (kind === needsPart) {
      const memory = number()
      const alignment = 2 ** number()
      return { memory: memory === 0 ? 0 : memory + alignment + allocatorBytes, table: number() }
    }
    at = end
  }
  return { memory: 0, table: 0 }
}

/** What an instance was created from and with. */
interface Linked {
  /** Where Emscripten looks for what a side module imports: functions behind the gate, by now. */
  readonly imports: WebAssembly.ModuleImports
  /** Addresses by name, for dynamic linking. */
  readonly addresses: WebAssembly.ModuleImports
  readonly exports: WebAssembly.Exports
}

/**
 * Compiled modules of packages: WebAssembly modules that share the interpreter's memory and functions. Only files of packages are loaded,
 * so what runs here is what an operator has added; and all that they can call is the interpreter itself and the functions behind the gate.
 */
export class SideModules {
  /** Whether the current program has loaded one. The tables that it grew are not put back: its interpreter is replaced. */
  isUsed = false

  private module: EmscriptenModule | undefined
  private linked: Linked | undefined
  private isMerged = false
  /** What this program has loaded: by another path Emscripten would load it again, and nothing counts what that takes. */
  private readonly loaded = new Set<FileNode>()
  private readonly isOfPackage: (node: FileNode) => boolean
  private readonly roomBytes: () => number

  /** `isOfPackage` tells the files of packages, which no program can write; `roomBytes` what memory the program may still take. */
  constructor(isOfPackage: (node: FileNode) => boolean, roomBytes: () => number) {
    this.isOfPackage = isOfPackage
    this.roomBytes = roomBytes
  }

  attach(module: EmscriptenModule): void {
    this.module = module
  }

  link(linked: Linked): void {
    this.linked = linked
  }

  /** `dlopen`, of the file that a `struct dso` names. Answers 0 for what is not to be loaded. */
  open(handle: number, original: NumericImport): number {
    const { linked, module } = this
    if (module === undefined || linked === undefined) return 0
    const at = handle >>> 0
    if (this.fileAt(module, at + pathAt) === undefined) return 0
    this.isUsed = true
    this.merge(linked)
    // Bytes in the program's memory could be anybody's. Without them, Emscripten reads the file.
    const given = module.HEAPU32[(at + dataAt) >>> 2]!
    module.HEAPU32[(at + dataAt) >>> 2] = 0
    const { FS } = module
    const { readFile } = FS
    // All that Emscripten reads now are modules: this one, and those that it needs.
    FS.readFile = (path) => {
      const node = this.lookUp(module, path)
      if (node === undefined) throw new Error(`${path} is no module of a package`)
      if (this.loaded.has(node)) throw new Error(`${path} is loaded already`)
      this.loaded.add(node)
      const bytes = readFile.call(FS, path)
      this.prepare(new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>), linked)
      return bytes
    }
    try {
      return original(handle)
    } finally {
      FS.readFile = readFile
      module.HEAPU32[(at + dataAt) >>> 2] = given
    }
  }

  private fileAt(module: EmscriptenModule, address: number): FileNode | undefined {
    const bytes = module.HEAPU8.subarray(address, address + longestPath)
    const end = bytes.indexOf(0)
    return end < 0 ? undefined : this.lookUp(module, new TextDecoder().decode(bytes.slice(0, end)))
  }

  private lookUp({ FS }: EmscriptenModule, path: string): FileNode | undefined {
    try {
      const { node } = FS.lookupPath(path, { follow: true })
      return this.isOfPackage(node) ? node : undefined
    } catch {
      return undefined
    }
  }

  /** An instance that booted from an image has told Emscripten a few of its exports only: see `exportsForGlue`. */
  private merge({ exports, imports }: Linked): void {
    if (this.isMerged) return
    this.isMerged = true
    for (const [name, value] of Object.entries(exports)) {
      if (!(name in imports)) imports[name] = value as WebAssembly.ImportValue
    }
  }

  /** Emscripten does not look whether it got the memory, and would go on at address 0. */
  private checkRoom(side: WebAssembly.Module, exports: WebAssembly.Exports): void {
    const { memory, table } = needsOf(side)
    const room = this.roomBytes()
    if (memory > room) {
      throw new Error(
        `a module of a package needs ${Math.ceil(memory / 2 ** 20)} MB of memory, and the program may take ${Math.max(0, Math.floor(room / 2 ** 20))} MB more`
      )
    }
    const left = maximumTable - (exports["__indirect_function_table"] as WebAssembly.Table).length
    if (table > left)
      throw new Error(`a module of a package needs a table of ${table} functions, and there is room for ${left}`)
  }

  /** Has Emscripten find the addresses of functions that it was told are nowhere, where this module asks for them. */
  private prepare(side: WebAssembly.Module, { addresses, exports }: Linked): void {
    if (hasJavaScript(side)) throw new Error("a module of a package has JavaScript in it")
    this.checkRoom(side, exports)
    for (const { module: from, name } of WebAssembly.Module.imports(side)) {
      if (from !== "GOT.func" && from !== "GOT.mem") continue
      const address = addresses[name] as WebAssembly.Global
      if (address.value === 0) address.value = -1
    }
  }
}
