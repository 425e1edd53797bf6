/** What compares, finds and copies bytes of Buffers and other Uint8Arrays, with Node's errors. */
const { kMaxLength } = require("buffer/index.js")
const { coded, invalidType, outOfRange } = require("./Errors.cjs")

const isBytes = (value) => value instanceof Uint8Array
const needBytes = (name, value) => {
  if (!isBytes(value)) throw invalidType(name, ["Buffer", "Uint8Array"], value)
}

/** An offset or a length: an integer from 0. */
const needOffset = (name, value, most = kMaxLength) => {
  if (typeof value !== "number") throw invalidType(name, "number", value)
  if (!Number.isInteger(value)) throw outOfRange(name, "an integer", value)
  if (value < 0 || value > most) throw outOfRange(name, `>= 0 && <= ${most}`, value)
}

const compare = (a, b) => {
  const shared = Math.min(a.length, b.length)
  for (let index = 0; index < shared; index++) if (a[index] !== b[index]) return a[index] < b[index] ? -1 : 1
  return Math.sign(a.length - b.length)
}

const part = (bytes, start, end) => Uint8Array.prototype.subarray.call(bytes, start, end)

/** Where the bytes begin, from `start` on; -1 if nowhere. */
const find = (bytes, wanted, start, isForward, isWide) => {
  const last = bytes.length - wanted.length
  for (let at = isForward ? start : Math.min(start, last); at >= 0 && at <= last; at += isForward ? 1 : -1) {
    // Characters of two bytes are found where one begins.
    if (isWide && at % 2 === 1) continue
    let length = 0
    while (length < wanted.length && bytes[at + length] === wanted[length]) length += 1
    if (length === wanted.length) return at
  }
  return -1
}

const indexOf = (bytes, value, byteOffset, encoding, isForward, Buffer) => {
  let from = byteOffset
  let name = encoding
  if (typeof from === "string") [from, name] = [undefined, from]
  from = +from
  if (Number.isNaN(from)) from = isForward ? 0 : bytes.length
  from = Math.trunc(from)
  let wanted = value
  if (typeof value === "number") wanted = [value & 255]
  else if (typeof value === "string") {
    if (name !== undefined && !Buffer.isEncoding(name)) {
      throw coded(TypeError, "ERR_UNKNOWN_ENCODING", `Unknown encoding: ${name}`)
    }
    wanted = Buffer.from(value, name)
  } else if (!isBytes(value)) throw invalidType("value", ["number", "string", "Buffer", "Uint8Array"], value)
  let start = from < 0 ? from + bytes.length : from
  if (start < 0) {
    if (!isForward) return -1
    start = 0
  }
  if (start > bytes.length) {
    if (isForward) return wanted.length === 0 ? bytes.length : -1
    start = bytes.length
  }
  if (wanted.length === 0) return Math.min(start, bytes.length)
  const isWide = /^(?:ucs-?2|utf-?16le)$/i.test(name)
  if (isWide && (bytes.length < 2 || wanted.length < 2)) return -1
  return find(bytes, wanted, start, isForward, isWide)
}

const copy = (source, target, targetStart, sourceStart, sourceEnd) => {
  const whole = (name, value, standard) => {
    const number = value === undefined ? standard : Math.trunc(+value) || 0
    if (number < 0) throw outOfRange(name, ">= 0", number)
    return number
  }
  const into = whole("targetStart", targetStart, 0)
  const from = whole("sourceStart", sourceStart, 0)
  if (from > source.length) throw outOfRange("sourceStart", `>= 0 && <= ${source.length}`, from)
  const end = whole("sourceEnd", sourceEnd, source.length)
  const room = target.byteLength - into
  const count = Math.min(end - from, room, source.length - from)
  if (count <= 0) return 0
  new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(part(source, from, from + count), into)
  return count
}

exports.needOffset = needOffset

/** Defines them on Buffer and its prototype. */
exports.defineSearch = (Buffer) => {
  const { prototype } = Buffer
  Object.assign(Buffer, {
    compare(buf1, buf2) {
      needBytes("buf1", buf1)
      needBytes("buf2", buf2)
      return compare(buf1, buf2)
    },
    concat(list, length) {
      if (!Array.isArray(list)) throw invalidType("list", "Array", list)
      list.forEach((one, index) => needBytes(`list[${index}]`, one))
      if (length !== undefined) needOffset("length", length)
      const whole = Buffer.alloc(length ?? list.reduce((sum, one) => sum + one.length, 0))
      let at = 0
      for (const one of list) {
        if (at >= whole.length) break
        whole.set(part(one, 0, whole.length - at), at)
        at += one.length
      }
      return whole
    }
  })
  Object.assign(prototype, {
    equals(otherBuffer) {
      needBytes("otherBuffer", otherBuffer)
      return this.length === otherBuffer.length && compare(this, otherBuffer) === 0
    },
    compare(target, targetStart, targetEnd, sourceStart, sourceEnd) {
      needBytes("target", target)
      if (targetStart !== undefined) needOffset("targetStart", targetStart)
      if (targetEnd !== undefined) needOffset("targetEnd", targetEnd, target.length)
      if (sourceStart !== undefined) needOffset("sourceStart", sourceStart)
      if (sourceEnd !== undefined) needOffset("sourceEnd", sourceEnd, this.length)
      const bounds = [sourceStart ?? 0, sourceEnd ?? this.length, targetStart ?? 0, targetEnd ?? target.length]
      if (bounds[0] >= bounds[1]) return bounds[2] >= bounds[3] ? 0 : -1
      if (bounds[2] >= bounds[3]) return 1
      return compare(part(this, bounds[0], bounds[1]), part(target, bounds[2], bounds[3]))
    },
    indexOf(value, byteOffset, encoding) {
      return indexOf(this, value, byteOffset, encoding, true, Buffer)
    },
    lastIndexOf(value, byteOffset, encoding) {
      return indexOf(this, value, byteOffset, encoding, false, Buffer)
    },
    includes(value, byteOffset, encoding) {
      return indexOf(this, value, byteOffset, encoding, true, Buffer) !== -1
    },
    copy(target, targetStart, sourceStart, sourceEnd) {
      needBytes("source", this)
      if (!ArrayBuffer.isView(target)) throw invalidType("target", ["Buffer", "Uint8Array"], target)
      return copy(this, target, targetStart, sourceStart, sourceEnd)
    }
  })
}
