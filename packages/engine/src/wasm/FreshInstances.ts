import type { Ending, Input, Interpreter, LeftFile, Output, Program } from "../Engine.ts"
import { watch } from "../host/Watchdog.ts"
import { FileFault } from "./Errno.ts"
import { leftFiles } from "./LeftFiles.ts"
import type { Outcome } from "./Outcome.ts"
import { notLaidOut, outcomeOf, stopped } from "./Outcome.ts"
import type { RunContext } from "./RunContext.ts"

/** An instance for one program. */
export interface Machine {
  readonly space: RunContext
  readonly mainFile: string
  /** Runs the program to its end. An exception ends the run too. */
  readonly run: (program: Program) => Outcome
  /** Flushes output that the interpreter has buffered, however the program ended. */
  readonly flush: () => void
}

/** V8's watchdog is a little early. */
const watchdogGraceMs = 1

const flushMs = 20

/** Instances become garbage after their run: some 10 MB each, which V8 hardly counts. */
const runsBetweenCollections = 16

/**
 * An interpreter that runs every program in a new instance, made while no program waits. V8's watchdog stops a program wherever it is; the
 * instance is then discarded.
 */
export class FreshInstances implements Interpreter {
  private readonly make: () => Machine
  private machine: Machine
  private runs = 0

  constructor(make: () => Machine) {
    this.make = make
    this.machine = make()
  }

  run(program: Program, output: Output, input: Input): Ending {
    const { machine } = this
    const { space } = machine
    try {
      space.prepare(program, machine.mainFile, output, input)
    } catch (thrown) {
      if (!(thrown instanceof FileFault)) throw thrown
      return { ...notLaidOut(space.refused, program.limits.memoryBytes), memoryBytes: space.memoryBytes }
    }
    space.descriptors().beforeInput = () => machine.flush()
    const { memoryBytes, timeoutMs } = program.limits
    const guarded = (forMs: number, act: () => Outcome): Outcome | undefined =>
      watch(forMs, () => {
        try {
          return act()
        } catch (thrown) {
          return outcomeOf(thrown, space.refused, memoryBytes)
        }
      })
    const outcome =
      guarded(timeoutMs + input.longestWaitMs + watchdogGraceMs, () => machine.run(program)) ?? stopped("timeout")
    if (outcome.status === "output_limit") return { ...outcome, memoryBytes: space.memoryBytes }
    space.endDeadline()
    const flushed = guarded(flushMs, () => {
      machine.flush()
      return outcome
    })
    const ending = flushed?.status === "output_limit" ? flushed : outcome
    return { ...ending, memoryBytes: space.memoryBytes }
  }

  leftFiles(): ReadonlyArray<LeftFile> {
    return leftFiles(this.machine.space.files)
  }

  reset(): boolean {
    this.machine = this.make()
    this.runs += 1
    if (this.runs % runsBetweenCollections === 0) (globalThis as { gc?: () => void }).gc?.()
    return true
  }
}
