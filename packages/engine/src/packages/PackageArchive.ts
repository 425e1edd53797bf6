/**
 * The files of a language's packages in one file, which the interpreter's processes read piece by piece: a line that names the format, the
 * length of an index as four bytes (little endian), the index as JSON, and the files' bytes one after another.
 */
const magic = new TextEncoder().encode("glissade-packages-1\n")

/** Bytes before the index. */
export const archiveHead = magic.length + 4

/** A file of a package. */
export interface PackageFile {
  /** Relative to the folder where the language looks for packages, with `/`, without `.` and `..`. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** A file's place, counted from the end of the index, and its length; or what a folder has, by name. */
export type ArchiveEntry = readonly [at: number, length: number] | ArchiveFolder
export interface ArchiveFolder {
  readonly [name: string]: ArchiveEntry
}

type Growing = { [name: string]: readonly [number, number] | Growing }

const folderFor = (root: Growing, path: ReadonlyArray<string>): Growing =>
  path.reduce<Growing>((folder, name) => {
    const found = folder[name]
    if (Array.isArray(found)) throw new Error(`${path.join("/")} is a file and a folder`)
    if (found !== undefined) return found as Growing
    // A folder can have any name, that of a prototype's property too.
    const made = Object.create(null) as Growing
    folder[name] = made
    return made
  }, root)

/** Packs files into an archive. The same files in the same order give the same bytes. */
export const writeArchive = (files: ReadonlyArray<PackageFile>): Uint8Array => {
  const root = Object.create(null) as Growing
  let length = 0
  for (const { bytes, name } of files) {
    const path = name.split("/")
    folderFor(root, path.slice(0, -1))[path.at(-1)!] = [length, bytes.length]
    length += bytes.length
  }
  const index = new TextEncoder().encode(JSON.stringify(root))
  const archive = new Uint8Array(archiveHead + index.length + length)
  archive.set(magic)
  new DataView(archive.buffer).setUint32(magic.length, index.length, true)
  archive.set(index, archiveHead)
  let at = archiveHead + index.length
  for (const { bytes } of files) {
    archive.set(bytes, at)
    at += bytes.length
  }
  return archive
}

/** The length of the index, from the first {@link archiveHead} bytes of an archive. Throws where they are of none. */
export const indexLength = (head: Uint8Array): number => {
  if (head.length < archiveHead || magic.some((byte, at) => head[at] !== byte))
    throw new Error("the archive of packages begins otherwise")
  return new DataView(head.buffer, head.byteOffset).getUint32(magic.length, true)
}

/** The index, from its bytes. */
export const readIndex = (bytes: Uint8Array): ArchiveFolder =>
  JSON.parse(new TextDecoder().decode(bytes)) as ArchiveFolder
