import type { WasmExports } from "./WasmExports.ts"
import { linkSideModule } from "./SideModule.ts"
import type { SideModule, SideModuleBase } from "./SideModule.ts"

/** What a machine calls in its current run. Whatever these throw unwinds the whole machine. */
export interface MachineHost {
  /** Called from inside loops, calls and regular expressions, about every 10,000 steps. */
  readonly interrupt: () => void
  readonly call: (name: number, argumentPointers: ReadonlyArray<number>) => number
  readonly rejection: (promise: number, reason: number, handled: boolean) => void
  readonly resolveModule: (base: string, specifier: string) => string
  readonly loadModule: (name: string) => string
  readonly now: () => number
}

/** A failure of module loading that the program may catch. */
export class ModuleFailure extends Error {
  readonly code: string
  /** The position of the import, as `path:line:column`. */
  readonly place: string | undefined

  constructor(message: string, code: string, place?: string) {
    super(message)
    this.code = code
    this.place = place
  }
}

/** What guest code threw while the host was within a call from the guest, which gets it again. */
export class GuestError extends Error {
  /** A guest value. */
  readonly value: number

  constructor(value: number) {
    super("the guest threw")
    this.value = value
  }
}

/** How code is evaluated: as a global script, that in strict mode, or as an ES module whose value is the promise of its completion. */
export const evalFlags = { script: 0, strictScript: 8, module: 1 } as const
export type EvalFlags = (typeof evalFlags)[keyof typeof evalFlags]

/** A flag of `qjs_compile`: the bytecode does not have the source in it. */
const stripSource = 16

const encoder = new TextEncoder()
const decoder = new TextDecoder("utf-8", { ignoreBOM: true })

/** WASI's errno for functions that are not implemented: `ENOSYS`. */
const refused = (): number => 52

/**
 * One instance of QuickJS in WebAssembly, used only through its exports: it never gets an object of the host, and every guest value is a
 * number here, its address in the machine's memory.
 */
export class Machine {
  readonly exports: WasmExports
  readonly sideModules: ReadonlyArray<SideModuleBase>
  host: MachineHost | undefined

  constructor(main: WebAssembly.Module, sideModules: ReadonlyArray<SideModule>, bases?: ReadonlyArray<SideModuleBase>) {
    const instance = new WebAssembly.Instance(main, {
      env: {
        host_call: (name: number, _length: number, _self: number, count: number, list: number) =>
          this.#call(name, count, list),
        host_interrupt: () => {
          this.host?.interrupt()
          return 0
        },
        host_promise_rejection: (promise: number, reason: number, handled: number) => {
          if (this.host === undefined) {
            this.free(promise)
            this.free(reason)
          } else this.host.rejection(promise, reason, handled !== 0)
        },
        host_module_normalize: (base: number, name: number) =>
          this.#module(() => this.#host().resolveModule(this.#cString(base), this.#cString(name)), 0),
        host_module_load: (name: number, lengthOut: number) =>
          this.#module(() => this.#host().loadModule(this.#cString(name)), lengthOut),
        host_get_timezone_offset: () => 0
      },
      wasi_snapshot_preview1: this.#wasi()
    })
    this.exports = instance.exports as unknown as WasmExports
    if (bases === undefined) this.exports._initialize()
    if (bases === undefined && this.exports.qjs_init() !== 0) throw new Error("QuickJS could not be initialised")
    this.sideModules = sideModules.map((side, index) => linkSideModule(this.exports, side, bases?.[index]))
  }

  get memory(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.exports.memory.buffer as ArrayBuffer)
  }

  get memoryBytes(): number {
    return this.exports.memory.buffer.byteLength
  }

  get version(): string {
    return this.#cString(this.exports.qjs_get_quickjs_version())
  }

  evaluate(code: string, filename: string, flags: EvalFlags): number {
    const [source, length] = this.#write(code)
    const [name] = this.#write(filename)
    const result = this.exports.qjs_eval(source, length, name, flags)
    this.exports.wasm_free(source)
    this.exports.wasm_free(name)
    return result
  }

  /** The bytecode of a script, without its source; `undefined` if it has an error. */
  compile(code: string, filename: string): Uint8Array | undefined {
    const [source, length] = this.#write(code)
    const [name] = this.#write(filename)
    const lengthAt = this.#allocate(4)
    const address = this.exports.qjs_compile(source, length, name, evalFlags.script, stripSource, lengthAt)
    const size = new DataView(this.exports.memory.buffer).getUint32(lengthAt, true)
    const bytes = address === 0 ? undefined : this.memory.slice(address, address + size)
    for (const done of [source, name, lengthAt, address]) if (done !== 0) this.exports.wasm_free(done)
    return bytes
  }

  /** Evaluates what {@link compile} made. Bytecode is trusted: it must never come from a guest. */
  evaluateBytecode(bytes: Uint8Array): number {
    const address = this.#allocate(bytes.length)
    this.memory.set(bytes, address)
    const result = this.exports.qjs_eval_bytecode(address, bytes.length)
    this.exports.wasm_free(address)
    return result
  }

  /** Calls a guest function. The returned value may be an exception, see {@link isException}. */
  invoke(callee: number, ...args: ReadonlyArray<number>): number {
    const list = args.length === 0 ? 0 : this.exports.wasm_malloc(args.length * 4)
    if (args.length > 0) new Uint32Array(this.exports.memory.buffer, list, args.length).set(args)
    const undefinedBox = this.exports.qjs_get_undefined()
    const result = this.exports.qjs_call(callee, undefinedBox, args.length, list)
    if (list !== 0) this.exports.wasm_free(list)
    return result
  }

  isException(value: number): boolean {
    return this.exports.qjs_is_exception(value) !== 0
  }

  takeException(): number {
    return this.exports.qjs_get_exception()
  }

  property(value: number, name: string): number {
    const [address] = this.#write(name)
    const result = this.exports.qjs_get_prop_string(value, address)
    this.exports.wasm_free(address)
    return result
  }

  setGlobal(name: string, value: number): void {
    const [address] = this.#write(name)
    this.exports.qjs_set_prop_string(this.exports.qjs_get_global(), address, value)
    this.exports.wasm_free(address)
  }

  /** A guest function that calls {@link MachineHost.call} with the character code of `name`. */
  hostFunction(name: string): number {
    const [address, length] = this.#write(name)
    const result = this.exports.qjs_new_host_function(address, length, 0)
    this.exports.wasm_free(address)
    return result
  }

  newString(text: string): number {
    const [address, length] = this.#write(text)
    const result = this.exports.qjs_new_string(address, length)
    this.exports.wasm_free(address)
    return result
  }

  newNumber(value: number): number {
    return this.exports.qjs_new_number(value)
  }

  newBytes(bytes: Uint8Array): number {
    const address = this.#allocate(bytes.length + 1)
    this.memory.set(bytes, address)
    const result = this.exports.qjs_new_uint8_array(address, bytes.length)
    this.exports.wasm_free(address)
    return result
  }

  /** The number in `value`, or `undefined` if it is not one. Runs no guest code. */
  number(value: number | undefined): number | undefined {
    if (value === undefined || this.exports.qjs_is_number(value) === 0) return undefined
    return this.exports.qjs_get_float64(value)
  }

  /** The bytes of a guest string, valid until the next call into the machine; `undefined` if it is not a string. */
  withStringBytes<A>(value: number | undefined, use: (bytes: Uint8Array) => A): A | undefined {
    if (value === undefined || this.exports.qjs_is_string(value) === 0) return undefined
    const lengthAt = this.#allocate(4)
    const text = this.exports.qjs_get_string_len(value, lengthAt)
    const length = new DataView(this.exports.memory.buffer).getUint32(lengthAt, true)
    this.exports.wasm_free(lengthAt)
    if (text === 0) return undefined
    const result = use(this.memory.subarray(text, text + length))
    this.exports.qjs_free_cstring(text)
    return result
  }

  string(value: number | undefined): string | undefined {
    return this.withStringBytes(value, (bytes) => decoder.decode(bytes))
  }

  free(value: number): void {
    this.exports.qjs_free_value(value)
  }

  #host(): MachineHost {
    if (this.host === undefined) throw new Error("the machine serves no run")
    return this.host
  }

  #call(name: number, count: number, list: number): number {
    const code = this.memory[name] ?? 0
    return this.#host().call(code, [...new Uint32Array(this.exports.memory.buffer, list, count)])
  }

  /** For functions of the host that load code: what they throw for the guest is thrown there. */
  throwing(find: () => number): number {
    try {
      return find()
    } catch (cause) {
      return this.#throw(cause)
    }
  }

  #module(find: () => string, lengthOut: number): number {
    try {
      const [address, length] = this.#write(find())
      if (lengthOut !== 0) new DataView(this.exports.memory.buffer).setUint32(lengthOut, length, true)
      return address
    } catch (cause) {
      return this.#throw(cause)
    }
  }

  /** Has the guest throw a failure that it may catch; anything else unwinds it. Returns what tells the machine of an exception. */
  #throw(cause: unknown): 0 {
    if (cause instanceof GuestError) {
      this.exports.qjs_throw(cause.value)
      this.free(cause.value)
      return 0
    }
    if (!(cause instanceof ModuleFailure)) throw cause
    const error = this.exports.qjs_new_error()
    this.#define(error, "message", cause.message, 3)
    this.#define(error, "code", cause.code, 7)
    if (cause.place !== undefined) this.#define(error, "stack", `Error: ${cause.message}\n    at ${cause.place}`, 3)
    this.exports.qjs_throw(error)
    this.free(error)
    return 0
  }

  /** Sets a property to a text, as a data property that is not enumerable. */
  setText(value: number, name: string, text: string): void {
    this.#define(value, name, text, 3)
  }

  #define(value: number, name: string, text: string, flags: number): void {
    const [address] = this.#write(name)
    const to = this.newString(text)
    this.exports.qjs_define_prop_string(value, address, to, flags)
    this.exports.wasm_free(address)
    this.free(to)
  }

  #allocate(size: number): number {
    const address = this.exports.wasm_malloc(size)
    if (address === 0) throw new MachineFull()
    return address
  }

  #write(text: string): readonly [address: number, length: number] {
    const bytes = encoder.encode(text)
    const address = this.#allocate(bytes.length + 1)
    const memory = this.memory
    memory.set(bytes, address)
    memory[address + bytes.length] = 0
    return [address, bytes.length]
  }

  #cString(address: number): string {
    const memory = this.memory
    return decoder.decode(memory.subarray(address, memory.indexOf(0, address)))
  }

  #wasi(): Record<string, (...args: Array<never>) => number> {
    return {
      clock_time_get: (_clock: number, _precision: bigint, result: number) => {
        const now = this.host?.now() ?? Date.now()
        new DataView(this.exports.memory.buffer).setBigUint64(result, BigInt(Math.floor(now * 1000)) * 1000n, true)
        return 0
      },
      random_get: (address: number, length: number) => {
        crypto.getRandomValues(this.memory.subarray(address, address + length))
        return 0
      },
      fd_write: refused,
      fd_close: refused,
      fd_fdstat_get: refused,
      fd_seek: refused
    }
  }
}

/** The machine's memory could not grow while the host was writing into it. */
export class MachineFull extends Error {}
