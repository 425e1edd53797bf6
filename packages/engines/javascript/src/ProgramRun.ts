import type { Ending, Input, Output, Program, ProgramError } from "@glissade/engine/Engine"
import { failureText, programError } from "./Failure.ts"
import type { Report } from "./Failure.ts"
import type { PreludeFunction } from "./guest/Prelude.ts"
import { hostFailure, nestedTooDeeply, outOfMemory } from "./Endings.ts"
import { FileCalls } from "./FileCalls.ts"
import { hostCalls } from "./HostCalls.ts"
import type { Image } from "./Image.ts"
import { GuestError, MachineFull } from "./Machine.ts"
import type { Machine } from "./Machine.ts"
import { ModuleLoader } from "./ModuleLoader.ts"
import { Pace } from "./Pace.ts"
import { ProgramFiles } from "./ProgramFiles.ts"
import { Stop } from "./Stop.ts"
import { throwFrame } from "./ThrowPlace.ts"
import type { Compiler } from "./typescript/Compiler.ts"
import { TypeScriptBreakdown, TypeScriptSyntaxError } from "./TypeScript.ts"

/** What the machine needs beside the program's memory: stack, prelude, and fragmentation. */
const machineShare = 48 * 1024 * 1024

/** Memory added to the limit once a program has ended, to describe its error. */
const reportReserve = 16 * 1024 * 1024

const encoder = new TextEncoder()
const sleeper = new Int32Array(new SharedArrayBuffer(4))

/** The program ended with an uncaught error. */
class Uncaught {
  readonly thrown: number
  readonly rejected: boolean

  constructor(thrown: number, rejected: boolean) {
    this.thrown = thrown
    this.rejected = rejected
  }
}

/** One run of a program. The machine must be restored afterwards. */
export class Run {
  readonly #image: Image
  readonly #machine: Machine
  readonly #program: Program
  readonly #output: Output
  readonly #input: Input
  readonly #files: ProgramFiles
  readonly #modules: ModuleLoader
  /** The files that it reads and writes. */
  readonly fileCalls: FileCalls
  readonly #start = performance.now()
  readonly #unhandled = new Map<number, number>()
  #entry = 0
  #started = false

  constructor(
    image: Image,
    machine: Machine,
    compiler: Compiler,
    program: Program,
    mainFile: string,
    { input, output }: { readonly input: Input; readonly output: Output }
  ) {
    this.#image = image
    this.#machine = machine
    this.#program = program
    this.#output = output
    this.#input = input
    this.#files = new ProgramFiles(program, mainFile, (path) => this.fileCalls.content(path), compiler)
    this.#modules = new ModuleLoader(machine, this.#files, image.prelude)
    const { memoryBytes } = program.limits
    this.fileCalls = new FileCalls(program, this.#files.main, () => memoryBytes - this.#ownBytes())
  }

  run(): Ending {
    try {
      this.#arm()
      this.#begin()
      for (;;) {
        try {
          this.#loop()
        } catch (cause) {
          if (!(cause instanceof Uncaught)) throw cause
          if (!this.#heard(cause)) return this.#died(cause)
        }
      }
    } catch (cause) {
      return this.#stopped(cause)
    }
  }

  #now(): number {
    return performance.now() - this.#start
  }

  #leftMs(): number {
    return this.#program.limits.timeoutMs + this.#input.waitedMs - this.#now()
  }

  #arm(): void {
    const machine = this.#machine
    const { memoryBytes } = this.#program.limits
    const modules = this.#modules
    const pace = new Pace(machine, this.#image.interruptCounter)
    machine.host = {
      interrupt: () => {
        this.#checkLimits()
        pace.interrupted()
      },
      call: hostCalls(
        machine,
        this.#program,
        this.#output,
        this.#input,
        this.#files,
        this.fileCalls,
        modules,
        this.#image.units,
        () => this.#now()
      ),
      rejection: (promise, reason, handled) => this.#track(promise, reason, handled),
      resolveModule: (base, specifier) => modules.resolveImport(base, specifier),
      loadModule: (name) => modules.import(name),
      now: Date.now
    }
    machine.exports.qjs_set_memory_limit(Math.min(memoryBytes, 0x7fff_ffff))
  }

  #checkLimits(): void {
    const { memoryBytes } = this.#program.limits
    if (this.#leftMs() <= 0) throw new Stop("timeout")
    if (this.#ownBytes() + this.fileCalls.bytes > memoryBytes) throw new Stop("memory_limit")
  }

  /** How much of the machine's memory the program uses. */
  #ownBytes(): number {
    return Math.max(0, this.#machine.memoryBytes - machineShare)
  }

  #track(promise: number, reason: number, handled: boolean): void {
    const machine = this.#machine
    const identity = machine.exports.qjs_get_value_ptr(promise)
    machine.free(reason)
    const known = this.#unhandled.get(identity)
    if (known !== undefined) machine.free(known)
    if (handled) {
      this.#unhandled.delete(identity)
      machine.free(promise)
    } else this.#unhandled.set(identity, promise)
  }

  #prelude(name: PreludeFunction, ...args: ReadonlyArray<number>): number {
    const machine = this.#machine
    const result = machine.invoke(this.#image.prelude[name], ...args)
    if (machine.isException(result)) throw new Uncaught(machine.takeException(), false)
    return result
  }

  #preludeNumber(name: PreludeFunction, ...args: ReadonlyArray<number>): number {
    const result = this.#prelude(name, ...args)
    const value = this.#machine.number(result) ?? 0
    this.#machine.free(result)
    return value
  }

  #begin(): void {
    const machine = this.#machine
    const argv = ["/usr/bin/glissade", this.#files.main, ...this.#program.args]
    const { isInteractive } = this.#input
    this.#prelude("begin", machine.newString(JSON.stringify({ argv, isInteractive })))
  }

  /** Runs the main file until its end, or until it waits. */
  #main(): void {
    const machine = this.#machine
    try {
      const { kind, value } = this.#modules.start()
      if (kind === "commonjs") {
        this.#prelude("main", value, machine.newString(this.#files.main))
        return
      }
      this.#entry = value
      this.#dropRejection(value)
    } catch (cause) {
      throw cause instanceof GuestError ? new Uncaught(cause.value, false) : cause
    }
    // A module's own end is a job: jobs come first there, and elsewhere ticks do.
    this.#jobs()
  }

  #loop(): never {
    if (!this.#started) {
      this.#started = true
      this.#main()
    }
    this.#settle()
    for (;;) {
      const wait = this.#preludeNumber("step")
      if (wait > 0) this.#sleep(wait)
      else if (wait < 0) {
        this.#prelude("ending")
        this.#settle()
        if (this.#preludeNumber("step") === -1) this.#end()
      }
      this.#settle()
    }
  }

  #jobs(): boolean {
    const { exports } = this.#machine
    if (exports.qjs_is_job_pending() === 0) return false
    do {
      if (exports.qjs_execute_pending_job() < 0) throw new Uncaught(this.#machine.takeException(), false)
      this.#checkLimits()
    } while (exports.qjs_is_job_pending() !== 0)
    return true
  }

  /** Runs ticks and jobs in turn until neither is left, then handles unhandled rejections. */
  #settle(): void {
    const { exports } = this.#machine
    for (let busy = true; busy;) {
      const ticked = this.#tick()
      busy = this.#jobs() || ticked
    }
    if (this.#entry !== 0 && exports.qjs_promise_state(this.#entry) === 2) {
      const thrown = exports.qjs_promise_result(this.#entry)
      this.#entry = 0
      throw new Uncaught(thrown, false)
    }
    for (const [identity, promise] of this.#unhandled) {
      this.#unhandled.delete(identity)
      const reason = exports.qjs_promise_result(promise)
      if (this.#preludeNumber("unhandled", reason, promise) === 0) throw new Uncaught(reason, true)
    }
  }

  #tick(): boolean {
    const { exports } = this.#machine
    const result = this.#prelude("ticks")
    const any = exports.qjs_is_bool(result) !== 0 && exports.qjs_get_bool(result) !== 0
    this.#machine.free(result)
    return any
  }

  #dropRejection(promise: number): void {
    const { exports } = this.#machine
    exports.qjs_promise_mark_as_handled(promise)
    const identity = exports.qjs_get_value_ptr(promise)
    this.#unhandled.delete(identity)
  }

  #sleep(ms: number): void {
    const left = this.#leftMs()
    if (left > 0) Atomics.wait(sleeper, 0, 0, Math.min(ms, left))
    this.#checkLimits()
  }

  #end(): never {
    if (this.#entry !== 0 && this.#machine.exports.qjs_promise_state(this.#entry) === 0) {
      this.#say(`Warning: Detected unsettled top-level await at ${this.#files.main}\n`)
      throw new Stop("exit", 13)
    }
    this.#prelude("exit")
    throw new Stop("exit", 0)
  }

  #say(text: string): void {
    if (!this.#output.write("stderr", encoder.encode(text))) throw new Stop("output_limit")
  }

  #heard({ thrown, rejected }: Uncaught): boolean {
    const origin = this.#machine.newString(rejected ? "unhandledRejection" : "uncaughtException")
    try {
      return this.#preludeNumber("uncaught", thrown, origin) === 1
    } catch (cause) {
      if (cause instanceof Uncaught) return false
      throw cause
    }
  }

  #died({ thrown, rejected }: Uncaught): Ending {
    const machine = this.#machine
    const { memoryBytes } = this.#program.limits
    machine.exports.qjs_set_memory_limit(Math.min(memoryBytes + reportReserve, 0x7fff_ffff))
    const result = machine.invoke(this.#image.prelude.report, thrown, machine.newNumber(rejected ? 1 : 0))
    const text = machine.isException(result) ? undefined : machine.string(result)
    const report: Report =
      text === undefined
        ? {
            type: "Error",
            message: "the error cannot be shown",
            stack: "",
            shown: "Uncaught error that cannot be shown"
          }
        : this.#placed(JSON.parse(text) as Report)
    this.#say(failureText(this.#files, report))
    const hadNoRoom = this.fileCalls.refused && report.message.startsWith("ENOSPC")
    // Where there is no room for the error either, the machine throws `null`.
    const isFull = this.#machine.memoryBytes >= memoryBytes
    const hadNoMemory =
      (report.type === "InternalError" && report.message === "out of memory") ||
      (isFull && report.type === "object" && report.message === "null")
    if (hadNoRoom || hadNoMemory) {
      return this.#ending("memory_limit", null, {
        ...programError(this.#files, report),
        ...outOfMemory(this.#program.limits.memoryBytes)
      })
    }
    return this.#ending("error", 1, programError(this.#files, report))
  }

  /** A value that is no error has no trace: what threw it may still be certain. */
  #placed(report: Report): Report {
    if (report.bare !== true) return report
    return { ...report, stack: throwFrame(this.#files, report.type === "string" ? report.message : undefined) }
  }

  #stopped(cause: unknown): Ending {
    if (cause instanceof Stop) {
      if (cause.reason === "memory_limit")
        return this.#ending("memory_limit", null, outOfMemory(this.#program.limits.memoryBytes))
      if (cause.reason !== "exit") return this.#ending(cause.reason, null)
      if (cause.exitCode !== 13 || this.#entry === 0) {
        return this.#ending(cause.exitCode === 0 ? "success" : "error", cause.exitCode)
      }
      return this.#ending("error", 13)
    }
    if (cause instanceof MachineFull)
      return this.#ending("memory_limit", null, outOfMemory(this.#program.limits.memoryBytes))
    if (cause instanceof TypeScriptSyntaxError) return this.#misspelt(cause)
    const error = cause instanceof TypeScriptBreakdown ? nestedTooDeeply : hostFailure(cause)
    this.#output.write("stderr", encoder.encode(`${error.type}: ${error.message}\n`))
    return { ...this.#ending("error", 1, error), reusable: false }
  }

  #misspelt({ message, place }: TypeScriptSyntaxError): Ending {
    const stack = `\n    at ${this.#files.main}:${place.line}:${place.column}`
    const report: Report = { type: "SyntaxError", message, stack, shown: `SyntaxError: ${message}${stack}` }
    const fits = this.#output.write("stderr", encoder.encode(failureText(this.#files, report)))
    return fits ? this.#ending("error", 1, programError(this.#files, report)) : this.#ending("output_limit", null)
  }

  #ending(status: Ending["status"], exitCode: number | null, error?: ProgramError): Ending {
    const memoryBytes = this.#machine.memoryBytes + this.fileCalls.peakBytes
    return { status, exitCode, memoryBytes, reusable: true, ...(error === undefined ? {} : { error }) }
  }
}
