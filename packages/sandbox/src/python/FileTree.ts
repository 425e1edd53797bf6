import type { EmscriptenFS, FileNode, FileStream } from "./Emscripten.ts"

interface SavedNode {
  readonly node: FileNode
  readonly fields: Partial<FileNode>
  readonly entries: Record<string, FileNode> | undefined
}

interface SavedStream {
  readonly stream: FileStream
  readonly fields: Partial<FileStream>
}

const nodeFields = [
  "contents",
  "usedBytes",
  "mode",
  "name",
  "parent",
  "atime",
  "mtime",
  "ctime",
  "link",
  "mounted",
  "node_ops",
  "stream_ops"
] as const

const pick = (node: FileNode): Partial<FileNode> => {
  const fields: Record<string, unknown> = {}
  for (const field of nodeFields) fields[field] = node[field]
  return fields as Partial<FileNode>
}

const folderEntries = (fs: EmscriptenFS, node: FileNode): Record<string, FileNode> | undefined =>
  fs.isDir(node.mode) && node.contents && !ArrayBuffer.isView(node.contents)
    ? (node.contents as Record<string, FileNode>)
    : undefined

/** `Object.assign` onto a folder would follow a setter of a file named `__proto__`. */
const copyEntries = (entries: Record<string, FileNode>): Record<string, FileNode> =>
  Object.defineProperties({}, Object.getOwnPropertyDescriptors(entries)) as Record<string, FileNode>

const hasBytes = ({ contents }: FileNode): boolean => ArrayBuffer.isView(contents) && contents.length > 0

/** The state of Emscripten's file system, which lies outside of the linear memory, at one moment. */
export class FileTree {
  private readonly fs: EmscriptenFS
  private readonly nodes: Array<SavedNode> = []
  private readonly chains: Array<Array<FileNode>>
  private readonly streams: Array<SavedStream | undefined>
  private readonly nextInode: number
  private readonly currentPath: string
  private readonly ignorePermissions: boolean

  constructor(fs: EmscriptenFS) {
    this.fs = fs
    this.nextInode = fs.nextInode
    this.currentPath = fs.currentPath
    this.ignorePermissions = fs.ignorePermissions
    // The table is sparse: `map` would leave its holes, and a name that hashes into one would stay.
    this.chains = Array.from(fs.nameTable, (first) => {
      const chain: Array<FileNode> = []
      for (let node = first; node !== undefined; node = node.name_next) chain.push(node)
      return chain
    })
    for (const node of [fs.root, ...this.chains.flat()]) {
      const entries = folderEntries(fs, node)
      this.nodes.push({ node, fields: pick(node), entries: entries && copyEntries(entries) })
    }
    this.streams = Array.from(fs.streams, (stream) =>
      stream
        ? {
            stream,
            fields: {
              fd: stream.fd,
              node: stream.node,
              position: stream.position,
              flags: stream.flags,
              stream_ops: stream.stream_ops
            }
          }
        : undefined
    )
  }

  /** Files whose bytes are shared with this state: written in place they would not come back. */
  get sealed(): ReadonlySet<FileNode> {
    return new Set(this.nodes.map(({ node }) => node).filter(hasBytes))
  }

  restore(): void {
    const { fs } = this
    fs.streams.length = 0
    for (const saved of this.streams) {
      fs.streams.push(saved?.stream)
      if (saved !== undefined) Object.assign(saved.stream, saved.fields)
    }
    for (const [index, chain] of this.chains.entries()) {
      fs.nameTable[index] = chain[0]
      for (const [place, node] of chain.entries()) node.name_next = chain[place + 1]
    }
    for (const { node, fields, entries } of this.nodes) {
      Object.assign(node, fields)
      if (entries) node.contents = copyEntries(entries)
    }
    fs.currentPath = this.currentPath
    fs.ignorePermissions = this.ignorePermissions
    fs.nextInode = this.nextInode
  }
}
