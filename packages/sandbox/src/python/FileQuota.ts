import type { EmscriptenModule, FileNode } from "./Emscripten.ts"
import { EACCES, ENOSPC } from "./Errno.ts"

type NumericImport = (...args: Array<number>) => number

/** What the quota asks of the gate. */
export interface Room {
  readonly roomBytes: () => number
  readonly refuse: () => void
}

/** Files, folders and links that one program may make; each takes some 500 bytes of JavaScript's heap. */
const maximumNodes = 10_000

/** Charged for a node beside its contents. */
const nodeBytes = 512

/** `O_CREAT`: the only way for `openat` to make a file. */
const createFlag = 64

/** Bytes that one program may send through pipes, which hold them outside of any file. */
const maximumPipeBytes = 16 << 20

const kind = (node: FileNode): number => node.mode & 0o170000
const regularFile = 0o100000
const pipe = 0o010000

const capacity = (node: FileNode): number => (ArrayBuffer.isView(node.contents) ? node.contents.length : 0)

/**
 * Counts what a program's files hold. They live in JavaScript's heap, where the limit of the linear memory does not see them,
 * and the gate's calls are the only ways in.
 */
export class FileQuota {
  /** Bytes held by files that programs wrote, as far as known; deleted ones are found out when it matters. */
  bytes = 0
  /** Most bytes that were held at once in this run. */
  peakBytes = 0
  readonly guards: ReadonlySet<string> = new Set([
    "__syscall_fallocate",
    "__syscall_ftruncate64",
    "__syscall_mkdirat",
    "__syscall_openat",
    "__syscall_pipe",
    "__syscall_symlinkat",
    "__syscall_truncate64",
    "fd_pwrite"
  ])

  private nodes = 0
  private pipeBytes = 0
  /** Nodes that were there before any program ran. */
  private baseline = 0
  private module: EmscriptenModule | undefined
  /** Files of the interpreter itself: their bytes are shared with the state that is restored, so they are not written. */
  private sealed: ReadonlySet<FileNode> = new Set()

  attach(module: EmscriptenModule, sealed: ReadonlySet<FileNode>): void {
    this.module = module
    this.sealed = sealed
    this.measure()
    this.baseline = this.nodes
    this.reset()
  }

  reset(): void {
    this.bytes = 0
    this.peakBytes = 0
    this.nodes = 0
    this.pipeBytes = 0
  }

  guard(name: string, args: Array<number>, original: NumericImport, room: Room): number {
    switch (name) {
      case "fd_write":
        return this.write(args[0]!, this.vectorLength(args[1]!, args[2]!), undefined, args, original, room)
      case "fd_pwrite":
        return this.write(args[0]!, this.vectorLength(args[1]!, args[2]!), Number(args[3]), args, original, room)
      case "__syscall_ftruncate64":
        return -this.write(args[0]!, Number(args[1]), 0, args, (...call) => -original(...call), room)
      case "__syscall_fallocate":
        return -this.write(args[0]!, Number(args[3]), Number(args[2]), args, (...call) => -original(...call), room)
      case "__syscall_truncate64":
        // By path, without a descriptor to look at: only to shorten or to grow within what is left.
        if (Number(args[1]) > room.roomBytes()) return this.full(room, -ENOSPC)
        return this.counted(() => original(...args))
      case "__syscall_openat":
        return (args[2]! & createFlag) === 0 ? original(...args) : this.make(args, original, room)
      default:
        return this.make(args, original, room)
    }
  }

  /** Looks at all files anew; what was deleted and is not open any more counts no longer. */
  private measure(): number {
    const fs = this.module!.FS
    const seen = new Set<FileNode>()
    // Not by way of the folders: a file named `__proto__` is in none of them.
    for (const first of fs.nameTable) {
      for (let node = first; node !== undefined; node = node.name_next) seen.add(node)
    }
    for (const stream of fs.streams) if (stream) seen.add(stream.node)
    let bytes = 0
    for (const node of seen) if (!this.sealed.has(node)) bytes += capacity(node)
    this.nodes = Math.max(0, seen.size - this.baseline)
    return bytes + this.nodes * nodeBytes
  }

  private vectorLength(vectors: number, count: number): number {
    const words = this.module!.HEAPU32
    let length = 0
    for (let index = 0; index < count; index++) length += words[(vectors >>> 2) + index * 2 + 1]!
    return length
  }

  private full(room: Room, answer: number): number {
    room.refuse()
    return answer
  }

  private note(grown: number): void {
    this.bytes += grown
    if (this.bytes > this.peakBytes) this.peakBytes = this.bytes
  }

  private fits(needed: number, room: Room): boolean {
    if (needed <= room.roomBytes()) return true
    this.bytes = this.measure()
    return needed <= room.roomBytes()
  }

  private write(
    descriptor: number,
    length: number,
    position: number | undefined,
    args: Array<number>,
    original: NumericImport,
    room: Room
  ): number {
    const stream = this.module!.FS.getStream(descriptor)
    const node = stream?.node
    if (stream === null || stream === undefined || node === undefined) return original(...args)
    if (kind(node) === pipe) {
      this.pipeBytes += length
      if (this.pipeBytes > maximumPipeBytes) return this.full(room, ENOSPC)
    }
    if (kind(node) !== regularFile) return original(...args)
    if (this.sealed.has(node)) return EACCES
    const before = capacity(node)
    // Appending counts from the end; MEMFS makes up to twice the room that is asked for while files are small.
    const end = Math.max(position ?? stream.position, (stream.flags & 1024) === 0 ? 0 : node.usedBytes) + length
    const needed = end <= before ? 0 : Math.max(end, before < 1 << 20 ? before * 2 : before * 1.125) - before
    if (needed > 0 && !this.fits(needed, room)) return this.full(room, ENOSPC)
    const result = original(...args)
    this.note(capacity(node) - before)
    return result
  }

  private make(args: Array<number>, original: NumericImport, room: Room): number {
    if (this.nodes >= maximumNodes) this.bytes = this.measure()
    if (this.nodes >= maximumNodes || !this.fits(nodeBytes, room)) return this.full(room, -ENOSPC)
    this.nodes += 1
    this.note(nodeBytes)
    return original(...args)
  }

  private counted(call: () => number): number {
    const result = call()
    this.bytes = this.measure()
    this.note(0)
    return result
  }
}
