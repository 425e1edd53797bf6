import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { setFlagsFromString } from "node:v8"
import type { EmscriptenModule, PythonExports } from "./Emscripten.ts"
import type { Gate } from "./Gate.ts"

interface PyodideInstance {
  readonly _module: EmscriptenModule
  readonly runPython: (source: string) => unknown
}

type LoadPyodide = (options: Record<string, unknown>) => Promise<PyodideInstance>

type CreateModule = (settings: Record<string, unknown>) => Promise<EmscriptenModule>

/** An instance of CPython's module with Emscripten's JavaScript for it, and the gate between them. */
export interface Loaded {
  readonly module: EmscriptenModule
  readonly exports: PythonExports
  /** The instance's mutable exported globals, such as its stack pointer. */
  readonly globals: ReadonlyMap<string, WebAssembly.Global>
}

const isSettable = (entry: WebAssembly.ExportValue | undefined): entry is WebAssembly.Global => {
  if (!(entry instanceof WebAssembly.Global)) return false
  try {
    const value: unknown = entry.value
    entry.value = value
    return true
  } catch {
    return false
  }
}

const executable = "/usr/bin/python3"

const loadedOf = (module: EmscriptenModule, instance: WebAssembly.Instance, names: ReadonlyArray<string>): Loaded => {
  const exports = instance.exports as unknown as PythonExports
  const globals = names.flatMap((name) => {
    const entry = instance.exports[name]
    return isSettable(entry) ? [[name, entry] as const] : []
  })
  return { module, exports, globals: new Map(globals) }
}

/** Boots a Python without an image, in seconds: images are made from it. */
export const load = async (folder: string, gate: Gate): Promise<Loaded & Pick<PyodideInstance, "runPython">> => {
  const { loadPyodide } = (await import(pathToFileURL(join(folder, "pyodide.mjs")).href)) as {
    loadPyodide: LoadPyodide
  }
  const instantiate = WebAssembly.instantiate
  let instance: WebAssembly.Instance | undefined
  const gated = async (source: BufferSource | WebAssembly.Module, imports?: WebAssembly.Imports) => {
    // Pyodide passes bytes. A compiled module comes from Node itself: Node 22 instantiates one for HTTP when `fetch` is first accessed.
    if (imports?.env === undefined || source instanceof WebAssembly.Module) {
      return instantiate(source as BufferSource, imports)
    }
    const result = await instantiate(source, gate.wrap(imports))
    instance = result.instance
    gate.attach(instance.exports as unknown as PythonExports)
    gate.sideModules.link({ imports: imports.env, addresses: imports["GOT.func"]!, exports: instance.exports })
    return result
  }
  WebAssembly.instantiate = gated as typeof instantiate
  try {
    const pyodide = await loadPyodide({
      indexURL: `${folder}/`,
      fullStdLib: false,
      env: { HOME: "/home/user", PYTHONHASHSEED: "0" },
      _sysExecutable: executable,
      stdin: () => null,
      stdout: () => {},
      stderr: () => {},
      _makeSnapshot: true
    })
    const { _module: module } = pyodide
    return {
      ...loadedOf(module, instance!, Object.keys(instance!.exports)),
      runPython: (source) => pyodide.runPython(source)
    }
  } finally {
    WebAssembly.instantiate = instantiate
  }
}

const page = 65_536

/**
 * Flags of V8. Functions are validated when they are first compiled, which most never are (35 ms of a boot); npm checked the file. And
 * functions must be ten times as hot as by default before they are optimized: short programs never pay the 70 ms, long ones reach the same
 * speed a tenth of a second later, and those after them at once.
 */
const frugality = ["--wasm-lazy-validation", "--wasm-tiering-budget=130000000"]

/** The exports that Emscripten's JavaScript calls for files, memory and the stack. It calls the others only while Pyodide starts. */
const called =
  /^(?:_*emscripten|__|stack|hiwire|_hiwire|jslib|(?:malloc|calloc|realloc|free|memcpy|memalign|sbrk|strerror|fflush|setThrew)$|.*promising$)/

/**
 * What Emscripten's JavaScript gets to see of the instance. It processes each of the 8,560 exports, which takes 80 ms, but here it only has
 * to provide files. All exports that are not functions are included.
 */
const exportsForGlue = ({ exports }: WebAssembly.Instance): WebAssembly.Exports => {
  const told: WebAssembly.Exports = {}
  for (const name of Object.keys(exports)) {
    const value = exports[name]!
    if (typeof value !== "function" || called.test(name)) told[name] = value
  }
  return told
}

/**
 * An address of no function. The module asks for the addresses of 280 JavaScript functions, OpenGL's and the console's, but never uses
 * them; with an address for every name, Emscripten does not add them to the table.
 */
const nowhere = 0

/**
 * Creates an instance that never ran, for the memory of an image. Pyodide's own start is skipped: its effects are in the image. The
 * module's table contains its own functions at their places, and none of JavaScript.
 */
export const start = async (
  folder: string,
  gate: Gate,
  like: {
    readonly memory: { readonly length: number }
    readonly tableLength: number
    readonly globals: Readonly<Record<string, number>>
  }
): Promise<Loaded> => {
  const { default: createModule } = (await import(pathToFileURL(join(folder, "pyodide.asm.mjs")).href)) as {
    default: CreateModule
  }
  for (const flag of frugality) setFlagsFromString(flag)
  const compiled = new WebAssembly.Module(readFileSync(join(folder, "pyodide.asm.wasm")))
  let instance: WebAssembly.Instance | undefined
  const module = await createModule({
    noInitialRun: true,
    preRun: [],
    thisProgram: executable,
    arguments: [],
    print: () => {},
    printErr: () => {},
    locateFile: (name: string) => `${folder}/${name}`,
    API: { config: { packages: [], jsglobals: {}, env: {} }, runtimeEnv: { IN_NODE: true } },
    instantiateWasm: (
      imports: WebAssembly.Imports,
      receive: (instance: { readonly exports: WebAssembly.Exports }, module: WebAssembly.Module) => void
    ) => {
      const addresses = imports["GOT.func"] as Record<string, WebAssembly.Global>
      instance = new WebAssembly.Instance(compiled, gate.wrap(imports))
      gate.attach(instance.exports as unknown as PythonExports)
      gate.sideModules.link({ imports: imports["env"]!, addresses, exports: instance.exports })
      const { __indirect_function_table: table, memory } = instance.exports as unknown as PythonExports
      // One function is still added to it, through which CPython calls functions of other types: at the last place, as before.
      table.grow(like.tableLength - 1 - table.length)
      const missing = like.memory.length - memory.buffer.byteLength
      if (missing > 0) memory.grow(Math.ceil(missing / page))
      const exports = exportsForGlue(instance)
      for (const { module: from, name } of WebAssembly.Module.imports(compiled)) {
        if (from === "GOT.func") addresses[name]!.value = nowhere
      }
      for (const [name, value] of Object.entries(exports)) {
        if (typeof value === "function") addresses[name]!.value = nowhere
      }
      receive({ exports }, compiled)
      return {}
    }
  })
  const loaded = loadedOf(module, instance!, Object.keys(like.globals))
  const { __indirect_function_table: table } = loaded.exports
  if (table.length !== like.tableLength)
    throw new Error("the functions of the interpreter are in other places than in its image")
  return loaded
}
