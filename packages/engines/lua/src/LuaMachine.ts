import type { Program, ProgramError } from "@glissade/engine/Engine"
import { emscriptenCalls } from "@glissade/engine/wasm/Emscripten"
import { Errno } from "@glissade/engine/wasm/Errno"
import type { Machine } from "@glissade/engine/wasm/FreshInstances"
import type { Outcome } from "@glissade/engine/wasm/Outcome"
import { exited, outOfMemory, stopped } from "@glissade/engine/wasm/Outcome"
import { importsOf, RunContext } from "@glissade/engine/wasm/RunContext"
import { Trap } from "@glissade/engine/wasm/Trap"
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

/** Thrown where C calls `longjmp`, and caught by the nearest `setjmp`. */
class LongJump {}

/** The status of a protected call of Lua. */
const Status = { ok: 0, memory: 4 } as const

/** Messages of Lua and its C library when they were refused memory, or room for files. */
const wantOfMemory = /not enough memory|No space left on device/

const encoder = new TextEncoder()

/** Parses what the error handler returned: the length of the message, the message, the trace. */
const parts = (text: string): { readonly message: string; readonly trace: string } => {
  const [head] = /^\d+:/.exec(text) ?? []
  // Another error happened while the first one was described.
  if (head === undefined) return { message: text, trace: "" }
  const bytes = Buffer.from(text.slice(head.length))
  const length = Number(head.slice(0, -1))
  return { message: bytes.subarray(0, length).toString(), trace: bytes.subarray(length).toString() }
}

const place = /^main\.lua:(\d+): /

const programError = (type: string, message: string, trace: string): ProgramError => {
  const line = Number((place.exec(message) ?? /\bmain\.lua:(\d+):/.exec(trace))?.[1])
  return { type, message: message.replace(place, ""), ...(line >= 1 && { line }) }
}

/**
 * A Lua state in its own instance, created for one program. All of the module's imports are implemented here or in `wasm/`: files in
 * memory, clocks, jumps. Lua can call no other function.
 */
export class LuaMachine implements Machine {
  readonly space = new RunContext()
  readonly mainFile = "main.lua"
  private readonly exports: LuaExports
  private readonly state: number

  constructor(module: WebAssembly.Module) {
    this.exports = new WebAssembly.Instance(module, importsOf(module, this.calls())).exports as unknown as LuaExports
    this.space.attach(this.exports.memory)
    this.exports.emscripten_stack_init()
    this.exports.__wasm_call_ctors()
    this.state = this.exports.luaL_newstate()
    this.exports.luaL_openlibs(this.state)
    this.loadPrelude()
  }

  run(program: Program): Outcome {
    const { exports, space, state } = this
    const { args, limits } = program
    exports.lua_checkstack(state, args.length + 8)
    this.setArguments(args)
    let status = exports.luaL_loadfilex(state, this.cString(this.mainFile), 0)
    const loaded = status === Status.ok
    if (loaded) {
      for (const text of args) this.push(text)
      status = exports.lua_pcallk(state, args.length, 0, 1, 0, 0)
    }
    if (status === Status.ok) {
      exports.lua_close(state)
      return exited(0)
    }
    this.flush()
    const text = this.text(-1)
    const { message, trace } = loaded && status !== Status.memory ? parts(text) : { message: text, trace: "" }
    const shown = trace === "" ? `lua: ${message}\n` : `lua: ${message}${trace}\n\t[C]: in ?\n`
    space.descriptors().write(2, encoder.encode(shown))
    if (status === Status.memory || (space.refused && wantOfMemory.test(message))) {
      return stopped("memory_limit", outOfMemory(limits.memoryBytes))
    }
    exports.lua_close(state)
    return exited(1, programError(loaded ? "RuntimeError" : "SyntaxError", message, trace))
  }

  flush(): void {
    this.exports.fflush(0)
  }

  private loadPrelude(): void {
    const { exports, state } = this
    const code = this.cString(prelude)
    const length = encoder.encode(prelude).length
    let status = exports.luaL_loadbufferx(state, code, length, this.cString(preludeName), 0)
    const seeds = crypto.getRandomValues(new BigInt64Array(2))
    for (const seed of seeds) exports.lua_pushinteger(state, seed)
    status ||= exports.lua_pcallk(state, seeds.length, 1, 0, 0, 0)
    if (status !== Status.ok) throw new Error(`the prelude failed: ${this.text(-1)}`)
  }

  private setArguments(args: ReadonlyArray<string>): void {
    const { exports, state } = this
    exports.lua_createtable(state, args.length, 1)
    for (const [index, text] of [this.mainFile, ...args].entries()) {
      this.push(text)
      exports.lua_rawseti(state, -2, BigInt(index))
    }
    exports.lua_setglobal(state, this.cString("arg"))
  }

  private push(text: string): void {
    this.exports.lua_pushlstring(this.state, this.cString(text), encoder.encode(text).length)
  }

  private cString(text: string): number {
    return this.space.linear.write(text, this.exports.malloc)
  }

  private text(index: number): string {
    const { linear } = this.space
    const out = this.exports.malloc(4)
    const address = out === 0 ? 0 : this.exports.lua_tolstring(this.state, index, out)
    return address === 0 ? "" : linear.text(address, linear.u32(out))
  }

  /** `setjmp`: calls a function of the module, and tells C which jump returned to it. */
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
    const { linear } = this.space
    const [second, minute, hour, day, month, year, weekday, yearDay] = Array.from({ length: 8 }, (_, index) =>
      linear.i32(at + index * 4)
    ) as [number, number, number, number, number, number, number, number]
    const time = { second, minute, hour, day, month, year: year + 1900, weekday, yearDay }
    const bytes = encoder.encode(`${formatTime(linear.cString(format), time)}\0`)
    if (bytes.length > most) return 0
    linear.bytes.set(bytes, into)
    return bytes.length - 1
  }

  private calls(): Record<string, (...args: Array<never>) => number | bigint | void> {
    return {
      ...emscriptenCalls(this.space),
      invoke_vii: (index: number, first: number, second: number) => this.invoke(index, first, second),
      _emscripten_throw_longjmp: () => {
        throw new LongJump()
      },
      strftime: (into: number, most: number, format: number, at: number) => this.formatTime(into, most, format, at),
      system: (command: number) => {
        if (command === 0) return 0
        this.space.linear.set32(this.exports.__errno_location(), Errno.nosys)
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
