import type { EmscriptenFS, EmscriptenModule, FileNode } from "./Emscripten.ts"
import { EACCES, EEXIST, EINVAL, EMFILE, ENOSPC } from "./Errno.ts"
import type { PathArgument } from "./Paths.ts"
import { isTooLong, pathLength } from "./Paths.ts"
import { PackageFiles } from "./Packages.ts"
import { namesPictures } from "./PicturesFolder.ts"

type NumericImport = (...args: Array<number>) => number

/** What the quota needs from the gate. */
export interface Room {
  readonly roomBytes: () => number
  readonly refuse: () => void
}

/** Maximum number of files, folders and links of one program; each takes some 500 bytes of JavaScript's heap. */
const maximumNodes = 10_000

/** Charged for a node beside its contents, with a name of any length. */
const nodeBytes = 1_024

/** Charged for an open descriptor beside its path. */
const streamBytes = 512

/** Descriptors that may be open at once, as most systems have it. */
const maximumOpen = 1_024

/** Charged for a character in JavaScript's heap, and for a list item. */
const characterBytes = 2
const placeBytes = 8

/** A pipe allocates its content in pieces of this size, at least one. */
const bucketBytes = 8_192

/** `O_CREAT`: without it `openat` creates no file. */
const createFlag = 64

const kind = (node: FileNode): number => node.mode & 0o170000
const regularFile = 0o100000
const pipe = 0o010000

const capacity = (node: FileNode): number => (ArrayBuffer.isView(node.contents) ? node.contents.length : 0)

/** All nodes that have a name or are open. */
export const nodesOf = ({ nameTable, root, streams }: EmscriptenFS): ReadonlySet<FileNode> => {
  const nodes = new Set<FileNode>([root])
  // Not by walking folders: a file named `__proto__` is in none of them.
  for (const first of nameTable) for (let node = first; node !== undefined; node = node.name_next) nodes.add(node)
  for (const stream of streams) if (stream) nodes.add(stream.node)
  return nodes
}

const pipeBytes = (node: FileNode): number => (node.pipe?.buckets?.length ?? 0) * bucketBytes

/** `F_DUPFD`, whose argument is the minimum of the new descriptor and may be any number. */
const duplicate = 0

/**
 * Counts the contents of a program's files. They are in JavaScript's heap, which the limit of the linear memory does not cover, and only
 * the gate's calls can change them.
 */
export class FileQuota {
  /** Bytes of files written by programs, as far as known. Deleted files are subtracted when the quota is reached. */
  bytes = 0
  /** Peak of the bytes held in this run. */
  peakBytes = 0
  readonly guards: ReadonlySet<string> = new Set([
    "__syscall_chdir",
    "__syscall_dup",
    "__syscall_dup3",
    "__syscall_fallocate",
    "__syscall_fchdir",
    "__syscall_fcntl64",
    "__syscall_ftruncate64",
    "__syscall_getdents64",
    "__syscall_mkdirat",
    "__syscall_openat",
    "__syscall_pipe",
    "__syscall_symlinkat",
    "__syscall_truncate64",
    "fd_close",
    "fd_pwrite",
    "fd_read"
  ])

  /** What an operator has added. Its nodes are as many as its files at most, and are not the program's. */
  readonly packages = new PackageFiles()
  private nodes = 0
  /** Bytes of open descriptors and of the current folder's path. */
  private openBytes = 0
  private open = 0
  private hasMadePictures = false
  /** What existed before any program ran: nodes, and all bytes that are counted. */
  private baseline = { nodes: 0, open: 0, openBytes: 0, bytes: 0 }
  private module: EmscriptenModule | undefined
  /** The interpreter's own files: the restored state shares their bytes, so they must not be written. */
  private sealed: ReadonlySet<FileNode> = new Set()

  attach(module: EmscriptenModule, sealed: ReadonlySet<FileNode>): void {
    this.module = module
    this.sealed = sealed
    module.FS.MAX_OPEN_FDS = maximumOpen
    const bytes = this.measure()
    this.baseline = {
      nodes: this.nodes,
      open: this.open,
      openBytes: this.openBytes,
      bytes: bytes - this.nodes * nodeBytes
    }
    this.reset()
  }

  reset(): void {
    this.bytes = 0
    this.peakBytes = 0
    this.nodes = 0
    this.openBytes = this.baseline.openBytes
    this.open = this.baseline.open
    this.hasMadePictures = false
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
        // By path, without a descriptor: only to shorten a file or grow it within the quota.
        if (Number(args[1]) > room.roomBytes()) return this.full(room, -ENOSPC)
        return this.counted(() => original(...args))
      case "__syscall_openat":
        return this.opening(room, () =>
          (args[2]! & createFlag) === 0 ? original(...args) : this.make(1, 0, args, original, room)
        )
      case "__syscall_pipe":
        return this.opening(room, () => this.make(2, bucketBytes, args, original, room))
      case "__syscall_symlinkat":
        return this.make(1, characterBytes * pathLength(this.module!, args[0]!), args, original, room)
      case "__syscall_mkdirat":
        return this.makeFolder(args, original, room)
      case "__syscall_fcntl64":
        if (args[1] !== duplicate) return original(...args)
        if (this.module!.HEAPU32[args[2]! >>> 2]! >= maximumOpen) return -EINVAL
        return this.opening(room, () => original(...args))
      case "fd_read":
        return this.read(args, original)
      case "__syscall_chdir":
      case "__syscall_fchdir":
      case "__syscall_getdents64":
      case "fd_close":
        return this.noteOpen(original(...args))
      default:
        return this.opening(room, () => original(...args))
    }
  }

  /** Whether a path of a call exceeds 4,096 bytes, or has a name over 255. */
  hasLongPath(paths: ReadonlyArray<PathArgument>, args: ReadonlyArray<number>): boolean {
    return isTooLong(this.module!, paths, args)
  }

  /** Counts all files again; files that were deleted and are not open no longer count. */
  private measure(): number {
    const seen = nodesOf(this.module!.FS)
    let bytes = 0
    let nodes = 0
    const pipes = new Set<FileNode["pipe"]>()
    for (const node of seen) {
      if (this.packages.has(node)) continue
      nodes += 1
      if (!this.sealed.has(node)) bytes += capacity(node) + characterBytes * (node.link?.length ?? 0)
      if (node.pipe !== undefined && !pipes.has(node.pipe)) bytes += pipeBytes(node)
      pipes.add(node.pipe)
    }
    this.nodes = Math.max(0, nodes - this.baseline.nodes)
    this.openBytes = this.measureOpen()
    return bytes + this.nodes * nodeBytes + this.openBytes - this.baseline.bytes
  }

  private measureOpen(): number {
    const { currentPath, streams } = this.module!.FS
    let characters = currentPath.length
    let places = 0
    let count = 0
    for (const stream of streams) {
      if (!stream) continue
      count += 1
      characters += stream.path.length
      places += stream.getdents?.length ?? 0
    }
    this.open = count
    return count * streamBytes + characters * characterBytes + places * placeBytes
  }

  /** A call that may open a descriptor, or make one hold more. */
  private opening(room: Room, call: () => number): number {
    if (this.open >= maximumOpen) return -EMFILE
    if (!this.fits(streamBytes, room)) return this.full(room, -ENOSPC)
    return this.noteOpen(call())
  }

  private noteOpen(result: number): number {
    const before = this.openBytes
    this.openBytes = this.measureOpen()
    this.note(this.openBytes - before)
    return result
  }

  private read(args: Array<number>, original: NumericImport): number {
    const node = this.module!.FS.getStream(args[0]!)?.node
    if (node?.pipe === undefined) return original(...args)
    const before = pipeBytes(node)
    const result = original(...args)
    this.note(pipeBytes(node) - before)
    return result
  }

  private pour(node: FileNode, length: number, args: Array<number>, original: NumericImport, room: Room): number {
    if (length > 0 && !this.fits(length + bucketBytes, room)) return this.full(room, ENOSPC)
    const before = pipeBytes(node)
    const result = original(...args)
    this.note(pipeBytes(node) - before)
    return result
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
    if (kind(node) === pipe) return this.pour(node, length, args, original, room)
    if (kind(node) !== regularFile) return original(...args)
    if (this.sealed.has(node)) return EACCES
    const before = capacity(node)
    // Appending starts at the end. MEMFS allocates up to twice the requested size while files are small.
    const end = Math.max(position ?? stream.position, (stream.flags & 1024) === 0 ? 0 : node.usedBytes) + length
    const needed = end <= before ? 0 : Math.max(end, before < 1 << 20 ? before * 2 : before * 1.125) - before
    if (needed > 0 && !this.fits(needed, room)) return this.full(room, ENOSPC)
    const result = original(...args)
    this.note(capacity(node) - before)
    return result
  }

  private make(nodes: number, more: number, args: Array<number>, original: NumericImport, room: Room): number {
    const bytes = nodes * nodeBytes + more
    if (this.nodes >= maximumNodes) this.bytes = this.measure()
    if (this.nodes >= maximumNodes || !this.fits(bytes, room)) return this.full(room, -ENOSPC)
    const { FS } = this.module!
    const before = FS.nextInode
    const result = original(...args)
    // A file that existed before is only opened.
    const made = FS.nextInode - before
    this.nodes += made
    if (made > 0) this.note(bytes)
    return result
  }

  private makeFolder(args: Array<number>, original: NumericImport, room: Room): number {
    const result = this.make(1, 0, args, original, room)
    if (result !== -EEXIST || this.hasMadePictures || !namesPictures(this.module!, args[0]!, args[1]!)) return result
    this.hasMadePictures = true
    return 0
  }

  private counted(call: () => number): number {
    const result = call()
    this.bytes = this.measure()
    this.note(0)
    return result
  }
}
