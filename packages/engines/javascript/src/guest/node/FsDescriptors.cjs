const { Buffer } = require("./Buffer.cjs")
const { coded, invalidType } = require("./Errors.cjs")
const { failed } = require("./FsErrors.cjs")
const { ask, bytesOf, exists, isFolder, numbers, pathOf, statOf } = require("./FsFiles.cjs")
const { Stats } = require("./FsStats.cjs")
const { host } = prelude

// Open files by number, from 3 on. The first three are the program's streams.
const open = new Map()
let last = 2

const standard = {
  __proto__: null,
  "/dev/stdin": 0,
  "/dev/stdout": 1,
  "/dev/stderr": 2,
  "/dev/fd/0": 0,
  "/dev/fd/1": 1,
  "/dev/fd/2": 2,
  "/proc/self/fd/0": 0,
  "/proc/self/fd/1": 1,
  "/proc/self/fd/2": 2
}

/** The number of the stream that a path names, if it names one. */
const streamAt = (path) => standard[path]

const fileOf = (fd, call) => {
  if (typeof fd !== "number") throw invalidType("fd", "number", fd)
  if (fd >= 0 && fd <= 2) return { stream: fd }
  const file = open.get(fd)
  if (file === undefined) throw failed(8, call)
  return file
}

const modes = /^(?:(?:r|rs|sr)\+?|(?:w|wx|xw|a|ax|xa|as|sa)\+?)$/
const constants = { O_RDONLY: 0, O_WRONLY: 1, O_RDWR: 2, O_CREAT: 64, O_EXCL: 128, O_TRUNC: 512, O_APPEND: 1024 }

const modeOf = (flags = "r") => {
  if (typeof flags === "number") {
    const access = flags & 3
    return {
      reads: access !== 1,
      writes: access !== 0,
      creates: (flags & 64) !== 0,
      fresh: (flags & 128) !== 0,
      empties: (flags & 512) !== 0,
      appends: (flags & 1024) !== 0
    }
  }
  if (!modes.test(flags)) {
    throw coded(
      TypeError,
      "ERR_INVALID_ARG_VALUE",
      `The argument 'flags' is invalid. Received ${prelude.inspect(flags)}`
    )
  }
  const has = (letter) => flags.includes(letter)
  const creates = has("w") || has("a")
  return {
    reads: has("r") || has("+"),
    writes: creates || has("+"),
    creates,
    fresh: has("x"),
    empties: has("w"),
    appends: has("a")
  }
}

/** Makes or empties a file, as flags say that it is to be opened. */
const prepare = (path, mode) => {
  const there = exists(path)
  if (there && mode.creates && mode.fresh) throw failed(20, "open", path)
  if (there && mode.writes && isFolder(path)) throw failed(31, "open", path)
  if (!there && !mode.creates) throw failed(44, "open", path)
  if (!there || mode.empties) ask("write", "open", path)
}

const openSync = (given, flags) => {
  const path = pathOf(given)
  const mode = modeOf(flags)
  const stream = streamAt(path)
  if (stream === undefined) prepare(path, mode)
  const fd = ++last
  open.set(fd, stream === undefined ? { path, at: 0, ...mode } : { stream })
  return fd
}

const closeSync = (fd) => {
  if (fileOf(fd, "close").stream === undefined || fd > 2) open.delete(fd)
}

const readStdin = (target, offset, length) => {
  const part = host.stdin(length)
  target.set(part, offset)
  return part.length
}

/** What is left of the input. */
const restOfStdin = () => {
  const pieces = []
  for (let piece = host.stdin(Infinity); piece.length > 0; piece = host.stdin(Infinity)) pieces.push(piece)
  return Buffer.concat(pieces)
}

const readSync = (fd, buffer, offset, length, position) => {
  if (!ArrayBuffer.isView(buffer)) throw invalidType("buffer", ["Buffer", "TypedArray", "DataView"], buffer)
  const target = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
  if (typeof offset === "object" && offset !== null) ({ offset, length, position } = offset)
  const from = offset ?? 0
  const size = Math.min(length ?? target.length - from, target.length - from)
  const file = fileOf(fd, "read")
  if (file.stream !== undefined) return file.stream === 0 ? readStdin(target, from, size) : 0
  if (!file.reads) throw failed(8, "read")
  const place = typeof position === "number" || typeof position === "bigint" ? Number(position) : -1
  const bytes = ask("part", "read", file.path, numbers(place < 0 ? file.at : place, size))
  target.set(bytes, from)
  if (place < 0) file.at += bytes.length
  return bytes.length
}

const writeSync = (fd, data, offset, length, position) => {
  const file = fileOf(fd, "write")
  let bytes
  let place = position
  if (typeof data === "string") {
    bytes = bytesOf(data, typeof length === "string" ? length : undefined)
    place = offset
  } else {
    bytes = bytesOf(data)
    if (typeof offset === "object" && offset !== null) ({ offset, length, position: place } = offset)
    bytes = bytes.subarray(offset ?? 0, (offset ?? 0) + (length ?? bytes.length))
  }
  if (file.stream !== undefined) {
    host.write(file.stream === 2 ? 2 : 1, bytes)
    return bytes.length
  }
  if (!file.writes) throw failed(8, "write")
  if (file.appends) ask("append", "write", file.path, bytes)
  else {
    const at = typeof place === "number" && place >= 0 ? place : file.at
    const more = new Uint8Array(8 + bytes.length)
    more.set(numbers(at))
    more.set(bytes, 8)
    ask("put", "write", file.path, more)
    if (at === file.at) file.at += bytes.length
  }
  return bytes.length
}

const needViews = (buffers) => {
  if (!Array.isArray(buffers) || !buffers.every((one) => ArrayBuffer.isView(one))) {
    const received = prelude.describe(buffers)
    throw coded(
      TypeError,
      "ERR_INVALID_ARG_TYPE",
      `The "buffers" argument must be an ArrayBufferView[]. Received ${received}`
    )
  }
}

/** One buffer after the other, until one is not filled or not written whole. */
const each = (act) => (fd, buffers, position) => {
  needViews(buffers)
  let place = typeof position === "number" ? position : null
  let all = 0
  for (const buffer of buffers) {
    const count = act(fd, buffer, 0, buffer.byteLength, place)
    all += count
    if (place !== null) place += count
    if (count < buffer.byteLength) break
  }
  return all
}
const readvSync = each(readSync)
const writevSync = each(writeSync)

const fstatSync = (fd) => {
  const file = fileOf(fd, "fstat")
  return file.stream === undefined ? statOf(file.path, "fstat") : new Stats(false, 0, 0)
}

const ftruncateSync = (fd, length = 0) => ask("truncate", "ftruncate", fileOf(fd, "ftruncate").path, numbers(length))

module.exports = {
  closeSync,
  constants,
  fileOf,
  fstatSync,
  ftruncateSync,
  modeOf,
  openSync,
  prepare,
  readSync,
  readvSync,
  restOfStdin,
  streamAt,
  writeSync,
  writevSync
}
