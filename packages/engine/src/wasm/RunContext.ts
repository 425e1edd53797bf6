import type { Input, Output, Program } from "../Engine.ts"
import { ProgramInput } from "../host/ProgramInput.ts"
import { Descriptors } from "./Descriptors.ts"
import { Files } from "./Files.ts"
import { picturesFolder } from "./LeftFiles.ts"
import { LinearMemory } from "./LinearMemory.ts"
import { Trap } from "./Trap.ts"

const page = 65_536

/** Memory grows by at least an eighth, so that a program that takes it in small steps seldom grows it. */
const growthShare = 8

const encoder = new TextEncoder()

const noInput = new ProgramInput(new Uint8Array(0))

/** The resources of one program: memory up to a limit, files that count towards it, streams and a deadline. */
export class RunContext {
  readonly linear = new LinearMemory()
  readonly files = new Files()
  /** The program's folder, which relative paths start from. */
  readonly folder = this.files.makePath("/home/user", this.files.root)
  private memory: WebAssembly.Memory | undefined
  private open: Descriptors
  private limitBytes = Infinity
  /** Bytes of the memory that were never used. They count as free. */
  private readonly unusedBytes: number
  private refusedGrowth = false
  private start = 0
  private deadline = Infinity
  private input: Input = noInput

  constructor(unusedBytes = 0) {
    this.unusedBytes = unusedBytes
    // While an interpreter boots it may read files, but has no streams.
    this.open = new Descriptors(this.files, noInput, { write: () => true }, () => {})
    this.files.makePath("/tmp", this.files.root)
    this.files.room = () => this.room
  }

  /** Attaches the memory of the instance. */
  attach(memory: WebAssembly.Memory): void {
    this.memory = memory
    this.linear.attach(memory)
  }

  get memoryBytes(): number {
    return this.linear.length - this.unusedBytes + this.files.peakBytes
  }

  /** Whether the program was refused memory, for files or else. */
  get refused(): boolean {
    return this.refusedGrowth || this.files.refused
  }

  readonly descriptors = (): Descriptors => this.open

  /** Milliseconds since the program started. */
  readonly elapsedMs = (): number => performance.now() - this.start

  /**
   * Writes the program's files and sets its limits. A memory that is larger at the start raises the limit to its size. Throws a `FileFault`
   * if the files' names conflict.
   */
  prepare(program: Program, mainFile: string, output: Output, input: Input): void {
    this.start = performance.now()
    this.files.now = Date.now
    this.deadline = this.start + program.limits.timeoutMs
    this.limitBytes = Math.max(program.limits.memoryBytes, this.linear.length - this.unusedBytes)
    this.input = input
    this.open = new Descriptors(this.files, input, output, () => this.checkDeadline())
    for (const { content, name } of program.files) this.files.install(name, content, this.folder)
    this.files.install(mainFile, encoder.encode(program.code), this.folder)
    // Programs find it there from the start.
    if (!this.folder.entries.has(picturesFolder)) this.files.given = this.files.makePath(picturesFolder, this.folder)
  }

  /** The program has ended: buffered output may be printed after the deadline. */
  endDeadline(): void {
    this.deadline = Infinity
  }

  checkDeadline(): void {
    if (performance.now() - this.input.waitedMs >= this.deadline) throw new Trap("timeout", "deadline")
  }

  /** Emscripten's `emscripten_resize_heap`: grows the memory to a size, or returns 0 if the limit does not allow it. */
  readonly grow = (size: number): number => {
    const needed = Math.ceil(((size >>> 0) - this.linear.length) / page)
    const room = Math.floor(this.room / page)
    if (needed > room) {
      this.refusedGrowth = true
      return 0
    }
    const generous = Math.floor(this.linear.length / page / growthShare)
    try {
      this.memory!.grow(Math.min(room, Math.max(needed, generous)))
      return 1
    } catch {
      this.refusedGrowth = true
      return 0
    }
  }

  /** Bytes that memory and files may still grow by. */
  get room(): number {
    const used = this.memory === undefined ? 0 : this.linear.length - this.unusedBytes
    return this.limitBytes - used - this.files.bytes
  }
}

/** The imports of a module: those in `calls`; any other import ends the program. */
export const importsOf = (
  module: WebAssembly.Module,
  calls: Readonly<Record<string, WebAssembly.ImportValue>>
): WebAssembly.Imports => {
  const imports: WebAssembly.Imports = {}
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {}
    imports[from][name] =
      calls[name] ??
      (() => {
        throw new Trap("forbidden", name)
      })
  }
  return imports
}
