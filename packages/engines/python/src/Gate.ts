import { ENAMETOOLONG } from "./Errno.ts"
import type { FileQuota } from "./FileQuota.ts"
import * as ImportPolicy from "./ImportPolicy.ts"
import type { PythonExports } from "./Emscripten.ts"
import { pathArguments } from "./Paths.ts"
import { SideModules } from "./SideModules.ts"
import type { Input } from "@glissade/engine/Engine"
import { Trap } from "@glissade/engine/wasm/Trap"

type Import = (...args: Array<never>) => unknown
type NumericImport = (...args: Array<number>) => number

const page = 65_536

/** Extra memory for a program that reached its limit, so that it can print its traceback. */
const overdraftBytes = 8 << 20

/** Longest nap of a sleeping program, in milliseconds: the maximum delay of a `time.sleep`. */
const sleepSlice = 1

/** The name of the local zone, as C has it. */
const localZone = new TextEncoder().encode("UTC\0")

/** The wall clock (`CLOCK_REALTIME`). */
const realtime = 0

/**
 * Stands between the interpreter and JavaScript: every function that the WebAssembly module imports is either on a list or ends the
 * program. This is the security boundary; hiding names from Python is not.
 */
export class Gate {
  /** Compiled modules of packages. */
  readonly sideModules: SideModules
  /** Why the gate ended the current program. */
  trap: Trap | undefined
  /** Whether the current program was refused memory, for files or otherwise. */
  refused = false
  /** Set by the reader of the output when the program must not write any more. */
  outputEnded = false

  private locked = false
  private deadline = Infinity
  private input: Input | undefined
  private memoryBytes = Infinity
  private overdraft = 0
  private memory: WebAssembly.Memory | undefined
  private readonly wrapped = new WeakSet<object>()
  private start = 0
  /** The day's time at the program's start. From there on it is counted in microseconds, which `Date` has not. */
  private startedAt = 0
  private usedBytes = (): number => 0
  private readonly files: FileQuota
  private readonly nap = new Int32Array(new SharedArrayBuffer(4))

  constructor(files: FileQuota) {
    this.files = files
    this.sideModules = new SideModules(
      (node) => files.packages.has(node),
      () => this.roomBytes()
    )
  }

  /** Takes the instance that was created with the wrapped imports. */
  attach(exports: PythonExports): void {
    const memory = exports.memory
    const grow = memory.grow.bind(memory)
    // Emscripten grows by a fifth more than requested, even past the limit.
    memory.grow = (pages) => grow(Math.max(0, Math.min(pages, Math.floor(this.growthBytes() / page))))
    this.memory = memory
    this.usedBytes = () => exports.sbrk(0)
  }

  /** From now on, for the given milliseconds and those that the program waits for input, only calls on the lists are let through. */
  lock(timeoutMs: number, memoryBytes: number, input: Input): void {
    this.reset()
    this.start = performance.now()
    this.startedAt = Date.now()
    this.deadline = this.start + timeoutMs
    this.memoryBytes = memoryBytes
    this.input = input
    this.locked = true
  }

  unlock(): void {
    this.locked = false
  }

  /** Forgets the program. */
  reset(): void {
    this.trap = undefined
    this.refused = false
    this.outputEnded = false
    this.overdraft = 0
    this.start = 0
    this.startedAt = 0
    this.deadline = Infinity
    this.input = undefined
    this.memoryBytes = Infinity
  }

  /**
   * Wraps every function of the imports, in place: Emscripten also takes functions from the same objects when the module asks for their
   * addresses, by its globals for dynamic linking, and what the compiled modules of packages import.
   */
  wrap(imports: WebAssembly.Imports): WebAssembly.Imports {
    for (const [module, entries] of Object.entries(imports)) {
      // The globals for dynamic linking, created on demand by a proxy.
      if (!module.startsWith("GOT")) this.wrapModule(entries)
    }
    return imports
  }

  private wrapModule(entries: WebAssembly.ModuleImports): void {
    // Several modules may share one object.
    if (this.wrapped.has(entries)) return
    this.wrapped.add(entries)
    for (const [name, value] of Object.entries(entries)) {
      if (typeof value === "function") {
        // Emscripten stores a function's type on it.
        const { sig } = value as { readonly sig?: unknown }
        entries[name] = Object.assign(this.wrapFunction(name, value as Import), { sig })
      } else if (!this.isData(value)) {
        // The module can call `WebAssembly.Suspending` objects though they are not functions.
        entries[name] = () => this.forbid(name)
      }
    }
  }

  private isData(value: WebAssembly.ImportValue): boolean {
    return (
      value instanceof WebAssembly.Memory ||
      value instanceof WebAssembly.Table ||
      value instanceof WebAssembly.Global ||
      value instanceof (WebAssembly as unknown as { Tag: new () => object }).Tag
    )
  }

  private wrapFunction(name: string, original: Import): Import {
    if (name === "_tzset_js") return (...args: Array<number>) => this.tellZone(args)
    const paths = pathArguments.get(name)
    const special = this.special(name, original as NumericImport)
    if (ImportPolicy.allowed.has(name) && paths === undefined) return original
    const reached = special ?? (ImportPolicy.allowed.has(name) ? original : this.answer(name))
    const whenLocked =
      paths === undefined
        ? reached
        : (...args: Array<number>) =>
            this.files.hasLongPath(paths, args) ? -ENAMETOOLONG : (reached as NumericImport)(...args)
    return (...args: Array<never>) => (this.locked ? (whenLocked as Import)(...args) : original(...args))
  }

  private answer(name: string): Import {
    const value = ImportPolicy.answered.get(name)
    return value === undefined ? () => this.forbid(name) : () => value
  }

  private special(name: string, original: NumericImport): NumericImport | undefined {
    switch (name) {
      case "_dlopen_js":
        return (handle) => this.load(handle!, original)
      case "_dlsym_js":
        return (...args) => (this.sideModules.isUsed ? original(...args) : 0)
      case "emscripten_resize_heap":
        return (size) => this.resize(size!, original)
      case "__syscall_poll":
        return (...args) => this.poll(args, original)
      case "emscripten_get_now":
        return () => this.sleepOn()
      case "clock_time_get":
        return (...args) => this.tell(args, original)
      case "_Py_CheckEmscriptenSignals_Helper":
        return () => this.checkDeadline()
      case "proc_exit":
      case "exit":
        return (code) => this.end(new Trap("exit", name, code! & 255))
      case "_abort_js":
        return () => this.end(new Trap("abort", name, 134))
      case "fd_write":
        return (...args) => {
          const result = this.files.guard(name, args, original, this)
          if (this.outputEnded) this.end(new Trap("output_limit", name))
          return result
        }
      default:
        return this.files.guards.has(name) ? (...args) => this.files.guard(name, args, original, this) : undefined
    }
  }

  /** An exception ended the program: it gets some more memory to report it. */
  allowOverdraft(): void {
    if (this.refused) this.overdraft = overdraftBytes
  }

  /** Bytes that the program's files may still take; allocated memory that it does not use counts as free. */
  roomBytes(): number {
    if (!this.locked) return Infinity
    return this.memoryBytes + this.overdraft - this.usedBytes() - this.files.bytes
  }

  /** Bytes by which the memory may still grow. */
  private growthBytes(): number {
    if (!this.locked) return Infinity
    return this.memoryBytes + this.overdraft - this.memory!.buffer.byteLength - this.files.bytes
  }

  /** Records that the program was refused memory. */
  refuse(): void {
    this.refused = true
  }

  private resize(size: number, original: NumericImport): number {
    const needed = (size >>> 0) - this.memory!.buffer.byteLength
    if (needed > this.growthBytes()) {
      this.refused = true
      return 0
    }
    return original(size)
  }

  /** Emscripten takes whatever ends the start of a module for a fault of its file, a trap too. */
  private load(handle: number, original: NumericImport): number {
    const result = this.sideModules.open(handle, original)
    if (this.trap !== undefined) throw this.trap
    return result
  }

  /** The only blocking call: it blocks here, no longer than the program may run. */
  private poll(args: Array<number>, original: NumericImport): number {
    const [descriptors, count, timeout] = args as [number, number, number]
    const ready = original(descriptors, count, 0)
    if (ready !== 0 || timeout === 0) return ready
    const left = this.leftMs()
    const wait = timeout < 0 ? left : Math.min(timeout, left)
    if (wait > 0) Atomics.wait(this.nap, 0, 0, wait)
    this.checkDeadline()
    return original(descriptors, count, 0)
  }

  /** The C library's sleep only polls this clock until the time has come: yield the processor meanwhile. */
  private sleepOn(): number {
    Atomics.wait(this.nap, 0, 0, sleepSlice)
    this.checkDeadline()
    return this.elapsedMs()
  }

  /** The origin of every clock but the wall clock: the program's start, not the process's. */
  private elapsedMs(): number {
    return performance.now() - this.start
  }

  private tell(args: Array<number>, original: NumericImport): number {
    const answer = original(...args)
    if (answer === 0) {
      const ms = args[0] === realtime ? this.startedAt + this.elapsedMs() : this.elapsedMs()
      const nanoseconds = BigInt(Math.floor(ms * 1_000)) * 1_000n
      new DataView(this.memory!.buffer).setBigUint64(args[2]! >>> 0, nanoseconds, true)
    }
    return answer
  }

  /** The local zone: Emscripten's name for it is that of a browser. */
  private tellZone([offset, daylight, ...names]: Array<number>): void {
    const view = new DataView(this.memory!.buffer)
    for (const at of [offset!, daylight!]) view.setInt32(at >>> 0, 0, true)
    for (const at of names) new Uint8Array(this.memory!.buffer).set(localZone, at >>> 0)
  }

  /** The program has no time left. */
  endTime(): never {
    return this.end(new Trap("timeout", "deadline"))
  }

  private leftMs(): number {
    return this.deadline + (this.input?.waitedMs ?? 0) - performance.now()
  }

  private checkDeadline(): number {
    if (this.leftMs() <= 0) this.endTime()
    // Memory from an earlier program that exceeds this one's limit can be used without a call that could be refused.
    const limit = this.memoryBytes + this.overdraft
    if (this.memory!.buffer.byteLength > limit && this.usedBytes() > limit) {
      return this.end(new Trap("memory_limit", "grown before"))
    }
    return 0
  }

  private forbid(name: string): never {
    return this.end(new Trap("forbidden", name))
  }

  private end(trap: Trap): never {
    this.trap = trap
    throw trap
  }
}
