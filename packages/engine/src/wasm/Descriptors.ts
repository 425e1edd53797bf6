import type { Input, Output, StreamName } from "../Engine.ts"
import { fail } from "./Errno.ts"
import type { FileNode, Files, FolderNode } from "./Files.ts"
import { Trap } from "./Trap.ts"

export interface OpenFile {
  readonly kind: "file"
  readonly node: FileNode
  readonly readable: boolean
  readonly writable: boolean
  append: boolean
  position: number
}

export interface OpenFolder {
  readonly kind: "folder"
  readonly node: FolderNode
}

/** The standard streams: the program's input, and its output. */
export interface OpenStream {
  readonly kind: "stream"
  readonly name: "stdin" | StreamName
}

export type Open = OpenFile | OpenFolder | OpenStream

export interface OpenOptions {
  readonly readable: boolean
  readonly writable: boolean
  readonly append: boolean
  readonly create: boolean
  readonly exclusive: boolean
  readonly truncate: boolean
  /** Fails where it is no folder. */
  readonly folder: boolean
}

export const Whence = { set: 0, current: 1, end: 2 } as const

const maximumOpen = 256

/** The open files of one program. Descriptors 0, 1 and 2 are its streams. */
export class Descriptors {
  readonly files: Files
  private readonly table: Array<Open | undefined> = []
  private readonly input: Input
  private readonly output: Output
  private readonly checkDeadline: () => void
  /** Called before input is read that may have to be waited for: what was printed is to be seen by then. */
  beforeInput = (): void => {}

  /** `checkDeadline` is called before output is sent, and throws when the program's time is over. */
  constructor(files: Files, input: Input, output: Output, checkDeadline: () => void) {
    this.files = files
    this.input = input
    this.output = output
    this.checkDeadline = checkDeadline
    for (const name of ["stdin", "stdout", "stderr"] as const) this.table.push({ kind: "stream", name })
  }

  get(descriptor: number): Open {
    return this.table[descriptor] ?? fail("badf")
  }

  file(descriptor: number): OpenFile {
    const open = this.get(descriptor)
    if (open.kind === "folder") return fail("isdir")
    return open.kind === "file" ? open : fail("spipe")
  }

  folder(descriptor: number): FolderNode {
    const open = this.get(descriptor)
    return open.kind === "folder" ? open.node : fail("notdir")
  }

  open(path: string, from: FolderNode, options: OpenOptions): number {
    const place = this.files.find(path, from)
    if (place.node !== undefined && options.create && options.exclusive) return fail("exist")
    if (place.node?.kind === "folder") {
      return options.writable ? fail("isdir") : this.add({ kind: "folder", node: place.node })
    }
    if (place.node === undefined && !options.create) return fail("noent")
    if (options.folder || path.endsWith("/")) return fail("notdir")
    if (this.free() < 0) return fail("nospc")
    const node = place.node ?? this.files.makeFile(place)
    if (options.truncate && options.writable) this.files.truncate(node, 0)
    const { append, readable, writable } = options
    return this.add({ kind: "file", node, readable, writable, append, position: 0 })
  }

  /** Puts an open file or stream on the lowest free descriptor from `least` on. */
  add(open: Open, least = 3): number {
    const descriptor = this.free(least)
    if (descriptor < 0) return fail("nospc")
    this.table[descriptor] = open
    if (open.kind === "file") open.node.openings += 1
    return descriptor
  }

  close(descriptor: number): void {
    const open = this.get(descriptor)
    this.table[descriptor] = undefined
    if (open.kind !== "file") return
    open.node.openings -= 1
    this.files.releaseUnused(open.node)
  }

  /** Makes `to` a duplicate of `from`, as `dup2` does. */
  copy(from: number, to: number): number {
    const open = this.get(from)
    if (to < 0 || to >= maximumOpen) return fail("badf")
    if (from === to) return to
    if (this.table[to] !== undefined) this.close(to)
    this.table[to] = open
    if (open.kind === "file") open.node.openings += 1
    return to
  }

  read(descriptor: number, into: Uint8Array): number {
    const open = this.get(descriptor)
    if (open.kind === "folder") return fail("isdir")
    if (open.kind === "stream") return open.name === "stdin" ? this.readInput(into) : fail("badf")
    const count = this.readAt(descriptor, open.position, into)
    open.position += count
    return count
  }

  readAt(descriptor: number, position: number, into: Uint8Array): number {
    const { node, readable } = this.file(descriptor)
    return readable ? this.files.read(node, position, into) : fail("badf")
  }

  write(descriptor: number, bytes: Uint8Array): number {
    const open = this.get(descriptor)
    if (open.kind === "folder") return fail("isdir")
    if (open.kind === "stream") return open.name === "stdin" ? fail("badf") : this.print(open.name, bytes)
    if (!open.writable) return fail("badf")
    if (open.append) open.position = open.node.size
    this.files.write(open.node, open.position, bytes)
    open.position += bytes.length
    return bytes.length
  }

  writeAt(descriptor: number, position: number, bytes: Uint8Array): number {
    const { node, writable } = this.file(descriptor)
    if (!writable) return fail("badf")
    this.files.write(node, position, bytes)
    return bytes.length
  }

  truncate(descriptor: number, size: number): void {
    const { node, writable } = this.file(descriptor)
    if (!writable) return fail("inval")
    this.files.truncate(node, size)
  }

  seek(descriptor: number, offset: number, whence: number): number {
    const open = this.file(descriptor)
    const start =
      whence === Whence.set
        ? 0
        : whence === Whence.current
          ? open.position
          : whence === Whence.end
            ? open.node.size
            : NaN
    const position = start + offset
    if (!Number.isSafeInteger(position) || position < 0) return fail("inval")
    open.position = position
    return position
  }

  private free(least = 3): number {
    for (let descriptor = least; descriptor < maximumOpen; descriptor++) {
      if (this.table[descriptor] === undefined) return descriptor
    }
    return -1
  }

  private readInput(into: Uint8Array): number {
    if (this.input.isInteractive) this.beforeInput()
    const count = this.input.read(into) ?? 0
    if (this.input.isOver) throw new Trap("timeout", "input")
    return count
  }

  private print(stream: StreamName, bytes: Uint8Array): number {
    this.checkDeadline()
    if (bytes.length > 0 && !this.output.write(stream, bytes)) throw new Trap("output_limit", stream)
    return bytes.length
  }
}
