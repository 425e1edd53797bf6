import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { EngineProgram, Program } from "@glissade/engine/Engine"
import { emscriptenCalls } from "@glissade/engine/wasm/Emscripten"
import type { Machine } from "@glissade/engine/wasm/FreshInstances"
import { FreshInstances } from "@glissade/engine/wasm/FreshInstances"
import type { Outcome } from "@glissade/engine/wasm/Outcome"
import { exited, outOfMemory, stopped } from "@glissade/engine/wasm/Outcome"
import { importsOf, RunContext } from "@glissade/engine/wasm/RunContext"
import { Trap } from "@glissade/engine/wasm/Trap"

/** What is called of the interpreter, by the names that it exports. */
interface LuaExports {
  readonly memory: WebAssembly.Memory
  readonly __indirect_function_table: WebAssembly.Table
  readonly __wasm_call_ctors: () => void
  readonly emscripten_stack_init: () => void
  readonly stackSave: () => number
  readonly stackRestore: (stack: number) => void
  readonly setThrew: (threw: number, value: number) => void
  readonly malloc: (size: number) => number
  readonly fflush: (stream: number) => number
  readonly luaL_newstate: () => number
  readonly luaL_openlibs: (state: number) => void
  readonly luaL_loadfilex: (state: number, name: number, mode: number) => number
  readonly lua_pcallk: (s: number, args: number, results: number, handler: number, context: number, k: number) => number
  readonly lua_tolstring: (state: number, index: number, lengthOut: number) => number
}

class LongJump {}

const wantOfMemory = 4

/**
 * The smallest engine that keeps every promise, as an example to begin a new one with: Lua once more, without arguments, traces and places
 * of errors. Files, descriptors, clocks, limits and the way back to a clean state come with `RunContext` and `FreshInstances`.
 */
class ExampleMachine implements Machine {
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
  }

  run({ limits }: Program): Outcome {
    const { exports, space, state } = this
    const loaded = exports.luaL_loadfilex(state, this.cString(this.mainFile), 0)
    const status = loaded || exports.lua_pcallk(state, 0, 0, 0, 0, 0)
    if (status === 0) return exited(0)
    if (status === wantOfMemory) return stopped("memory_limit", outOfMemory(limits.memoryBytes))
    this.flush()
    const message = space.linear.cString(exports.lua_tolstring(state, -1, 0))
    space.descriptors().write(2, new TextEncoder().encode(`${message}\n`))
    return exited(1, { type: loaded === 0 ? "RuntimeError" : "SyntaxError", message })
  }

  flush(): void {
    this.exports.fflush(0)
  }

  private cString(text: string): number {
    return this.space.linear.write(text, this.exports.malloc)
  }

  /** `setjmp` in Emscripten's builds. */
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

  /** The functions that the interpreter may import. Whoever calls another one ends the program: `importsOf` sees to that. */
  private calls(): Record<string, WebAssembly.ImportValue> {
    return {
      ...emscriptenCalls(this.space),
      invoke_vii: (index: number, first: number, second: number) => this.invoke(index, first, second),
      _emscripten_throw_longjmp: () => {
        throw new LongJump()
      },
      exit: (code: number) => {
        throw new Trap("exit", "exit", code & 255)
      }
    }
  }
}

/** What the manifest's `program` exports. It runs in a locked process, and reads the files that the manifest lists. */
export const makeEngine: EngineProgram["makeEngine"] = ({ runtimeFolder }) => ({
  name: "example",
  boot: async () => {
    const module = new WebAssembly.Module(readFileSync(join(runtimeFolder, "dist/glue.wasm")))
    return new FreshInstances(() => new ExampleMachine(module))
  }
})
