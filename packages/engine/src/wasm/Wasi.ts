import type { Descriptors, Open } from "./Descriptors.ts"
import type { FilesNode } from "./Files.ts"
import { answering, Errno, fail } from "./Errno.ts"
import type { LinearMemory } from "./LinearMemory.ts"

type Call = (...args: Array<never>) => number

/** Handles the buffers of a vector until one is not used up. Returns the number of bytes. */
const overPieces = (
  linear: LinearMemory,
  vectors: number,
  count: number,
  use: (bytes: Uint8Array, before: number) => number
): number => {
  let total = 0
  for (let index = 0; index < count; index++) {
    const start = linear.u32(vectors + index * 8)
    const bytes = linear.bytes.subarray(start, start + linear.u32(vectors + index * 8 + 4))
    if (bytes.length === 0) continue
    const used = use(bytes, total)
    total += used
    if (used < bytes.length) break
  }
  return total
}

/** More than most programs write at once, and cheap to copy. */
const maximumGathered = 1 << 20

/**
 * A program's write is sent as one piece, up to a megabyte. Of a longer one only a part is written, as POSIX allows, and the program writes
 * the rest: the buffers of a vector can be the same memory a thousand times over.
 */
const gathered = (linear: LinearMemory, vectors: number, count: number): Uint8Array => {
  const pieces: Array<Uint8Array> = []
  overPieces(linear, vectors, count, (bytes, before) => {
    if (pieces.length > 0 && before + bytes.length > maximumGathered) return 0
    pieces.push(bytes)
    return bytes.length
  })
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
}

/** Runs an operation of WASI: 0 for success, or the error's number. */
export const wasiCall =
  (operation: (...args: Array<number>) => void): Call =>
  (...args: Array<number>) =>
    answering(
      () => {
        operation(...args)
        return Errno.success
      },
      (errno) => errno
    )

const file = 4
const folder = 3
const terminal = 2
/** What input comes from: WASI has no type for a pipe. */
const unknown = 0
const everyRight = 0x1fff_ffffn

/** Output counts as a terminal's, so that a C library hands on each line. Input is whatever the run was given, and nobody types it. */
export const typeOf = (open: Open | FilesNode): number => {
  if (open.kind === "stream") return open.name === "stdin" ? unknown : terminal
  return open.kind === "file" ? file : folder
}

/** The calls of WASI preview 1 on open files. */
export const descriptorCalls = (linear: LinearMemory, descriptors: () => Descriptors): Record<string, Call> => ({
  fd_read: wasiCall((descriptor, vectors, count, out) => {
    linear.set32(
      out!,
      overPieces(linear, vectors!, count!, (bytes) => descriptors().read(descriptor!, bytes))
    )
  }),
  fd_write: wasiCall((descriptor, vectors, count, out) => {
    linear.set32(out!, descriptors().write(descriptor!, gathered(linear, vectors!, count!)))
  }),
  fd_pread: wasiCall((descriptor, vectors, count, offset, out) => {
    linear.set32(
      out!,
      overPieces(linear, vectors!, count!, (bytes, before) =>
        descriptors().readAt(descriptor!, Number(offset) + before, bytes)
      )
    )
  }),
  fd_pwrite: wasiCall((descriptor, vectors, count, offset, out) => {
    linear.set32(out!, descriptors().writeAt(descriptor!, Number(offset), gathered(linear, vectors!, count!)))
  }),
  fd_seek: wasiCall((descriptor, offset, whence, out) => {
    linear.set64(out!, BigInt(descriptors().seek(descriptor!, Number(offset), whence!)))
  }),
  fd_tell: wasiCall((descriptor, out) => {
    linear.set64(out!, BigInt(descriptors().file(descriptor!).position))
  }),
  fd_close: wasiCall((descriptor) => descriptors().close(descriptor!)),
  fd_sync: wasiCall((descriptor) => void descriptors().get(descriptor!)),
  fd_datasync: wasiCall((descriptor) => void descriptors().get(descriptor!)),
  fd_advise: wasiCall((descriptor) => void descriptors().get(descriptor!)),
  fd_fdstat_get: wasiCall((descriptor, out) => {
    const open = descriptors().get(descriptor!)
    linear.bytes.fill(0, out!, out! + 24)
    linear.bytes[out!] = typeOf(open)
    if (open.kind === "file" && open.append) linear.bytes[out! + 2] = 1
    // The C library takes a descriptor without the rights to seek and tell for a terminal.
    const rights = open.kind === "stream" ? everyRight & ~0x24n : everyRight
    linear.set64(out! + 8, rights)
    linear.set64(out! + 16, everyRight)
  })
})

/** The environment, the same for every program. */
const environment = ["HOME=/home/user", "LANG=C.UTF-8", "PATH=/usr/bin", "TZ=UTC"].map((entry) =>
  Buffer.from(`${entry}\0`)
)

export const environmentCalls = (linear: LinearMemory): Record<string, Call> => ({
  environ_sizes_get: wasiCall((count, size) => {
    linear.set32(count!, environment.length)
    linear.set32(
      size!,
      environment.reduce((total, { length }) => total + length, 0)
    )
  }),
  environ_get: wasiCall((pointers, texts) => {
    let at = texts!
    for (const [index, entry] of environment.entries()) {
      linear.set32(pointers! + index * 4, at)
      linear.bytes.set(entry, at)
      at += entry.length
    }
  })
})

const realtime = 0

/** `elapsedMs` is what every clock but that of the day counts from: the program's start, not the process's. */
export const clockCalls = (linear: LinearMemory, elapsedMs: () => number): Record<string, Call> => ({
  clock_time_get: wasiCall((clock, _precision, out) => {
    if (clock! > 3) return fail("inval")
    const ms = clock === realtime ? Date.now() : elapsedMs()
    linear.set64(out!, BigInt(Math.floor(ms * 1_000)) * 1_000n)
  }),
  clock_res_get: wasiCall((_clock, out) => linear.set64(out!, 1_000n))
})

export const randomCalls = (linear: LinearMemory): Record<string, Call> => ({
  random_get: wasiCall((at, length) => {
    const most = 65_536
    for (let done = 0; done < length!; done += most) {
      crypto.getRandomValues(linear.bytes.subarray(at! + done, at! + Math.min(length!, done + most)))
    }
  })
})

const subscriptionBytes = 48
const eventBytes = 32
const clockTag = 0
const absolute = 1

/** As many as descriptors, and more clocks than a program waits for. */
const maximumSubscriptions = 4_096

const nap = new Int32Array(new SharedArrayBuffer(4))

/** `poll_oneoff`: files and streams are always ready, and where only clocks are waited for, the process blocks. */
export const pollCalls = (
  linear: LinearMemory,
  elapsedMs: () => number,
  checkDeadline: () => void
): Record<string, Call> => {
  const waitMs = (at: number): number => {
    const ms = Number(linear.view.getBigUint64(at + 24, true)) / 1_000_000
    if ((linear.view.getUint16(at + 40, true) & absolute) === 0) return ms
    return ms - (linear.u32(at + 16) === realtime ? Date.now() : elapsedMs())
  }
  const answer = (at: number, subscription: number, type: number): void => {
    linear.bytes.fill(0, at, at + eventBytes)
    linear.bytes.copyWithin(at, subscription, subscription + 8)
    linear.bytes[at + 10] = type
  }
  return {
    poll_oneoff: wasiCall((subscriptions, events, count, out) => {
      if (count === 0 || count! > maximumSubscriptions) return fail("inval")
      const all = Array.from({ length: count! }, (_, index) => subscriptions! + index * subscriptionBytes)
      const typeOf = (at: number): number => linear.bytes[at + 8]!
      let ready = all.filter((at) => typeOf(at) !== clockTag)
      if (ready.length === 0) {
        const soonest = Math.min(...all.map(waitMs))
        // In slices, so that the deadline is seen.
        for (const until = elapsedMs() + soonest; elapsedMs() < until;) {
          Atomics.wait(nap, 0, 0, Math.min(20, until - elapsedMs()))
          checkDeadline()
        }
        ready = all.filter((at) => waitMs(at) <= soonest)
      }
      for (const [index, at] of ready.entries()) answer(events! + index * eventBytes, at, typeOf(at))
      linear.set32(out!, ready.length)
    })
  }
}
