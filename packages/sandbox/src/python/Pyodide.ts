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

/** An instance of CPython's module with the JavaScript that Emscripten made for it, the gate between them. */
export interface Loaded {
  readonly module: EmscriptenModule
  readonly exports: PythonExports
  /** The instance's exported globals that can be set, such as its stack pointer. */
  readonly globals: ReadonlyArray<WebAssembly.Global>
}

const isSettable = (entry: WebAssembly.ExportValue): entry is WebAssembly.Global => {
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

const loadedOf = (module: EmscriptenModule, instance: WebAssembly.Instance, gate: Gate): Loaded => {
  const exports = instance.exports as unknown as PythonExports
  gate.attach(exports)
  return { module, exports, globals: Object.values(instance.exports).filter(isSettable) }
}

/** Boots a Python from nothing, in seconds: what an image is made of. */
export const load = async (folder: string, gate: Gate): Promise<Loaded & Pick<PyodideInstance, "runPython">> => {
  const { loadPyodide } = (await import(pathToFileURL(join(folder, "pyodide.mjs")).href)) as {
    loadPyodide: LoadPyodide
  }
  const instantiate = WebAssembly.instantiate
  let instance: WebAssembly.Instance | undefined
  const gated = async (source: BufferSource | WebAssembly.Module, imports?: WebAssembly.Imports) => {
    // Pyodide has bytes. A compiled module is Node's own: 22 makes one for HTTP when somebody looks at `fetch`.
    if (imports?.env === undefined || source instanceof WebAssembly.Module) {
      return instantiate(source as BufferSource, imports)
    }
    const result = await instantiate(source, gate.wrap(imports))
    instance = result.instance
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
    return { ...loadedOf(module, instance!, gate), runPython: (source) => pyodide.runPython(source) }
  } finally {
    WebAssembly.instantiate = instantiate
  }
}

const page = 65_536

/**
 * Makes an instance that never ran, with so much memory, for the memory of an image. Pyodide's own start is left out: what it does is in
 * the image. The functions of the module's table come to the same places as they do there, since the same code puts them in.
 */
export const start = async (folder: string, gate: Gate, memoryBytes: number): Promise<Loaded> => {
  const { default: createModule } = (await import(pathToFileURL(join(folder, "pyodide.asm.mjs")).href)) as {
    default: CreateModule
  }
  // The file is one that npm checked: its functions are looked at when they are compiled, which most never are. Saves 35 ms.
  setFlagsFromString("--wasm-lazy-validation")
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
      receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void
    ) => {
      instance = new WebAssembly.Instance(compiled, gate.wrap(imports))
      const { memory } = instance.exports as unknown as PythonExports
      const missing = memoryBytes - memory.buffer.byteLength
      if (missing > 0) memory.grow(Math.ceil(missing / page))
      receive(instance, compiled)
      return {}
    }
  })
  return loadedOf(module, instance!, gate)
}
