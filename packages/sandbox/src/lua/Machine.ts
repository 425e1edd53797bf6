import type { Output, Program } from "../Engine.ts"
import { Descriptors } from "../wasm/Descriptors.ts"
import { fileCalls, timeCalls } from "../wasm/Emscripten.ts"
import { Errno } from "../wasm/Errno.ts"
import { Files } from "../wasm/Files.ts"
import { Linear } from "../wasm/Linear.ts"
import { Trap } from "../wasm/Trap.ts"
import { descriptorCalls, environmentCalls } from "../wasm/Wasi.ts"
import { formatTime } from "./FormatTime.ts"
import { prelude, preludeName } from "./Prelude.ts"

interface LuaExports {
  readonly memory: WebAssembly.Memory
  readonly __indirect_function_table: WebAssembly.Table
  readonly __wasm_call_ctors: () => void
  readonly __errno_location: () => number
  readonly emscripten_stack_init: () => void
  readonly stackSave: () => number
  readonly stackRestore: (stack: number) => void
  readonly setThrew: (threw: number, value: number) => void
  readonly malloc: (size: number) => number
  readonly fflush: (stream: number) => number
  readonly luaL_newstate: () => number
  readonly luaL_openlibs: (state: number) => void
  readonly luaL_loadbufferx: (state: number, code: number, length: number, name: number, mode: number) => number
  readonly luaL_loadfilex: (state: number, name: number, mode: number) => number
  readonly lua_pcallk: (s: number, args: number, results: number, handler: number, context: number, k: number) => number
  readonly lua_pushinteger: (state: number, value: bigint) => void
  readonly lua_pushlstring: (state: number, text: number, length: number) => number
  readonly lua_createtable: (state: number, items: number, fields: number) => void
  readonly lua_rawseti: (state: number, index: number, key: bigint) => void
  readonly lua_setglobal: (state: number, name: number) => void
  readonly lua_checkstack: (state: number, slots: number) => number
  readonly lua_tolstring: (state: number, index: number, lengthOut: number) => number
  readonly lua_close: (state: number) => void
}

/** Thrown where C would `longjmp`, and caught by the nearest `setjmp`. */
class LongJump {}

const page = 65_536

/** Memory grows by an eighth at least, so that a program that takes it bit by bit does not ask each time. */
const growthShare = 8

/** How a protected call of Lua ended. */
export const LuaStatus = { ok: 0, syntax: 3, memory: 4 } as const

const encoder = new TextEncoder()

/**
 * A Lua state in an instance of its own, made for one program. Everything that the module imports is written here or in `wasm/`:
 * files in memory, clocks, jumps. There is no function by which Lua could call anything else.
 */
export class Machine {
  readonly files = new Files()
  private readonly folder = this.files.makePath("/home/user", this.files.root)
  private readonly exports: LuaExports
  private readonly linear = new Linear()
  private readonly state: number
  private descriptors: Descriptors | undefined
  private limitBytes = Infinity
  private refusedGrowth = false
  private start = 0
  private deadline = Infinity

  constructor(module: WebAssembly.Module) {
    this.files.makePath("/tmp", this.files.root)
    const imports: WebAssembly.Imports = {}
    const calls = this.calls()
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
      imports[from] ??= {}
      imports[from][name] =
        calls[name] ??
        (() => {
          throw new Trap("forbidden", name)
        })
    }
    this.exports = new WebAssembly.Instance(module, imports).exports as unknown as LuaExports
    this.linear.attach(this.exports.memory)
    this.exports.emscripten_stack_init()
    this.exports.__wasm_call_ctors()
    this.state = this.exports.luaL_newstate()
    this.exports.luaL_openlibs(this.state)
    this.loadPrelude()
  }

  get memoryBytes(): number {
    return this.linear.length + this.files.peakBytes
  }

  /** Whether the program was refused memory, for files or otherwise. */
  get refused(): boolean {
    return this.refusedGrowth || this.files.refused
  }

  /** Lays out the program's files and hands over its limits. Throws a `FileFault` where files cannot be laid out as named. */
  prepare(program: Program, output: Output): void {
    this.start = performance.now()
    this.deadline = this.start + program.limits.timeoutMs
    this.limitBytes = Math.max(program.limits.memoryBytes, this.linear.length)
    this.files.room = () => this.limitBytes - this.linear.length - this.files.bytes
    this.descriptors = new Descriptors(this.files, program.stdin, output, () => {
      if (performance.now() >= this.deadline) throw new Trap("timeout", "deadline")
    })
    for (const { content, name } of program.files) this.files.install(name, content, this.folder)
    this.files.install("main.lua", encoder.encode(program.code), this.folder)
  }

  /** Runs the main file to its end. Answers the status of Lua and, when it failed, what it left: a message of the handler. */
  run(args: ReadonlyArray<string>): { readonly status: number; readonly message: string; readonly loaded: boolean } {
    const { exports, state } = this
    exports.lua_checkstack(state, args.length + 8)
    this.setArguments(args)
    let status = exports.luaL_loadfilex(state, this.cString("main.lua"), 0)
    const loaded = status === LuaStatus.ok
    if (loaded) {
      for (const text of args) this.push(text)
      status = exports.lua_pcallk(state, args.length, 0, 1, 0, 0)
    }
    return { status, message: status === LuaStatus.ok ? "" : this.text(-1), loaded }
  }

  /** Runs what is left to do at the end: finalizers, and output that the C library holds. */
  close(): void {
    this.exports.lua_close(this.state)
    this.flush()
  }

  /** Hands over output that the C library still holds. */
  flush(): void {
    this.exports.fflush(0)
  }

  /** The same once the program was stopped, be its time over or not. */
  flushAfterEnd(): void {
    this.deadline = Infinity
    this.flush()
  }

  private loadPrelude(): void {
    const { exports, state } = this
    const code = this.cString(prelude)
    const length = encoder.encode(prelude).length
    let status = exports.luaL_loadbufferx(state, code, length, this.cString(preludeName), 0)
    const seeds = crypto.getRandomValues(new BigInt64Array(2))
    for (const seed of seeds) exports.lua_pushinteger(state, seed)
    status ||= exports.lua_pcallk(state, seeds.length, 1, 0, 0, 0)
    if (status !== LuaStatus.ok) throw new Error(`the prelude failed: ${this.text(-1)}`)
  }

  private setArguments(args: ReadonlyArray<string>): void {
    const { exports, state } = this
    exports.lua_createtable(state, args.length, 1)
    for (const [index, text] of ["main.lua", ...args].entries()) {
      this.push(text)
      exports.lua_rawseti(state, -2, BigInt(index))
    }
    exports.lua_setglobal(state, this.cString("arg"))
  }

  private push(text: string): void {
    this.exports.lua_pushlstring(this.state, this.cString(text), encoder.encode(text).length)
  }

  private cString(text: string): number {
    return this.linear.write(text, this.exports.malloc)
  }

  private text(index: number): string {
    const out = this.exports.malloc(4)
    const address = out === 0 ? 0 : this.exports.lua_tolstring(this.state, index, out)
    return address === 0 ? "" : this.linear.text(address, this.linear.u32(out))
  }

  private grow(size: number): number {
    const needed = Math.ceil(((size >>> 0) - this.linear.length) / page)
    const room = Math.floor((this.limitBytes - this.linear.length - this.files.bytes) / page)
    if (needed > room) {
      this.refusedGrowth = true
      return 0
    }
    const generous = Math.floor(this.linear.length / page / growthShare)
    try {
      this.exports.memory.grow(Math.min(room, Math.max(needed, generous)))
      return 1
    } catch {
      this.refusedGrowth = true
      return 0
    }
  }

  /** `setjmp`: calls a function of the module, and tells C where a jump came back to. */
  private invoke(index: number, first: number, second: number): void {
    const stack = this.exports.stackSave()
    try {
      ;(this.exports.__indirect_function_table.get(index) as (first: number, second: number) => void)(first, second)
    } catch (thrown) {
      if (!(thrown instanceof LongJump)) throw thrown
      this.exports.stackRestore(stack)
      this.exports.setThrew(1, 0)
    }
  }

  private formatTime(into: number, most: number, format: number, at: number): number {
    const [second, minute, hour, day, month, year, weekday, yearDay] = Array.from({ length: 8 }, (_, index) =>
      this.linear.i32(at + index * 4)
    ) as [number, number, number, number, number, number, number, number]
    const time = { second, minute, hour, day, month, year: year + 1900, weekday, yearDay }
    const bytes = encoder.encode(`${formatTime(this.linear.cString(format), time)}\0`)
    if (bytes.length > most) return 0
    this.linear.bytes.set(bytes, into)
    return bytes.length - 1
  }

  private calls(): Record<string, (...args: Array<never>) => number | bigint | void> {
    const { linear } = this
    const descriptors = (): Descriptors => this.descriptors!
    return {
      ...fileCalls(linear, descriptors, () => this.folder),
      ...timeCalls(linear, () => performance.now() - this.start),
      ...descriptorCalls(linear, descriptors),
      ...environmentCalls(linear),
      invoke_vii: (index: number, first: number, second: number) => this.invoke(index, first, second),
      _emscripten_throw_longjmp: () => {
        throw new LongJump()
      },
      emscripten_resize_heap: (size: number) => this.grow(size),
      strftime: (into: number, most: number, format: number, at: number) => this.formatTime(into, most, format, at),
      system: (command: number) => {
        if (command === 0) return 0
        this.linear.set32(this.exports.__errno_location(), Errno.nosys)
        return -1
      },
      exit: (code: number) => {
        throw new Trap("exit", "exit", code & 255)
      },
      abort: () => {
        throw new Trap("abort", "abort")
      }
    }
  }
}
