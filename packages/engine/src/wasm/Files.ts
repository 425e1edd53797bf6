import { fail } from "./Errno.ts"

interface Entry {
  readonly inode: number
  modifiedMs: number
}

export interface FileNode extends Entry {
  readonly kind: "file"
  /** Larger than the content, so that appending does not copy it each time. */
  bytes: Uint8Array
  size: number
  /** Open descriptors of the file. Its bytes count until it has neither a descriptor nor a name. */
  openings: number
  hasName: boolean
}

export interface FolderNode extends Entry {
  readonly kind: "folder"
  /** A map, not an object: names such as `__proto__` have no meaning to JavaScript. */
  readonly entries: Map<string, FileNode | FolderNode>
  parent: FolderNode | undefined
}

export type FilesNode = FileNode | FolderNode

/** Charged for a node beside its contents, with a name of any length. */
const nodeBytes = 1_024

const maximumNodes = 10_000
const longestName = 255
const made = Date.UTC(2026, 0, 1)

/** Of a path, in bytes. */
export const longestPath = 4_096

/** Result of resolving a path: the folder, the last name, and the node with that name. */
export interface Place {
  readonly folder: FolderNode
  readonly name: string
  readonly node: FilesNode | undefined
}

/**
 * The files of one program, in memory. `room` tells how many bytes they may still take; what they hold is counted in `bytes`, and
 * when they were refused some, `refused` is set.
 */
export class Files {
  bytes = 0
  peakBytes = 0
  refused = false
  readonly root: FolderNode
  room: () => number = () => Infinity
  /** Clock of file times. Files made before a program starts must not reveal how long the interpreter waited. */
  now: () => number = () => made
  /** A folder that is there from the start although programs of other places make it first: that is no error, the first time. */
  given: FolderNode | undefined
  /** Called whenever what the files hold has changed. */
  changed: () => void = () => {}
  private nodes = 0
  private lastInode = 1

  constructor() {
    this.root = { kind: "folder", inode: 1, modifiedMs: this.now(), entries: new Map(), parent: undefined }
  }

  /** Follows a path from a folder; an absolute one from the root. Every folder on the way must be there. */
  find(path: string, from: FolderNode): Place {
    if (path === "") return fail("noent")
    if (path.length > longestPath) return fail("nametoolong")
    const names = path.split("/").filter((name) => name !== "" && name !== ".")
    let folder = path.startsWith("/") ? this.root : from
    const last = names.pop()
    for (const name of names) folder = this.enter(folder, name)
    if (last === undefined) return { folder: folder.parent ?? folder, name: "", node: folder }
    if (last === "..") return { folder, name: "", node: folder.parent ?? folder }
    if (last.length > longestName) return fail("nametoolong")
    const node = folder.entries.get(last)
    if (path.endsWith("/") && node?.kind === "file") return fail("notdir")
    return { folder, name: last, node }
  }

  node(path: string, from: FolderNode): FilesNode {
    return this.find(path, from).node ?? fail("noent")
  }

  /** Makes a folder and those on the way to it that are missing. */
  makePath(path: string, from: FolderNode): FolderNode {
    if (path.length > longestPath) return fail("nametoolong")
    let folder = path.startsWith("/") ? this.root : from
    for (const name of path.split("/").filter((part) => part !== "")) {
      if (name.length > longestName) return fail("nametoolong")
      const node = folder.entries.get(name) ?? this.makeFolder({ folder, name, node: undefined })
      folder = node.kind === "folder" ? node : fail("notdir")
    }
    return folder
  }

  makeFolder({ folder, name, node }: Place): FolderNode {
    if (node !== undefined) {
      if (node !== this.given) return fail("exist")
      this.given = undefined
      return node
    }
    this.chargeNode()
    const made: FolderNode = { kind: "folder", ...this.entry(), entries: new Map(), parent: folder }
    this.put(folder, name, made)
    return made
  }

  makeFile({ folder, name, node }: Place): FileNode {
    if (node !== undefined || name === "") return fail("exist")
    this.chargeNode()
    const made: FileNode = {
      kind: "file",
      ...this.entry(),
      bytes: new Uint8Array(0),
      size: 0,
      openings: 0,
      hasName: true
    }
    this.put(folder, name, made)
    return made
  }

  /** Puts a file at a path, with all folders on the way. */
  install(path: string, content: Uint8Array, from: FolderNode): void {
    const cut = path.lastIndexOf("/")
    const folder = cut < 0 ? from : this.makePath(path.slice(0, cut), from)
    const name = path.slice(cut + 1)
    this.write(this.makeFile({ folder, name, node: folder.entries.get(name) }), 0, content)
  }

  removeFile({ folder, name, node }: Place): void {
    if (node === undefined) return fail("noent")
    if (node.kind === "folder") return fail("isdir")
    folder.entries.delete(name)
    node.hasName = false
    this.releaseUnused(node)
  }

  removeFolder({ folder, name, node }: Place): void {
    if (node === undefined) return fail("noent")
    if (node.kind === "file") return fail("notdir")
    if (node.entries.size > 0) return fail("notempty")
    if (name === "") return fail("inval")
    folder.entries.delete(name)
    this.release(0)
  }

  rename(from: Place, to: Place): void {
    const { node } = from
    if (node === undefined) return fail("noent")
    if (from.name === "" || to.name === "") return fail("inval")
    if (to.node === node) return
    for (let above: FolderNode | undefined = to.folder; above !== undefined; above = above.parent) {
      if (above === node) return fail("inval")
    }
    if (to.node !== undefined) {
      if (node.kind === "file") this.removeFile(to)
      else this.removeFolder(to)
    }
    from.folder.entries.delete(from.name)
    this.put(to.folder, to.name, node)
    if (node.kind === "folder") node.parent = to.folder
  }

  read(file: FileNode, position: number, into: Uint8Array): number {
    const piece = file.bytes.subarray(position, Math.min(file.size, position + into.length))
    into.set(piece)
    return piece.length
  }

  write(file: FileNode, position: number, bytes: Uint8Array): void {
    const end = position + bytes.length
    this.reserve(file, end)
    file.bytes.set(bytes, position)
    file.size = Math.max(file.size, end)
    file.modifiedMs = this.now()
  }

  truncate(file: FileNode, size: number): void {
    if (size < 0) return fail("inval")
    this.reserve(file, size)
    if (size < file.size) file.bytes.fill(0, size, file.size)
    file.size = size
    file.modifiedMs = this.now()
  }

  private reserve(file: FileNode, size: number): void {
    const before = file.bytes.length
    if (size <= before) return
    const room = this.room()
    const wanted = Math.max(size, Math.min(before * 2, before + (8 << 20)))
    // Near the limit, grow by half of the room that is left: growing by each write would copy the file every time.
    const capacity = wanted - before <= room ? wanted : Math.max(size, before + Math.floor(room / 2))
    if (capacity - before > room || !Number.isSafeInteger(capacity)) this.refuse()
    const grown = new Uint8Array(capacity)
    grown.set(file.bytes.subarray(0, file.size))
    file.bytes = grown
    this.charge(capacity - before)
  }

  private enter(folder: FolderNode, name: string): FolderNode {
    if (name === "..") return folder.parent ?? folder
    const node = folder.entries.get(name) ?? fail("noent")
    return node.kind === "folder" ? node : fail("notdir")
  }

  private entry(): Entry {
    this.lastInode += 1
    return { inode: this.lastInode, modifiedMs: this.now() }
  }

  private put(folder: FolderNode, name: string, node: FilesNode): void {
    folder.entries.set(name, node)
    folder.modifiedMs = this.now()
  }

  private chargeNode(): void {
    if (this.nodes >= maximumNodes || this.room() < nodeBytes) this.refuse()
    this.nodes += 1
    this.charge(nodeBytes)
  }

  private charge(bytes: number): void {
    this.bytes += bytes
    this.peakBytes = Math.max(this.peakBytes, this.bytes)
    this.changed()
  }

  /** Call this when a file lost its name or a descriptor. */
  releaseUnused(file: FileNode): void {
    if (!file.hasName && file.openings === 0) this.release(file.bytes.length)
  }

  private release(contentBytes: number): void {
    this.nodes -= 1
    this.bytes -= nodeBytes + contentBytes
    this.changed()
  }

  private refuse(): never {
    this.refused = true
    return fail("nospc")
  }
}
