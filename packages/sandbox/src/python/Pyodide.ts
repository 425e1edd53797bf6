import { join } from "node:path"
import { pathToFileURL } from "node:url"
import type { EmscriptenModule, PythonExports } from "./Emscripten.ts"
import type { Gate } from "./Gate.ts"

/** Reads from a file descriptor of the program; writes what it prints. */
export interface StandardStreams {
  readonly read: (buffer: Uint8Array) => number
  readonly write: (stream: "stdout" | "stderr", bytes: Uint8Array) => void
}

interface PyodideInstance {
  readonly _module: EmscriptenModule
  readonly version: string
  readonly runPython: (source: string) => unknown
  readonly makeMemorySnapshot: () => Uint8Array
  readonly setStdin: (options: { read: (buffer: Uint8Array) => number; isatty: boolean }) => void
  readonly setStdout: (options: { write: (bytes: Uint8Array) => number; isatty: boolean }) => void
  readonly setStderr: (options: { write: (bytes: Uint8Array) => number; isatty: boolean }) => void
}

type LoadPyodide = (options: Record<string, unknown>) => Promise<PyodideInstance>

export interface Loaded {
  readonly pyodide: PyodideInstance
  readonly module: EmscriptenModule
  readonly exports: PythonExports
  /** The instance's exported globals that can be set, such as its stack pointer. */
  readonly globals: ReadonlyArray<WebAssembly.Global>
}

export interface LoadOptions {
  /** Folder of the npm package `pyodide`. */
  readonly folder: string
  readonly gate: Gate
  /** Memory to start from; without it the interpreter starts anew and a snapshot can be taken of it. */
  readonly snapshot: Uint8Array | undefined
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

const page = 65_536

/** The module's memory begins at 30 MiB, whatever Pyodide asks for, and a snapshot may be larger. */
const growFor = (instance: WebAssembly.Instance, snapshot: Uint8Array | undefined): void => {
  const memory = instance.exports["memory"] as WebAssembly.Memory
  const missing = (snapshot?.length ?? 0) - memory.buffer.byteLength
  if (missing > 0) memory.grow(Math.ceil(missing / page))
}

/** Loads Pyodide with the gate between its WebAssembly module and its JavaScript. */
export const load = async (options: LoadOptions): Promise<Loaded> => {
  const { loadPyodide } = (await import(pathToFileURL(join(options.folder, "pyodide.mjs")).href)) as {
    loadPyodide: LoadPyodide
  }
  const instantiate = WebAssembly.instantiate
  let instance: WebAssembly.Instance | undefined
  const gated = async (source: BufferSource | WebAssembly.Module, imports?: WebAssembly.Imports) => {
    // Pyodide has bytes. A compiled module is Node's own: 22 makes one for HTTP when somebody looks at `fetch`.
    if (imports?.env === undefined || source instanceof WebAssembly.Module) {
      return instantiate(source as BufferSource, imports)
    }
    const result = await instantiate(source, options.gate.wrap(imports))
    instance = result.instance
    growFor(instance, options.snapshot)
    // Pyodide holds on to these 9 MB for good; the module has a copy of its own.
    const bytes = ArrayBuffer.isView(source) ? source.buffer : source
    if (bytes instanceof ArrayBuffer) bytes.transfer(0)
    return result
  }
  WebAssembly.instantiate = gated as typeof instantiate
  try {
    const pyodide = await loadPyodide({
      indexURL: `${options.folder}/`,
      fullStdLib: false,
      env: { HOME: "/home/user", PYTHONHASHSEED: "0" },
      _sysExecutable: "/usr/bin/python3",
      stdin: () => null,
      stdout: () => {},
      stderr: () => {},
      ...(options.snapshot === undefined ? { _makeSnapshot: true } : { _loadSnapshot: options.snapshot })
    })
    const exports = instance!.exports as unknown as PythonExports
    const globals = Object.values(instance!.exports).filter(isSettable)
    options.gate.attach(exports)
    return { pyodide, module: pyodide._module, exports, globals }
  } finally {
    WebAssembly.instantiate = instantiate
  }
}

/** Connects descriptors 0, 1 and 2. A handler must not throw: Pyodide would turn it into an error of the program. */
export const connectStreams = (pyodide: PyodideInstance, streams: StandardStreams): void => {
  const writer = (stream: "stdout" | "stderr") => ({
    write: (bytes: Uint8Array) => {
      streams.write(stream, bytes)
      return bytes.length
    },
    isatty: false
  })
  pyodide.setStdin({ read: streams.read, isatty: false })
  pyodide.setStdout(writer("stdout"))
  pyodide.setStderr(writer("stderr"))
}
