import type { Ending, Input, Interpreter, Output, Program, ProgramError } from "@glissade/engine/Engine"
import { watch } from "@glissade/engine/host/Watchdog"
import type { Pointer, PythonExports } from "./Emscripten.ts"
import type { FileQuota } from "./FileQuota.ts"
import { GlueState } from "./GlueState.ts"
import type { Gate } from "./Gate.ts"
import type { Description } from "./Description.ts"
import { readDescription } from "./Description.ts"
import { MemoryImage } from "@glissade/engine/wasm/MemoryImage"
import type { Loaded } from "./Pyodide.ts"
import { leftFiles } from "./LeftFiles.ts"
import { picturesFolder } from "./PicturesFolder.ts"
import type { StandardStreams } from "./Streams.ts"
import { Trap } from "@glissade/engine/wasm/Trap"

/** An interpreter that grew by more is replaced: linear memory never shrinks. */
const maximumGrowth = 64 << 20

/** How long after the interpreter's own deadline the watchdog fires. */
const watchdogGraceMs = 20

const stackOverflow = "the program went deeper than the stack of the interpreter allows"

const encoder = new TextEncoder()

/** Writes a C string into the interpreter's memory; it is never freed. */
const cString = (loaded: Loaded, text: string): Pointer => {
  const bytes = encoder.encode(`${text}\0`)
  const pointer = loaded.exports.malloc(bytes.length)
  loaded.module.HEAPU8.set(bytes, pointer)
  return pointer
}

/** Pointers to the harness's functions, which Python no longer refers to by name. */
export interface Harness {
  readonly prepare: Pointer
  readonly describe: Pointer
  readonly finish: Pointer
  readonly leave: Pointer
}

const takeHarness = (loaded: Loaded): Harness => {
  const { exports } = loaded
  const tuple = exports.PySys_GetObject(cString(loaded, "_glissade"))
  const [prepare, describe, finish, leave] = [0, 1, 2, 3].map((index) => {
    const pointer = exports.PyTuple_GetItem(tuple, index)
    exports.Py_IncRef(pointer)
    return pointer
  }) as [Pointer, Pointer, Pointer, Pointer]
  exports.PyRun_SimpleString(cString(loaded, "import sys\ndel sys._glissade"))
  return { prepare, describe, finish, leave }
}

/**
 * Bytes of its own stack that the interpreter may use for calls in C. It has 5 MB, but WebAssembly keeps the rest of a frame on V8's stack,
 * which overflows first. With this bound, recursion through C functions is a RecursionError that the program can catch. Only if the frames
 * are tiny (nested tuples, nested JSON) V8's stack overflows first, and the interpreter is lost.
 */
const stackBytes = 1_500_000

const boundStack = (exports: PythonExports): void => {
  const start = exports.emscripten_stack_get_base() - stackBytes
  const thread = exports.PyThreadState_Get()
  if (exports.PyUnstable_ThreadState_SetStackProtection(thread, start, stackBytes) !== 0) {
    throw new Error("the interpreter's stack cannot be bounded")
  }
}

/** The state to which an instance is restored, and its functions that are called. */
export interface Start {
  readonly memory: MemoryImage
  readonly globals: Readonly<Record<string, number>>
  readonly stack: Pointer
  readonly tableLength: number
  readonly harness: Harness
}

/** Prepares an interpreter in which the harness has run. Every program will start from this state. */
export const ready = (loaded: Loaded): Start => {
  const { exports, globals, module } = loaded
  const harness = takeHarness(loaded)
  boundStack(exports)
  module.HEAP8[module._Py_EMSCRIPTEN_SIGNAL_HANDLING] = 1
  return {
    memory: MemoryImage.of(module.HEAPU8),
    globals: Object.fromEntries(Array.from(globals, ([name, global]) => [name, global.value as number])),
    stack: exports.emscripten_stack_get_current(),
    tableLength: exports.__indirect_function_table.length,
    harness
  }
}

/** Restores the memory of an instance, its globals and its stack. */
export const putBack = ({ exports, globals, module }: Loaded, start: Start): void => {
  start.memory.restore(module.HEAPU8)
  for (const [name, global] of globals) global.value = start.globals[name]!
  exports._emscripten_stack_restore(start.stack)
}

type Outcome = Omit<Ending, "memoryBytes">

const stopped = (status: Ending["status"], error?: ProgramError): Outcome => ({
  status,
  exitCode: null,
  reusable: true,
  ...(error && { error })
})

const broken = (type: string, message: string, exitCode: number | null = null): Outcome => ({
  ...stopped("error", { type, message }),
  exitCode,
  reusable: false
})

/** The result of an exit with a code, given the harness's description of the exception before it, if there was one. */
const exited = (exitCode: number, described: Description | undefined, refused: boolean): Outcome => {
  if (exitCode === 0) return { ...stopped("success"), exitCode }
  if (described === undefined) return { ...stopped("error"), exitCode }
  const { memory, raised, ...error } = described
  // Python itself refuses allocations larger than any memory.
  return { ...stopped(memory && (refused || !raised) ? "memory_limit" : "error", error), exitCode }
}

/** How a program ended, from what was thrown through the interpreter. */
const outcome = (thrown: unknown, gate: Gate, described: Description | undefined): Outcome => {
  if (thrown instanceof Trap && thrown === gate.trap) {
    switch (thrown.kind) {
      case "timeout":
      case "output_limit":
        return stopped(thrown.kind)
      case "memory_limit":
        return stopped(thrown.kind, { type: "MemoryError", message: "" })
      case "abort":
        return broken("SIGABRT", "the program aborted the interpreter", thrown.exitCode)
      case "forbidden":
        return broken("SystemError", "the program reached for what the sandbox forbids")
      case "exit":
        return exited(thrown.exitCode ?? 1, described, gate.refused)
    }
  }
  if (thrown instanceof RangeError && thrown.message.includes("call stack"))
    return broken("RecursionError", stackOverflow)
  if (gate.refused) {
    return { ...stopped("memory_limit", { type: "MemoryError", message: "" }), reusable: false }
  }
  return broken("SystemError", "the program broke the interpreter")
}

interface Parts {
  readonly loaded: Loaded
  readonly start: Start
  readonly gate: Gate
  readonly files: FileQuota
  readonly streams: ProgramStreams
}

/** The streams of the current program; connected before there is one. */
export class ProgramStreams implements StandardStreams {
  output: Output | undefined
  private input: Input | undefined
  private readonly gate: Gate

  constructor(gate: Gate) {
    this.gate = gate
  }

  give(input: Input | undefined): void {
    this.input = input
  }

  read(buffer: Uint8Array): number {
    const { gate, input } = this
    const count = input?.read(buffer) ?? 0
    if (input?.isOver) gate.endTime()
    return count
  }

  write(stream: "stdout" | "stderr", bytes: Uint8Array): void {
    const { gate, output } = this
    if (output !== undefined && !gate.outputEnded && !output.write(stream, bytes)) gate.outputEnded = true
  }
}

/** Creates an interpreter from an instance in its start state. */
export const make = ({ files, gate, loaded, start, streams }: Parts): Interpreter => {
  const { exports, module } = loaded
  const { harness, memory } = start
  const glue = new GlueState(module)
  files.attach(module, glue.sealed)
  gate.sideModules.attach(module)

  const install = (program: Program, input: Input) => {
    const { FS } = module
    for (const { name, content } of program.files) {
      const path = `/home/user/${name}`
      FS.mkdirTree(path.slice(0, path.lastIndexOf("/")))
      FS.writeFile(path, content)
    }
    FS.writeFile("/home/user/main.py", program.code)
    if (!program.files.some(({ name }) => name === "out")) FS.mkdirTree(picturesFolder)
    FS.writeFile("/dev/shm/args", JSON.stringify([input.isInteractive ? null : program.stdin.length, program.args]))
    streams.give(input)
  }

  /** Runs the program to its end, which is always a throw: at the latest the harness exits. Returns the error that ended it. */
  let described: Description | undefined
  const execute = () => {
    const prepared = exports.PyObject_CallNoArgs(harness.prepare)
    const code = exports.PyTuple_GetItem(prepared, 0)
    const globals = exports.PyTuple_GetItem(prepared, 1)
    let error = code
    if (globals !== 0) {
      const value = exports.PyEval_EvalCode(code, globals, globals)
      error = value === 0 ? exports.PyErr_GetRaisedException() : 0
    } else {
      exports.PyErr_GetRaisedException()
    }
    if (error !== 0) {
      gate.allowOverdraft()
      described = readDescription(module, exports, harness.describe, error)
    }
    const names = exports.PyObject_CallOneArg(harness.finish, error === 0 ? none(exports) : error)
    const count = globals === 0 || names === 0 ? 0 : exports.PyTuple_Size(names)
    // Finalizers run here, each without a frame below its own.
    for (let index = 0; index < count; index++) {
      exports.PyDict_SetItem(globals, exports.PyTuple_GetItem(names, index), none(exports))
    }
    exports.PyObject_CallNoArgs(harness.leave)
  }

  const memoryBytes = () => Math.max(memory.length, exports.sbrk(0)) + files.peakBytes

  const run = (program: Program, sink: Output, input: Input): Ending => {
    described = undefined
    const { memoryBytes: limit, timeoutMs } = program.limits
    files.reset()
    // Before any byte of the program is used.
    gate.lock(timeoutMs, Math.max(limit, memory.length), input)
    try {
      install(program, input)
    } catch {
      gate.unlock()
      const result = stopped("error", { type: "OSError", message: "the files cannot be laid out as they are named" })
      return { ...result, memoryBytes: memory.length }
    }
    streams.output = sink
    let result: Outcome | undefined
    try {
      result = watch(timeoutMs + input.longestWaitMs + watchdogGraceMs, () => {
        try {
          execute()
          return outcome(undefined, gate, described)
        } catch (thrown) {
          return outcome(thrown, gate, described)
        }
      })
    } finally {
      gate.unlock()
      streams.output = undefined
    }
    result ??= stopped("timeout")
    if (result.error?.message === stackOverflow)
      sink.write("stderr", encoder.encode(`RecursionError: ${stackOverflow}\n`))
    return { ...result, reusable: result.reusable && !gate.sideModules.isUsed, memoryBytes: memoryBytes() }
  }

  const reset = (): boolean => {
    putBack(loaded, start)
    glue.restore()
    files.reset()
    gate.reset()
    streams.give(undefined)
    described = undefined
    return !gate.sideModules.isUsed && module.HEAPU8.length <= memory.length + maximumGrowth
  }

  return { run, leftFiles: () => leftFiles(module.FS, picturesFolder), reset }
}

const none = (exports: PythonExports): Pointer =>
  (exports as unknown as { _Py_NoneStruct: WebAssembly.Global })._Py_NoneStruct.value as number
