/** The methods of Buffer that read and write numbers, over a DataView, with Node's errors. */
const { coded, invalidType, outOfRange } = require("./Errors.cjs")

const isNumber = (value, name) => {
  if (typeof value !== "number") throw invalidType(name, "number", value)
}

/** `length` is the largest value that is allowed, less than 0 where the buffer is too short for any. */
const outside = (value, length, name) => {
  if (Math.floor(value) !== value) {
    isNumber(value, name ?? "offset")
    throw outOfRange(name ?? "offset", "an integer", value)
  }
  if (length < 0) throw coded(RangeError, "ERR_BUFFER_OUT_OF_BOUNDS", "Attempt to access memory outside buffer bounds")
  throw outOfRange(name ?? "offset", `>= ${name === undefined ? 0 : 1} and <= ${length}`, value)
}

const inBounds = (bytes, offset, size) => {
  isNumber(offset, "offset")
  if (bytes[offset] === undefined || bytes[offset + size - 1] === undefined) outside(offset, bytes.length - size)
}

const inRange = (value, low, high, size) => {
  if (!(value > high || value < low)) return
  const n = typeof low === "bigint" ? "n" : ""
  const bits = size * 8
  if (size <= 4) throw outOfRange("value", `>= ${low}${n} and <= ${high}${n}`, value)
  throw low < 0
    ? outOfRange("value", `>= -(2${n} ** ${bits - 1}${n}) and < 2${n} ** ${bits - 1}${n}`, value)
    : outOfRange("value", `>= 0${n} and < 2${n} ** ${bits}${n}`, value)
}

const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const define = (prototype, names, method) => {
  for (const name of names) {
    Object.defineProperty(method, "name", { value: names[0] })
    prototype[name] = method
  }
}

/** Numbers of a type of DataView. */
const ofView = (prototype, type, label, size, limits) => {
  for (const [order, isLittle] of size === 1
    ? [["", true]]
    : [
        ["LE", true],
        ["BE", false]
      ]) {
    const names = (verb) => [
      `${verb}${label}${order}`,
      ...(label.includes("UInt") ? [`${verb}${label.replace("UInt", "Uint")}${order}`] : [])
    ]
    define(prototype, names("read"), function (offset = 0) {
      inBounds(this, offset, size)
      return viewOf(this)[`get${type}`](offset, isLittle)
    })
    define(prototype, names("write"), function (value, offset = 0) {
      const number = limits !== undefined && typeof limits[0] === "bigint" ? value : +value
      if (size === 1) isNumber(offset, "offset")
      if (limits !== undefined) inRange(number, ...limits, size)
      inBounds(this, offset, size)
      viewOf(this)[`set${type}`](offset, number, isLittle)
      return offset + size
    })
  }
}

const sizeOf = (byteLength) => {
  if (byteLength === undefined) throw invalidType("byteLength", "number", byteLength)
  if (!(Number.isInteger(byteLength) && byteLength >= 1 && byteLength <= 6)) outside(byteLength, 6, "byteLength")
}

/** Integers of 1 to 6 bytes. */
const ofLength = (prototype, isSigned, isLittle) => {
  const label = `${isSigned ? "Int" : "UInt"}${isLittle ? "LE" : "BE"}`
  const names = (verb) => [`${verb}${label}`, ...(isSigned ? [] : [`${verb}${label.replace("UInt", "Uint")}`])]
  const place = (offset, size, index) => offset + (isLittle ? index : size - 1 - index)
  define(prototype, names("read"), function (offset, byteLength) {
    if (offset === undefined) throw invalidType("offset", "number", offset)
    sizeOf(byteLength)
    inBounds(this, offset, byteLength)
    let value = 0
    for (let index = byteLength - 1; index >= 0; index--) value = value * 256 + this[place(offset, byteLength, index)]
    return isSigned && value >= 2 ** (8 * byteLength - 1) ? value - 2 ** (8 * byteLength) : value
  })
  define(prototype, names("write"), function (value, offset, byteLength) {
    sizeOf(byteLength)
    const most = 2 ** (8 * byteLength)
    const number = +value
    if (byteLength === 1) isNumber(offset, "offset")
    inRange(number, isSigned ? -most / 2 : 0, (isSigned ? most / 2 : most) - 1, byteLength)
    inBounds(this, offset, byteLength)
    let left = Math.trunc(number) + (number < 0 ? most : 0)
    for (let index = 0; index < byteLength; index++) {
      this[place(offset, byteLength, index)] = left % 256
      left = Math.floor(left / 256)
    }
    return offset + byteLength
  })
}

/** Defines them all on a prototype. */
exports.defineNumbers = (prototype) => {
  ofView(prototype, "Uint8", "UInt8", 1, [0, 255])
  ofView(prototype, "Int8", "Int8", 1, [-128, 127])
  ofView(prototype, "Uint16", "UInt16", 2, [0, 65_535])
  ofView(prototype, "Int16", "Int16", 2, [-32_768, 32_767])
  ofView(prototype, "Uint32", "UInt32", 4, [0, 4_294_967_295])
  ofView(prototype, "Int32", "Int32", 4, [-2_147_483_648, 2_147_483_647])
  ofView(prototype, "BigUint64", "BigUInt64", 8, [0n, 2n ** 64n - 1n])
  ofView(prototype, "BigInt64", "BigInt64", 8, [-(2n ** 63n), 2n ** 63n - 1n])
  ofView(prototype, "Float32", "Float", 4)
  ofView(prototype, "Float64", "Double", 8)
  for (const isSigned of [true, false]) for (const isLittle of [true, false]) ofLength(prototype, isSigned, isLittle)
}
