import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Ending, Engine, Interpreter, Output, Program, ProgramError } from "../Engine.ts"
import { watch } from "../host/Watchdog.ts"
import { FileFault } from "../wasm/Errno.ts"
import type { Outcome } from "../wasm/Outcome.ts"
import { exited, outcomeOf, outOfMemory, stopped } from "../wasm/Outcome.ts"
import { LuaStatus, Machine } from "./Machine.ts"

/** Time for the C library to hand over what it holds when a program was stopped. */
const flushMs = 20

/** Instances are garbage after their run, 16 MB each that V8 hardly sees. */
const runsBetweenCollections = 16

const encoder = new TextEncoder()

/** What the handler of errors left, taken apart: the length of the message, the message, the trace. */
const parts = (text: string): { readonly message: string; readonly trace: string } => {
  const [head] = /^\d+:/.exec(text) ?? []
  // Another error came up while the first one was described.
  if (head === undefined) return { message: text, trace: "" }
  const bytes = encoder.encode(text.slice(head.length))
  const length = Number(head.slice(0, -1))
  return {
    message: Buffer.from(bytes.subarray(0, length)).toString(),
    trace: Buffer.from(bytes.subarray(length)).toString()
  }
}

/** What Lua and its C library say when they were refused memory, or room for files. */
const wantOfMemory = /not enough memory|No space left on device/

const place = /^main\.lua:(\d+): /

const programError = (type: string, message: string, trace: string): ProgramError => {
  const line = Number((place.exec(message) ?? /\bmain\.lua:(\d+):/.exec(trace))?.[1])
  return { type, message: message.replace(place, ""), ...(line >= 1 && { line }) }
}

class LuaInterpreter implements Interpreter {
  private readonly module: WebAssembly.Module
  private machine: Machine
  private runs = 0

  constructor(module: WebAssembly.Module) {
    this.module = module
    this.machine = new Machine(module)
  }

  run(program: Program, output: Output): Ending {
    const { machine } = this
    const { memoryBytes: limit, timeoutMs } = program.limits
    try {
      machine.prepare(program, output)
    } catch (thrown) {
      if (!(thrown instanceof FileFault)) throw thrown
      const error = { type: "OSError", message: "the files cannot be laid out as they are named" }
      return { ...exited(1, error), memoryBytes: machine.memoryBytes }
    }
    let outcome = this.guarded(timeoutMs, program, output)
    if (outcome.status !== "output_limit") outcome = this.flushed(outcome, limit)
    return { ...outcome, memoryBytes: machine.memoryBytes }
  }

  reset(): boolean {
    this.machine = new Machine(this.module)
    this.runs += 1
    if (this.runs % runsBetweenCollections === 0) (globalThis as { gc?: () => void }).gc?.()
    return true
  }

  private guarded(timeoutMs: number, program: Program, output: Output): Outcome {
    const { machine } = this
    const outcome = watch(timeoutMs + 1, () => {
      try {
        return this.execute(program, output)
      } catch (thrown) {
        return outcomeOf(thrown, machine.refused, program.limits.memoryBytes)
      }
    })
    return outcome ?? stopped("timeout")
  }

  private execute(program: Program, output: Output): Outcome {
    const { machine } = this
    const { loaded, message: text, status } = machine.run(program.args)
    if (status === LuaStatus.ok) {
      machine.close()
      return exited(0)
    }
    machine.flush()
    const { message, trace } = loaded && status !== LuaStatus.memory ? parts(text) : { message: text, trace: "" }
    const hungry = status === LuaStatus.memory || (machine.refused && wantOfMemory.test(message))
    const shown = trace === "" ? `lua: ${message}\n` : `lua: ${message}${trace}\n\t[C]: in ?\n`
    if (!output.write("stderr", encoder.encode(shown))) return stopped("output_limit")
    if (hungry) return stopped("memory_limit", outOfMemory(program.limits.memoryBytes))
    machine.close()
    return exited(1, programError(loaded ? "RuntimeError" : "SyntaxError", message, trace))
  }

  /** The C library may hold the last unfinished line still, whatever ended the program. */
  private flushed(outcome: Outcome, limit: number): Outcome {
    const { machine } = this
    const failed = watch(flushMs, () => {
      try {
        machine.flushAfterEnd()
        return {}
      } catch (thrown) {
        const failure = outcomeOf(thrown, machine.refused, limit)
        return failure.status === "output_limit" ? { failure } : {}
      }
    })
    return failed?.failure ?? outcome
  }
}

/** Lua in the build of the npm package `wasmoon`, without that package's JavaScript: a fresh state for every program. */
export const makeEngine = (folder: string): Engine => ({
  name: "lua",
  boot: async () => new LuaInterpreter(new WebAssembly.Module(readFileSync(join(folder, "dist/glue.wasm"))))
})
