/** Error numbers of WASI, which Emscripten's C library uses too (they are not Linux's). */
export const Errno = {
  success: 0,
  acces: 2,
  badf: 8,
  exist: 20,
  inval: 28,
  isdir: 31,
  nametoolong: 37,
  noent: 44,
  nospc: 51,
  nosys: 52,
  notdir: 54,
  notempty: 55,
  notsup: 58,
  notty: 59,
  perm: 63,
  pipe: 64,
  spipe: 70
} as const

export type Errno = (typeof Errno)[keyof typeof Errno]

/** Thrown by file operations; the gate turns it into an error number. */
export class FileFault {
  readonly errno: Errno

  constructor(errno: Errno) {
    this.errno = errno
  }
}

export const fail = (name: keyof typeof Errno): never => {
  throw new FileFault(Errno[name])
}

/** Runs an operation and passes its fault to `answer`. Traps that end the program propagate. */
export const answering = (operation: () => number, answer: (errno: Errno) => number): number => {
  try {
    return operation()
  } catch (thrown) {
    if (thrown instanceof FileFault) return answer(thrown.errno)
    throw thrown
  }
}
