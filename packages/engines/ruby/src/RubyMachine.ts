import { setFlagsFromString } from "node:v8"
import type { MemoryImage } from "@glissade/engine/wasm/MemoryImage"
import { LinearMemory } from "@glissade/engine/wasm/LinearMemory"
import { importsOf, RunContext } from "@glissade/engine/wasm/RunContext"
import { Trap } from "@glissade/engine/wasm/Trap"
import { clockCalls, descriptorCalls, environmentCalls, pollCalls, randomCalls } from "@glissade/engine/wasm/Wasi"
import { pathCalls } from "@glissade/engine/wasm/WasiFiles"
import { reportPath } from "./Harness.ts"

type Export = (...args: Array<number>) => number

interface RubyExports {
  readonly memory: WebAssembly.Memory
  readonly _initialize: () => void
  readonly cabi_realloc: (old: number, oldSize: number, alignment: number, size: number) => number
}

/** A value of Ruby, and 0 or Ruby's tag of the jump that ended the evaluation. */
export interface Evaluated {
  readonly value: number
  readonly tag: number
}

const page = 65_536

const mostPages = 65_536

/** V8's maximum of pages of a memory. V8 checks it on each growth, but fixes how far a memory can ever grow when it creates it. */
const limitPages = (pages: number): void => setFlagsFromString(`--wasm-max-mem-pages=${Math.min(mostPages, pages)}`)

const reportBytes = 16_384

const encoder = new TextEncoder()

/** The names of the interface's functions contain their types. */
const find = (exports: WebAssembly.Exports, start: string): Export => {
  const name = Object.keys(exports).find((key) => key.startsWith(`${start}:`))
  if (name === undefined) throw new Error(`the Ruby module has no ${start}`)
  return exports[name] as Export
}

/**
 * An instance of Ruby. It imports WASI, implemented in `wasm/`, and the bridge to JavaScript, none of which is implemented: calling it ends
 * the program.
 */
export class RubyMachine {
  space: RunContext
  private readonly linear = new LinearMemory()
  private readonly exports: RubyExports
  private readonly evaluate: Export
  private readonly intern: Export
  private readonly send: Export
  private readonly instance: WebAssembly.Instance

  /** A new instance, in the state of an image if there is one. */
  constructor(module: WebAssembly.Module, image?: MemoryImage) {
    this.space = new RunContext()
    limitPages(mostPages)
    this.instance = new WebAssembly.Instance(module, importsOf(module, this.calls()))
    this.exports = this.instance.exports as unknown as RubyExports
    this.linear.attach(this.exports.memory)
    this.evaluate = find(this.instance.exports, "rb-eval-string-protect")
    this.intern = find(this.instance.exports, "rb-intern")
    this.send = find(this.instance.exports, "rb-funcallv-protect")
    this.openSpace(0)
    if (image === undefined) return
    const missing = image.length - this.memory.buffer.byteLength
    if (missing > 0) this.memory.grow(missing / page)
    image.restore(this.linear.bytes)
  }

  get memory(): WebAssembly.Memory {
    return this.exports.memory
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.linear.bytes
  }

  /** Boots Ruby: two thirds of a second. */
  boot(): void {
    this.exports._initialize()
    const args = ["ruby", "--disable=did_you_mean", "-e_=0"].map((text) => this.text(text))
    const list = this.exports.cabi_realloc(0, 0, 4, args.length * 8)
    for (const [index, [at, length]] of args.entries()) {
      this.linear.set32(list + index * 8, at)
      this.linear.set32(list + index * 8 + 4, length)
    }
    find(this.instance.exports, "ruby-init")(list, args.length)
    find(this.instance.exports, "ruby-init-loadpath")()
  }

  /** Evaluates a source. */
  eval(code: string): Evaluated {
    return this.evaluated(this.evaluate(...this.text(code)))
  }

  /** Calls a method without arguments. No frame of an evaluated source is below it, so traces end with the method's own. */
  call(receiver: number, method: string): Evaluated {
    return this.evaluated(this.send(receiver, this.intern(...this.text(method)), 0, 0))
  }

  /** New files and streams for the next program. `unusedBytes` of the memory count as free. */
  openSpace(unusedBytes: number): void {
    this.space = new RunContext(unusedBytes)
    this.space.attach(this.memory)
    const { files } = this.space
    // With extra room for a program that ran out of it.
    files.install(reportPath, new Uint8Array(reportBytes), files.root)
    this.openRoot()
  }

  /** The root folder is opened first, as the first descriptor after the streams. */
  openRoot(): void {
    this.space.descriptors().add({ kind: "folder", node: this.space.files.root })
  }

  /**
   * Lets the memory grow up to the program's limit. The module grows it with an instruction that only V8 can refuse, by this flag, which it
   * reads each time. The flag belongs to the process, which has one interpreter.
   */
  boundMemory(): void {
    const pages = this.memory.buffer.byteLength / page
    const room = Math.max(0, Math.floor(this.space.room / page))
    limitPages(pages + room)
  }

  private evaluated(at: number): Evaluated {
    return { value: this.linear.i32(at), tag: this.linear.i32(at + 4) }
  }

  /** The address and length of a text. Ruby reads it up to a NUL, whatever its length. */
  private text(text: string): [number, number] {
    const bytes = encoder.encode(`${text}\0`)
    const at = this.exports.cabi_realloc(0, 0, 1, bytes.length)
    this.linear.bytes.set(bytes, at)
    return [at, bytes.length]
  }

  /** The file space changes with every program, the imports do not. */
  private calls(): Record<string, WebAssembly.ImportValue> {
    const { linear } = this
    const descriptors = () => this.space.descriptors()
    const elapsedMs = () => this.space.elapsedMs()
    return {
      ...descriptorCalls(linear, descriptors),
      ...pathCalls(linear, descriptors),
      ...environmentCalls(linear),
      ...clockCalls(linear, elapsedMs),
      ...randomCalls(linear),
      ...pollCalls(linear, elapsedMs, () => this.space.checkDeadline()),
      proc_exit: (code: number) => {
        throw new Trap("exit", "proc_exit", code & 255)
      },
      // Handles of values that leave Ruby are not kept; only the value itself is read.
      "resource_new_rb-abi-value": (value: number) => value,
      "resource_get_rb-abi-value": (value: number) => value
    }
  }
}
