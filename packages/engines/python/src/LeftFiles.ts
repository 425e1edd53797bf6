import type { LeftFile } from "@glissade/engine/Engine"
import type { EmscriptenFS, FileNode } from "./Emscripten.ts"

const typeMask = 0o170000
const folder = 0o040000
const regularFile = 0o100000

/** The node of a name in a folder. The entries are an object, so only own properties count: `__proto__` is none. */
const entryOf = (node: FileNode | undefined, name: string): FileNode | undefined =>
  node !== undefined && (node.mode & typeMask) === folder && Object.hasOwn(node.contents ?? {}, name)
    ? (node.contents as Record<string, FileNode>)[name]
    : undefined

/** The files in a folder, by its absolute path, read without a call into the interpreter. Links are not followed. */
export const leftFiles = (fs: EmscriptenFS, path: string): ReadonlyArray<LeftFile> => {
  let node: FileNode | undefined = fs.root
  for (const name of path.split("/").slice(1)) {
    node = entryOf(node, name)
    // The entries of a mount point are in the mounted root.
    node = (node?.mounted as { readonly root: FileNode } | undefined)?.root ?? node
  }
  if (node === undefined || (node.mode & typeMask) !== folder) return []
  return Object.entries(node.contents ?? {}).flatMap(([name, file]: [string, FileNode]) => {
    const { contents, mode, usedBytes } = file
    // May be signed bytes, if a file was written at once.
    return (mode & typeMask) === regularFile && ArrayBuffer.isView(contents)
      ? [{ name, bytes: new Uint8Array(contents.buffer, contents.byteOffset, usedBytes) }]
      : []
  })
}
