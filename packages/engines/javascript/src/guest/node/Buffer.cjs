const library = require("buffer/index.js")
const { defineNumbers } = require("./BufferNumbers.cjs")
const { defineSearch, needOffset } = require("./BufferSearch.cjs")
const { coded, invalidType, outOfRange } = require("./Errors.cjs")

const { Buffer } = library
const encoder = new TextEncoder()
const decoder = new TextDecoder("utf-8", { ignoreBOM: true })
const { prototype } = Buffer
const plain = { from: Buffer.from, toString: prototype.toString, byteLength: Buffer.byteLength, write: prototype.write }
const fill = prototype.fill

const nameOf = (encoding) => `${encoding ?? "utf8"}`.toLowerCase()
const isUtf8 = (encoding) => encoding === undefined || /^utf-?8$/i.test(encoding)
const asBuffer = (bytes) => Object.setPrototypeOf(bytes, prototype)
/** The library knows no `base64url`; it reads the letters of it as base64. */
const known = (encoding) => (nameOf(encoding) === "base64url" ? "base64" : encoding)
const knows = Buffer.isEncoding
const checked = (encoding) => {
  if (typeof encoding === "string" && encoding !== "" && !knows(known(encoding))) {
    throw coded(TypeError, "ERR_UNKNOWN_ENCODING", `Unknown encoding: ${encoding}`)
  }
  return known(encoding)
}

const statics = {
  from(value, encoding, length) {
    if (typeof value === "string") {
      return isUtf8(encoding) ? asBuffer(encoder.encode(value)) : plain.from(value, checked(encoding))
    }
    if (value === null || (typeof value !== "object" && typeof value !== "function")) {
      throw invalidType("first argument", ["string", "Buffer", "ArrayBuffer", "Array", "Array-like Object"], value)
    }
    try {
      return plain.from(value, encoding, length)
    } catch (error) {
      if (error.code !== undefined || !(error instanceof TypeError)) throw error
      throw invalidType("first argument", ["string", "Buffer", "ArrayBuffer", "Array", "Array-like Object"], value)
    }
  },
  byteLength(value, encoding) {
    if (typeof value === "string" && isUtf8(encoding)) return encoder.encode(value).length
    return plain.byteLength(value, known(encoding))
  },
  isEncoding: (encoding) => typeof encoding === "string" && (knows(encoding) || nameOf(encoding) === "base64url"),
  copyBytesFrom(view, offset = 0, length = view.length - offset) {
    const part = view.subarray(offset, offset + length)
    return plain.from(new Uint8Array(part.buffer, part.byteOffset, part.byteLength).slice())
  },
  of: (...bytes) => plain.from(bytes)
}
Object.assign(Buffer, statics)
Object.defineProperty(Buffer, "name", { value: "Buffer" })
Buffer.poolSize = 65_536
for (const name of ["alloc", "allocUnsafe", "allocUnsafeSlow"]) {
  const allocate = Buffer[name]
  Buffer[name] = (size, ...rest) => {
    if (typeof size !== "number") throw invalidType("size", "number", size)
    if (!(size >= 0 && size <= library.kMaxLength)) throw outOfRange("size", `>= 0 && <= ${library.kMaxLength}`, size)
    return allocate(size, ...rest)
  }
}

defineNumbers(prototype)
defineSearch(Buffer)

const methods = {
  toString(encoding, start, end) {
    if (arguments.length === 0 || (isUtf8(encoding) && start === undefined && end === undefined))
      return decoder.decode(this)
    if (encoding !== undefined) checked(`${encoding}`)
    const from = Math.max(0, Math.trunc(start) || 0)
    const to = end === undefined ? this.length : Math.min(this.length, Math.max(0, Math.trunc(end) || 0))
    if (isUtf8(encoding)) return to <= from ? "" : decoder.decode(this.subarray(from, to))
    const text = plain.toString.call(this, known(encoding), from, to)
    return nameOf(encoding) === "base64url" ? text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "") : text
  },
  write(text, offset, length, encoding) {
    if (typeof text !== "string") throw coded(TypeError, "ERR_INVALID_ARG_TYPE", "argument must be a string")
    if (offset === undefined) return plain.write.call(this, text)
    if (length === undefined && typeof offset === "string") return plain.write.call(this, text, checked(offset))
    needOffset("offset", offset, this.length)
    if (typeof length === "string") [length, encoding] = [undefined, length]
    if (length !== undefined) needOffset("length", length, this.length)
    const room = this.length - offset
    return plain.write.call(this, text, offset, Math.min(length ?? room, room), checked(encoding))
  },
  fill(value, start, end, encoding) {
    return typeof start === "string"
      ? fill.call(this, value, known(start))
      : fill.call(this, value, start, end, known(encoding))
  },
  [Symbol.for("nodejs.util.inspect.custom")](depth, options) {
    const most = exports.INSPECT_MAX_BYTES
    let shown = Array.from(this.subarray(0, most), (byte) => byte.toString(16).padStart(2, "0")).join(" ")
    const left = this.length - most
    if (left > 0) shown += ` ... ${left} more byte${left > 1 ? "s" : ""}`
    const extras = Object.keys(this).filter((key) => !/^\d+$/.test(key))
    if (extras.length > 0) {
      const own = Object.fromEntries(extras.map((key) => [key, this[key]]))
      shown += `${this.length > 0 ? ", " : ""}${prelude.inspect(own, { ...options, breakLength: Infinity, compact: true }).slice(2, -2)}`
    }
    return `<${this.constructor.name}${shown === "" ? "" : " "}${shown}>`.replace("<Buffer>", "<Buffer >")
  }
}
for (const [name, value] of [
  ...Object.entries(methods),
  ...Object.getOwnPropertySymbols(methods).map((key) => [key, methods[key]])
]) {
  Object.defineProperty(prototype, name, { value, writable: true, configurable: true, enumerable: true })
}
for (const encoding of ["ascii", "base64", "base64url", "hex", "latin1", "ucs2", "utf8"]) {
  prototype[`${encoding}Slice`] = function (start, end) {
    return this.toString(encoding, start, end)
  }
  prototype[`${encoding}Write`] = function (text, offset = 0, length = this.length - offset) {
    if (typeof text !== "string") throw coded(TypeError, "ERR_INVALID_ARG_TYPE", "argument must be a string")
    if (offset < 0 || offset > this.length) {
      throw coded(RangeError, "ERR_BUFFER_OUT_OF_BOUNDS", '"offset" is outside of buffer bounds')
    }
    if (length < 0 || length > this.length - offset) {
      throw coded(RangeError, "ERR_BUFFER_OUT_OF_BOUNDS", '"length" is outside of buffer bounds')
    }
    return this.write(text, offset, length, encoding)
  }
}
prototype.toLocaleString = prototype.toString
prototype.inspect = prototype[Symbol.for("nodejs.util.inspect.custom")]

class Blob {
  #bytes
  #type
  constructor(parts = [], options = undefined) {
    const pieces = Array.from(parts, (part) =>
      part instanceof Blob
        ? part.#bytes
        : ArrayBuffer.isView(part)
          ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
          : part instanceof ArrayBuffer
            ? new Uint8Array(part)
            : encoder.encode(`${part}`)
    )
    this.#bytes = new Uint8Array(Buffer.concat(pieces))
    this.#type = `${options?.type ?? ""}`.toLowerCase()
  }
  get size() {
    return this.#bytes.length
  }
  get type() {
    return this.#type
  }
  async text() {
    return decoder.decode(this.#bytes)
  }
  async bytes() {
    return this.#bytes.slice()
  }
  async arrayBuffer() {
    return this.#bytes.slice().buffer
  }
  slice(start, end, type) {
    return new Blob([this.#bytes.slice(start, end)], { type })
  }
  [Symbol.for("nodejs.util.inspect.custom")](depth, options) {
    return `Blob ${prelude.inspect({ size: this.size, type: this.type }, options)}`
  }
}

const bytesIn = (input) => {
  if (input instanceof ArrayBuffer) return new Uint8Array(input)
  if (!ArrayBuffer.isView(input)) throw invalidType("input", ["ArrayBuffer", "Buffer", "TypedArray"], input)
  return new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
}

Object.assign(exports, {
  Buffer,
  SlowBuffer: library.SlowBuffer,
  Blob,
  INSPECT_MAX_BYTES: 50,
  kMaxLength: library.kMaxLength,
  kStringMaxLength: 536870888,
  constants: { MAX_LENGTH: library.kMaxLength, MAX_STRING_LENGTH: 536870888 },
  atob: globalThis.atob,
  btoa: globalThis.btoa,
  isAscii: (input) => bytesIn(input).every((byte) => byte < 128),
  isUtf8(input) {
    const bytes = bytesIn(input)
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes)
      return true
    } catch {
      return false
    }
  },
  transcode: (bytes, from, to) => Buffer.from(Buffer.from(bytes).toString(from), to),
  /** The same bytes as a Buffer. */
  asBuffer
})
