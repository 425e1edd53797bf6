import { createHash } from "node:crypto"
import { openSync, readFileSync, readSync } from "node:fs"
import type { EnginePackages } from "@glissade/engine/Engine"
import type { ArchiveEntry, ArchiveFolder } from "@glissade/engine/packages/PackageArchive"
import { archiveHead, indexLength, readIndex } from "@glissade/engine/packages/PackageArchive"
import type { EmscriptenModule, FileNode, FileStream } from "./Emscripten.ts"
import { ENOENT, EROFS } from "./Errno.ts"

/** Modification time of the interpreter's own files: the real one would reveal its age. */
export const made = Date.UTC(2026, 0, 1)

const folderMode = 0o040_555
const fileMode = 0o100_444

/** The archive must be the one that the lock file names. Its hash is checked when an image is made, or for a boot without one. */
export const checkPackages = ({ archive, sha256 }: EnginePackages): void => {
  if (createHash("sha256").update(readFileSync(archive)).digest("hex") !== sha256)
    throw new Error(`${archive} is not what its lock file says: run packages install`)
}

const readFrom = (descriptor: number, into: Uint8Array, at: number): Uint8Array => {
  if (readSync(descriptor, into, 0, into.length, at) !== into.length)
    throw new Error("the archive of packages ends too early")
  return into
}

const isFile = (entry: ArchiveEntry): entry is readonly [number, number] => Array.isArray(entry)

/**
 * The files of packages, laid out in a folder, since many packages read files beside their modules. They stay in the archive, which all
 * interpreters read from the machine's cache: a hundred megabytes of packages cost an interpreter some of its time and none of its memory.
 * Nodes are made when a name is looked up, and forgotten after the run like all that a program makes.
 */
export class PackageFiles {
  private readonly entries = new WeakMap<FileNode, ArchiveEntry>()

  /** Whether a file is one of a package, which no program can write. */
  has(node: FileNode): boolean {
    return this.entries.has(node)
  }

  /** Makes the packages' files appear in a folder, which has others too. */
  install({ FS, MEMFS }: EmscriptenModule, folder: string, { archive }: EnginePackages): void {
    const { entries } = this
    const descriptor = openSync(archive, "r")
    const length = indexLength(readFrom(descriptor, new Uint8Array(archiveHead), 0))
    const root = readIndex(readFrom(descriptor, new Uint8Array(length), archiveHead))
    const start = archiveHead + length
    const readOnly = () => {
      throw new FS.ErrnoError(EROFS)
    }
    const changes = {
      setattr: readOnly,
      mknod: readOnly,
      rename: readOnly,
      unlink: readOnly,
      rmdir: readOnly,
      symlink: readOnly
    }
    const { getattr } = MEMFS.node_ops

    const fileNode = { getattr, setattr: readOnly }
    const fileStream = {
      llseek: MEMFS.stream_ops.llseek,
      read: ({ node }: FileStream, buffer: Uint8Array, offset: number, length: number, position: number): number => {
        const [at, size] = entries.get(node) as readonly [number, number]
        const count = Math.min(length, size - position)
        return count <= 0 ? 0 : readSync(descriptor, buffer, offset, count, start + at + position)
      }
    }
    const folderNode = {
      ...changes,
      getattr,
      lookup: (parent: FileNode, name: string): FileNode => {
        const names = namesOf(parent)
        if (!Object.hasOwn(names, name)) throw new FS.ErrnoError(ENOENT)
        return make(parent, name, names[name]!)
      },
      readdir: (node: FileNode): ReadonlyArray<string> => [".", "..", ...Object.keys(namesOf(node))]
    }
    const folderStream = { llseek: MEMFS.stream_ops.llseek }

    const namesOf = (node: FileNode): ArchiveFolder => entries.get(node) as ArchiveFolder
    const make = (parent: FileNode, name: string, entry: ArchiveEntry): FileNode => {
      const node = FS.createNode(parent, name, isFile(entry) ? fileMode : folderMode, 0)
      Object.assign(
        node,
        isFile(entry)
          ? { node_ops: fileNode, stream_ops: fileStream }
          : { node_ops: folderNode, stream_ops: folderStream }
      )
      node.usedBytes = isFile(entry) ? entry[1] : 0
      Object.assign(node, { atime: made, mtime: made, ctime: made })
      entries.set(node, entry)
      return node
    }

    const parent = FS.lookupPath(folder).node
    for (const [name, entry] of Object.entries(root)) {
      // An assignment would call the setter behind the name `__proto__`.
      const value = make(parent, name, entry)
      Object.defineProperty(parent.contents, name, { value, writable: true, enumerable: true, configurable: true })
    }
  }
}
