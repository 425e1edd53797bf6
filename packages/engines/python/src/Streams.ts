import type { EmscriptenFS } from "./Emscripten.ts"

/** Reads a program's stdin; receives its output. */
export interface StandardStreams {
  readonly read: (buffer: Uint8Array) => number
  readonly write: (stream: "stdout" | "stderr", bytes: Uint8Array) => void
}

/** A device number that Emscripten does not use. */
const major = 200

const EBADF = 8

type Transfer = (stream: unknown, buffer: Uint8Array, offset: number, length: number) => number

const piece = (buffer: Uint8Array, offset: number, length: number): Uint8Array =>
  new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length)

/** Replaces descriptors 0, 1 and 2 by devices of ours. */
export const connectStreams = (fs: EmscriptenFS, streams: StandardStreams): void => {
  const refuse: Transfer = () => {
    throw new fs.ErrnoError(EBADF)
  }
  const writer =
    (name: "stdout" | "stderr"): Transfer =>
    (_stream, buffer, offset, length) => {
      streams.write(name, piece(buffer, offset, length))
      return length
    }
  const reader: Transfer = (_stream, buffer, offset, length) => streams.read(piece(buffer, offset, length))
  const devices = [
    { name: "stdin", read: reader, write: refuse },
    { name: "stdout", read: refuse, write: writer("stdout") },
    { name: "stderr", read: refuse, write: writer("stderr") }
  ]
  for (const [descriptor, { name, read, write }] of devices.entries()) {
    const path = `/dev/${name}`
    const device = fs.makedev(major, descriptor)
    fs.registerDevice(device, {
      open: (stream: { seekable: boolean }) => {
        stream.seekable = false
      },
      close: () => {},
      fsync: () => 0,
      read,
      write
    })
    fs.unlink(path)
    fs.mkdev(path, device)
    fs.closeStream(descriptor)
    fs.open(path, descriptor === 0 ? 0 : 1)
  }
}
