import type { Descriptors } from "./Descriptors.ts"
import { answering, Errno, fail } from "./Errno.ts"
import type { FilesNode, FolderNode } from "./Files.ts"
import { longestPath } from "./Files.ts"
import type { LinearMemory } from "./LinearMemory.ts"
import type { RunContext } from "./RunContext.ts"
import { descriptorCalls, environmentCalls } from "./Wasi.ts"

type Call = (...args: Array<never>) => number | bigint | void

/** Flags of `open` in Emscripten's C library. */
const Flag = { access: 3, create: 64, exclusive: 128, truncate: 512, append: 1024, folder: 65_536 } as const

const AT_FDCWD = -100
const AT_EMPTY_PATH = 4096
const AT_REMOVEDIR = 512

/** Request for the window size of a stream. Only terminals have one, and the C library buffers output to terminals by line. */
const TIOCGWINSZ = 0x5413

const regular = 0o100000
const folderMode = 0o040000
const terminalMode = 0o020000

const blockBytes = 512

const writeStat = (linear: LinearMemory, at: number, mode: number, node: FilesNode | undefined): number => {
  linear.bytes.fill(0, at, at + 96)
  linear.set32(at, 1)
  linear.set32(at + 4, mode)
  linear.set32(at + 8, 1)
  linear.set32(at + 32, 4096)
  if (node === undefined) return 0
  const size = node.kind === "file" ? node.size : 0
  linear.set64(at + 24, BigInt(size))
  linear.set32(at + 36, Math.ceil(size / blockBytes))
  for (const time of [40, 56, 72]) {
    linear.set64(at + time, BigInt(Math.floor(node.modifiedMs / 1000)))
    linear.set32(at + time + 8, (Math.floor(node.modifiedMs) % 1000) * 1_000_000)
  }
  linear.set64(at + 88, BigInt(node.inode))
  return 0
}

/** The system calls that take a path. `folder` is where relative paths begin. There are no links, owners and rights, and nothing is mapped. */
const fileCalls = (
  linear: LinearMemory,
  descriptors: () => Descriptors,
  folder: () => FolderNode
): Record<string, Call> => {
  const call =
    (operation: (...args: Array<number>) => number): Call =>
    (...args: Array<number>) =>
      answering(
        () => operation(...args),
        (errno) => -errno
      )
  const from = (descriptor: number): FolderNode =>
    descriptor === AT_FDCWD ? folder() : descriptors().folder(descriptor)
  const textOf = (path: number): string => linear.shortString(path, longestPath) ?? fail("nametoolong")
  const place = (descriptor: number, path: number) => descriptors().files.find(textOf(path), from(descriptor))
  const stat = (node: FilesNode, at: number): number =>
    writeStat(linear, at, node.kind === "file" ? regular | 0o644 : folderMode | 0o755, node)
  const statPath = (descriptor: number, path: number, at: number): number =>
    stat(place(descriptor, path).node ?? fail("noent"), at)
  const statOpen = (descriptor: number, at: number): number => {
    const open = descriptors().get(descriptor)
    return open.kind === "stream" ? writeStat(linear, at, terminalMode | 0o620, undefined) : stat(open.node, at)
  }
  const there = (descriptor: number, path: number): number => {
    if (place(descriptor, path).node === undefined) fail("noent")
    return 0
  }
  const removeFolder = (descriptor: number, path: number): number => {
    descriptors().files.removeFolder(place(descriptor, path))
    return 0
  }
  const pathOf = (node: FolderNode): string => {
    if (node.parent === undefined) return ""
    const [name] = [...node.parent.entries].find(([, entry]) => entry === node) ?? [""]
    return `${pathOf(node.parent)}/${name}`
  }

  return {
    __syscall_openat: call((at, path, flags) =>
      descriptors().open(textOf(path!), from(at!), {
        readable: (flags! & Flag.access) !== 1,
        writable: (flags! & Flag.access) !== 0,
        append: (flags! & Flag.append) !== 0,
        create: (flags! & Flag.create) !== 0,
        exclusive: (flags! & Flag.exclusive) !== 0,
        truncate: (flags! & Flag.truncate) !== 0,
        folder: (flags! & Flag.folder) !== 0
      })
    ),
    __syscall_fcntl64: call((descriptor, command, rest) => {
      const open = descriptors().get(descriptor!)
      switch (command) {
        case 0:
          return descriptors().add(open, linear.u32(rest!))
        case 3:
          if (open.kind !== "file") return open.kind === "stream" && open.name !== "stdin" ? 1 : 0
          return (open.append ? Flag.append : 0) | (open.writable ? (open.readable ? 2 : 1) : 0)
        case 5:
        case 12:
          // Nobody else is there who could hold a lock.
          linear.view.setInt16(linear.u32(rest!), 2, true)
          return 0
        case 1:
        case 2:
        case 4:
        case 6:
        case 7:
        case 13:
        case 14:
          return 0
        default:
          return fail("inval")
      }
    }),
    __syscall_ioctl: call((descriptor, command) => {
      const open = descriptors().get(descriptor!)
      return open.kind === "stream" && command === TIOCGWINSZ ? 0 : fail("notty")
    }),
    __syscall_dup3: call((open, to) => descriptors().copy(open!, to!)),
    __syscall_unlinkat: call((at, path, flags) => {
      if ((flags! & AT_REMOVEDIR) !== 0) return removeFolder(at!, path!)
      descriptors().files.removeFile(place(at!, path!))
      return 0
    }),
    __syscall_rmdir: call((path) => removeFolder(AT_FDCWD, path!)),
    __syscall_renameat: call((at, path, toAt, toPath) => {
      descriptors().files.rename(place(at!, path!), place(toAt!, toPath!))
      return 0
    }),
    __syscall_mkdirat: call((at, path) => {
      descriptors().files.makeFolder(place(at!, path!))
      return 0
    }),
    __syscall_readlinkat: call((at, path) => {
      there(at!, path!)
      return fail("inval")
    }),
    __syscall_faccessat: call((at, path) => there(at!, path!)),
    __syscall_stat64: call((path, at) => statPath(AT_FDCWD, path!, at!)),
    __syscall_lstat64: call((path, at) => statPath(AT_FDCWD, path!, at!)),
    __syscall_newfstatat: call((descriptor, path, at, flags) =>
      (flags! & AT_EMPTY_PATH) !== 0 && linear.bytes[path!] === 0
        ? statOpen(descriptor!, at!)
        : statPath(descriptor!, path!, at!)
    ),
    __syscall_fstat64: call((descriptor, at) => statOpen(descriptor!, at!)),
    __syscall_ftruncate64: call((descriptor, size) => {
      descriptors().truncate(descriptor!, Number(size))
      return 0
    }),
    __syscall_getcwd: call((at, size) => {
      const path = pathOf(folder()) || "/"
      if (Buffer.byteLength(path) >= size!) return fail("inval")
      return linear.write(path, () => at!) && Buffer.byteLength(path) + 1
    }),
    __syscall_chmod: call((path) => there(AT_FDCWD, path!)),
    __syscall_utimensat: call((at, path) => there(at!, path!)),
    __syscall_fchmod: () => 0,
    __syscall_fchown32: () => 0,
    _mmap_js: () => -Errno.nosys,
    _munmap_js: () => -Errno.nosys
  }
}

/** Seconds since 1970 as the C library's `struct tm`, in UTC. */
const writeTime = (linear: LinearMemory, seconds: bigint, at: number): void => {
  const time = new Date(Number(seconds) * 1000)
  const year = time.getUTCFullYear()
  const values = [
    time.getUTCSeconds(),
    time.getUTCMinutes(),
    time.getUTCHours(),
    time.getUTCDate(),
    time.getUTCMonth(),
    year - 1900,
    time.getUTCDay(),
    Math.floor((Date.UTC(year, time.getUTCMonth(), time.getUTCDate()) - Date.UTC(year, 0, 1)) / 86_400_000),
    0,
    0
  ]
  for (const [index, value] of values.entries()) linear.set32(at + index * 4, value | 0)
}

/** Clocks and calendar, in UTC. A program cannot see the machine's time zone, nor how long its process has run. */
const timeCalls = (linear: LinearMemory, elapsedMs: () => number): Record<string, Call> => ({
  emscripten_date_now: () => Date.now(),
  emscripten_get_now: elapsedMs,
  _emscripten_get_now_is_monotonic: () => 1,
  _gmtime_js: (seconds: bigint, at: number) => writeTime(linear, seconds, at),
  _localtime_js: (seconds: bigint, at: number) => writeTime(linear, seconds, at),
  _mktime_js: (at: number) => {
    const [second, minute, hour, day, month, year] = [0, 4, 8, 12, 16, 20].map((offset) => linear.i32(at + offset))
    const time = Date.UTC(2000, month!, day, hour, minute, second)
    const moved = new Date(time)
    moved.setUTCFullYear(moved.getUTCFullYear() + year! - 100)
    const seconds = moved.getTime() / 1000
    if (Number.isNaN(seconds)) return -1n
    writeTime(linear, BigInt(seconds), at)
    return BigInt(seconds)
  },
  _tzset_js: (zone: number, daylight: number) => {
    linear.set32(zone, 0)
    linear.set32(daylight, 0)
  }
})

/** The functions that a module built by Emscripten imports, over the files, clock and memory of a run. A module imports those that it has. */
export const emscriptenCalls = ({
  descriptors,
  elapsedMs,
  folder,
  grow,
  linear
}: RunContext): Record<string, Call> => ({
  ...fileCalls(linear, descriptors, () => folder),
  ...timeCalls(linear, elapsedMs),
  ...descriptorCalls(linear, descriptors),
  ...environmentCalls(linear),
  emscripten_resize_heap: grow
})
