import type { EmscriptenModule } from "./Emscripten.ts"

const longestPath = 4_096
const longestName = 255

export const AT_FDCWD = -100
const slash = 47

/** Which argument of a call is a path, and which descriptor it is relative to: without one, the current folder. */
export interface PathArgument {
  readonly path: number
  readonly from?: number
  /** The target of a link is stored as text and not resolved yet. */
  readonly isTarget?: true
}

const relative: ReadonlyArray<PathArgument> = [{ path: 1, from: 0 }]
const current: ReadonlyArray<PathArgument> = [{ path: 0 }]

/** The calls with a path. A test gives each a path that is too long. */
export const pathArguments: ReadonlyMap<string, ReadonlyArray<PathArgument>> = new Map([
  ["__syscall_chdir", current],
  ["__syscall_chmod", current],
  ["__syscall_faccessat", relative],
  ["__syscall_fchmodat2", relative],
  ["__syscall_lstat64", current],
  ["__syscall_mkdirat", relative],
  ["__syscall_newfstatat", relative],
  ["__syscall_openat", relative],
  ["__syscall_readlinkat", relative],
  ["__syscall_renameat", [...relative, { path: 3, from: 2 }]],
  ["__syscall_rmdir", current],
  ["__syscall_stat64", current],
  [
    "__syscall_symlinkat",
    [
      { path: 0, isTarget: true },
      { path: 2, from: 1 }
    ]
  ],
  ["__syscall_truncate64", current],
  ["__syscall_unlinkat", relative],
  ["__syscall_utimensat", relative]
])

/** Length of the C string at an address; for one longer than any path, more than that. */
export const pathLength = (module: EmscriptenModule, address: number): number => {
  const start = address >>> 0
  const length = module.HEAPU8.subarray(start, start + longestPath + 1).indexOf(0)
  return length < 0 ? longestPath + 1 : length
}

const hasLongName = (bytes: Uint8Array): boolean => {
  let length = 0
  for (const byte of bytes) {
    length = byte === slash ? 0 : length + 1
    if (length > longestName) return true
  }
  return false
}

const baseLength = ({ FS }: EmscriptenModule, descriptor: number): number =>
  (descriptor === AT_FDCWD ? FS.currentPath : FS.getStream(descriptor)?.path)?.length ?? 0

/**
 * Whether a path of a call exceeds the maximum length, including the folder that it is relative to, or has a name that does. Emscripten
 * accepts any length and stores them in JavaScript: as names, as link targets, with every descriptor.
 */
export const isTooLong = (
  module: EmscriptenModule,
  paths: ReadonlyArray<PathArgument>,
  args: ReadonlyArray<number>
): boolean =>
  paths.some(({ from, isTarget, path }) => {
    const start = args[path]! >>> 0
    const length = pathLength(module, start)
    if (length > longestPath) return true
    if (isTarget) return false
    const isRelative = module.HEAPU8[start] !== slash
    if (isRelative && length + baseLength(module, from === undefined ? AT_FDCWD : args[from]!) > longestPath)
      return true
    return length > longestName && hasLongName(module.HEAPU8.subarray(start, start + length))
  })
