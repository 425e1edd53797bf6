import type { Descriptors, Open } from "./Descriptors.ts"
import { fail } from "./Errno.ts"
import type { FilesNode } from "./Files.ts"
import { longestPath } from "./Files.ts"
import type { LinearMemory } from "./LinearMemory.ts"
import { typeOf, wasiCall } from "./Wasi.ts"

type Call = (...args: Array<never>) => number

/** The root folder, the one that is open from the start. */
export const rootDescriptor = 3

const rootName = "/"

const Opening = { create: 1, folder: 2, exclusive: 4, truncate: 8 } as const
const Right = { read: 2, write: 64 } as const
const appendFlag = 1

const encoder = new TextEncoder()

const writeStat = (linear: LinearMemory, at: number, type: number, node: FilesNode | undefined): void => {
  linear.bytes.fill(0, at, at + 64)
  linear.bytes[at + 16] = type
  linear.set64(at + 24, 1n)
  if (node === undefined) return
  linear.set64(at + 8, BigInt(node.inode))
  linear.set64(at + 32, BigInt(node.kind === "file" ? node.size : 0))
  for (const time of [40, 48, 56]) linear.set64(at + time, BigInt(Math.floor(node.modifiedMs)) * 1_000_000n)
}

const statOpen = (linear: LinearMemory, at: number, open: Open): void => {
  writeStat(linear, at, typeOf(open), open.kind === "stream" ? undefined : open.node)
}

/** The calls of WASI preview 1 that take paths, and those on folders. There are no links. */
export const pathCalls = (linear: LinearMemory, descriptors: () => Descriptors): Record<string, Call> => {
  const textOf = (path: number, length: number): string =>
    length >>> 0 > longestPath ? fail("nametoolong") : linear.text(path, length) || "."
  const place = (descriptor: number, path: number, length: number) =>
    descriptors().files.find(textOf(path, length), descriptors().folder(descriptor))

  return {
    path_open: wasiCall((descriptor, _follow, path, length, opening, rights, _inherited, flags, out) => {
      const asked = Number(rights)
      linear.set32(
        out!,
        descriptors().open(textOf(path!, length!), descriptors().folder(descriptor!), {
          readable: (asked & Right.read) !== 0,
          writable: (asked & Right.write) !== 0,
          append: (flags! & appendFlag) !== 0,
          create: (opening! & Opening.create) !== 0,
          exclusive: (opening! & Opening.exclusive) !== 0,
          truncate: (opening! & Opening.truncate) !== 0,
          folder: (opening! & Opening.folder) !== 0
        })
      )
    }),
    path_filestat_get: wasiCall((descriptor, _follow, path, length, out) => {
      const { node } = place(descriptor!, path!, length!)
      if (node === undefined) return fail("noent")
      writeStat(linear, out!, typeOf(node), node)
    }),
    path_filestat_set_times: wasiCall((descriptor, _follow, path, length) => {
      if (place(descriptor!, path!, length!).node === undefined) return fail("noent")
    }),
    path_unlink_file: wasiCall((descriptor, path, length) => {
      descriptors().files.removeFile(place(descriptor!, path!, length!))
    }),
    path_create_directory: wasiCall((descriptor, path, length) => {
      descriptors().files.makeFolder(place(descriptor!, path!, length!))
    }),
    path_remove_directory: wasiCall((descriptor, path, length) => {
      descriptors().files.removeFolder(place(descriptor!, path!, length!))
    }),
    path_rename: wasiCall((descriptor, path, length, toDescriptor, toPath, toLength) => {
      descriptors().files.rename(place(descriptor!, path!, length!), place(toDescriptor!, toPath!, toLength!))
    }),
    path_link: wasiCall(() => fail("notsup")),
    path_symlink: wasiCall(() => fail("notsup")),
    path_readlink: wasiCall((descriptor, path, length) => {
      if (place(descriptor!, path!, length!).node === undefined) return fail("noent")
      return fail("inval")
    }),
    fd_filestat_get: wasiCall((descriptor, out) => statOpen(linear, out!, descriptors().get(descriptor!))),
    fd_filestat_set_size: wasiCall((descriptor, size) => descriptors().truncate(descriptor!, Number(size))),
    fd_fdstat_set_flags: wasiCall((descriptor, flags) => {
      const open = descriptors().get(descriptor!)
      if (open.kind === "file") open.append = (flags! & appendFlag) !== 0
    }),
    fd_renumber: wasiCall((from, to) => {
      descriptors().copy(from!, to!)
      descriptors().close(from!)
    }),
    fd_prestat_get: wasiCall((descriptor, out) => {
      if (descriptor !== rootDescriptor) return fail("badf")
      linear.set32(out!, 0)
      linear.set32(out! + 4, rootName.length)
    }),
    fd_prestat_dir_name: wasiCall((descriptor, out, length) => {
      if (descriptor !== rootDescriptor) return fail("badf")
      linear.bytes.set(encoder.encode(rootName).subarray(0, length), out)
    }),
    fd_readdir: wasiCall((descriptor, into, length, cookie, out) => {
      const folder = descriptors().folder(descriptor!)
      const entries: Array<readonly [string, FilesNode]> = [
        [".", folder],
        ["..", folder.parent ?? folder],
        ...folder.entries
      ]
      const pieces = entries.slice(Number(cookie)).map(([name, node], index) => {
        const text = encoder.encode(name)
        const entry = Buffer.alloc(24 + text.length)
        entry.writeBigUInt64LE(BigInt(Number(cookie) + index + 1), 0)
        entry.writeBigUInt64LE(BigInt(node.inode), 8)
        entry.writeUInt32LE(text.length, 16)
        entry[20] = typeOf(node)
        entry.set(text, 24)
        return entry
      })
      const bytes = Buffer.concat(pieces).subarray(0, length)
      linear.bytes.set(bytes, into)
      linear.set32(out!, bytes.length)
    })
  }
}
