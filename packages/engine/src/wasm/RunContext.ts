import type { Output, Program } from "../Engine.ts"
import { Descriptors } from "./Descriptors.ts"
import { Files } from "./Files.ts"
import { LinearMemory } from "./LinearMemory.ts"
import { Trap } from "./Trap.ts"

const page = 65_536

/** Memory grows by an eighth at least, so that a program that takes it bit by bit does not ask each time. */
const growthShare = 8

const encoder = new TextEncoder()

/** What one program has: a memory up to a limit, files in memory that count too, streams and a deadline. */
export class RunContext {
  readonly linear = new LinearMemory()
  readonly files = new Files()
  /** Where the program's files lie and its relative paths begin. */
  readonly folder = this.files.makePath("/home/user", this.files.root)
  private memory: WebAssembly.Memory | undefined
  private open: Descriptors
  private limitBytes = Infinity
  /** Bytes of the memory that nobody has used: they count as free. */
  private readonly unusedBytes: number
  private refusedGrowth = false
  private start = 0
  private deadline = Infinity

  constructor(unusedBytes = 0) {
    this.unusedBytes = unusedBytes
    // An interpreter may read files while it starts, but has nobody to talk to.
    this.open = new Descriptors(this.files, new Uint8Array(0), { write: () => true }, () => {})
    this.files.makePath("/tmp", this.files.root)
    this.files.room = () => this.room
  }

  /** Takes the memory of the instance once there is one. */
  attach(memory: WebAssembly.Memory): void {
    this.memory = memory
    this.linear.attach(memory)
  }

  get memoryBytes(): number {
    return this.linear.length - this.unusedBytes + this.files.peakBytes
  }

  /** Whether the program was refused memory, for files or otherwise. */
  get refused(): boolean {
    return this.refusedGrowth || this.files.refused
  }

  readonly descriptors = (): Descriptors => this.open

  /** Milliseconds since the program started. */
  readonly elapsedMs = (): number => performance.now() - this.start

  /**
   * Lays out the program's files and hands over its limits; a memory that is larger from the start is its least limit. Throws a
   * `FileFault` where files cannot be laid out as they are named.
   */
  prepare(program: Program, mainFile: string, output: Output): void {
    this.start = performance.now()
    this.files.now = Date.now
    this.deadline = this.start + program.limits.timeoutMs
    this.limitBytes = Math.max(program.limits.memoryBytes, this.linear.length - this.unusedBytes)
    this.open = new Descriptors(this.files, program.stdin, output, () => this.checkDeadline())
    for (const { content, name } of program.files) this.files.install(name, content, this.folder)
    this.files.install(mainFile, encoder.encode(program.code), this.folder)
  }

  /** The program is at its end: what is still to be printed may be printed late. */
  endDeadline(): void {
    this.deadline = Infinity
  }

  checkDeadline(): void {
    if (performance.now() >= this.deadline) throw new Trap("timeout", "deadline")
  }

  /** Emscripten's `emscripten_resize_heap`: grows the memory to a size, or answers 0 where the limit does not allow it. */
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

/** The imports of a module: what is in `calls`, and for everything else an end of the program. */
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
