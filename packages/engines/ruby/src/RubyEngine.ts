import { readFileSync } from "node:fs"
import { join } from "node:path"
import type {
  Ending,
  EngineProgram,
  Input,
  Interpreter,
  LeftFile,
  Output,
  Program,
  ProgramError
} from "@glissade/engine/Engine"
import { watch } from "@glissade/engine/host/Watchdog"
import { FileFault } from "@glissade/engine/wasm/Errno"
import { leftFiles } from "@glissade/engine/wasm/LeftFiles"
import { MemoryImage } from "@glissade/engine/wasm/MemoryImage"
import type { Outcome } from "@glissade/engine/wasm/Outcome"
import { exited, notLaidOut, outOfMemory, outcomeOf, stackOverflow, stopped } from "@glissade/engine/wasm/Outcome"
import { Trap } from "@glissade/engine/wasm/Trap"
import { harness, memoryErrorName, noSpaceErrorName, preparation, reportPath } from "./Harness.ts"
import type { Evaluated } from "./RubyMachine.ts"
import { RubyMachine } from "./RubyMachine.ts"

/** V8's watchdog fires a little early. */
const watchdogGraceMs = 1

/** An interpreter that crashes this close to its limit ran out of memory. */
const nearlyFull = 1 << 20

/** Ruby's jump tags are small numbers. Anything else is stale memory: the stack overflowed before the result was written. */
const largestTag = 15

/** The value of what returned normally. */
const done = ({ tag, value }: Evaluated): number => {
  if (tag === 0) return value
  throw tag > largestTag || tag < 0 ? new RangeError("call stack") : new Error("the harness failed")
}

/** A small integer of Ruby's. */
const integer = (value: number): number => value >> 1

const encoder = new TextEncoder()

/**
 * Ruby's build saves its stack to a buffer when it collects garbage or jumps, and traps if the buffer is too small: after some 600 calls
 * through blocks of built-in methods. Method calls alone go 10,000 deep and end in a SystemStackError.
 */
const asOverflow = (thrown: unknown): unknown =>
  thrown instanceof WebAssembly.RuntimeError && thrown.message.includes("unreachable")
    ? new RangeError("call stack", { cause: thrown })
    : thrown

class RubyInterpreter implements Interpreter {
  private readonly module: WebAssembly.Module
  private readonly image: MemoryImage
  private machine: RubyMachine
  /** Whether the last call into the machine returned normally, so that only its memory must be restored. */
  private intact = true

  constructor(module: WebAssembly.Module, image: MemoryImage) {
    this.module = module
    this.image = image
    this.machine = new RubyMachine(module, image)
    this.machine.openSpace(image.emptyBytes)
  }

  run(program: Program, output: Output, input: Input): Ending {
    const { machine } = this
    const { space } = machine
    const { memoryBytes: limit, timeoutMs } = program.limits
    const ending = (outcome: Outcome): Ending => ({ ...outcome, memoryBytes: space.memoryBytes })
    try {
      space.prepare(program, "main.rb", output, input)
    } catch (thrown) {
      if (!(thrown instanceof FileFault)) throw thrown
      return ending(notLaidOut(space.refused, limit))
    }
    machine.openRoot()
    space.files.changed = () => machine.boundMemory()
    machine.boundMemory()
    this.intact = false
    const outcome = watch(timeoutMs + input.longestWaitMs + watchdogGraceMs, () => {
      try {
        return this.execute(program)
      } catch (thrown) {
        const refused = space.room < nearlyFull
        // Ruby exits with 1 if it cannot allocate memory for itself.
        if (refused && thrown instanceof Trap && thrown.exitCode === 1) {
          return stopped("memory_limit", outOfMemory(limit))
        }
        return outcomeOf(asOverflow(thrown), refused, limit)
      }
    })
    if (outcome?.error === stackOverflow) output.write("stderr", encoder.encode(`${stackOverflow.message}\n`))
    return ending(outcome ?? stopped("timeout"))
  }

  leftFiles(): ReadonlyArray<LeftFile> {
    return leftFiles(this.machine.space.files)
  }

  reset(): boolean {
    const { image, machine } = this
    if (this.intact && machine.bytes.length === image.length) image.restore(machine.bytes)
    else {
      this.machine = new RubyMachine(this.module, image)
      // Collect the previous instance now: its 300 MB of addresses hardly count for V8's garbage collector.
      ;(globalThis as { gc?: () => void }).gc?.()
    }
    this.machine.openSpace(image.emptyBytes)
    return true
  }

  private execute(program: Program): Outcome {
    const { machine } = this
    const code = integer(done(machine.call(done(machine.eval(harness(program.args))), "call")))
    this.intact = true
    const error = code === 0 ? undefined : this.report()
    const isHungry = error?.type === memoryErrorName || (error?.type === noSpaceErrorName && machine.space.refused)
    if (isHungry) return stopped("memory_limit", outOfMemory(program.limits.memoryBytes))
    return exited(code & 255, error)
  }

  /** The harness's description of the error that ended the program. A program that forges it misleads only its author. */
  private report(): ProgramError | undefined {
    const { files } = this.machine.space
    try {
      const node = files.node(reportPath, files.root)
      if (node.kind !== "file") return undefined
      const [type = "", line = "", ...message] = Buffer.from(node.bytes.subarray(0, node.size)).toString().split("\0")
      // Nothing is written for a program that only exits; the file exists from the start.
      return type === "" ? undefined : { type, message: message.join("\0"), line: Number(line) }
    } catch (thrown) {
      if (thrown instanceof FileFault) return undefined
      throw thrown
    }
  }
}

/** CRuby, in the build of the npm packages `@ruby/*-wasm-wasi`, without their JavaScript: booted once, then restored after each run. */
export const makeEngine: EngineProgram["makeEngine"] = ({ runtimeFolder }) => ({
  name: "ruby",
  boot: async () => {
    const module = new WebAssembly.Module(readFileSync(join(runtimeFolder, "dist/ruby+stdlib.wasm")))
    const machine = new RubyMachine(module)
    machine.boot()
    machine.space.files.makePath("/home/user", machine.space.files.root)
    if (machine.eval(preparation).tag !== 0) throw new Error("Ruby was not prepared")
    // A new instance rather than the booted one: a boot writes to 300 MB and leaves zeros in most of it, which a new instance never
    // touches.
    return new RubyInterpreter(module, MemoryImage.of(machine.bytes))
  }
})
