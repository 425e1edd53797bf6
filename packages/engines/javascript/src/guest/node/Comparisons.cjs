const types = require("./Types.cjs")

const sameNumber = (a, b, strict) => (strict ? Object.is(a, b) : a === b || (a !== a && b !== b))

const ownKeys = (value, isList) => {
  const keys = Object.keys(value)
  const symbols = Object.getOwnPropertySymbols(value).filter((key) =>
    Object.prototype.propertyIsEnumerable.call(value, key)
  )
  return [...(isList ? keys.filter((key) => !/^(?:0|[1-9]\d*)$/.test(key)) : keys), ...symbols]
}

const boxed = (value) => value.valueOf()
const bytesOf = (view) => new Uint8Array(view.buffer ?? view, view.byteOffset ?? 0, view.byteLength)
const tagOf = (value) => Object.prototype.toString.call(value)

/** What `assert` and `util` call deeply equal. `mode` is `strict`, `loose` or `partial`: `partial` asks of `b` only what `a` need have. */
const equal = (a, b, mode, seen) => {
  const strict = mode !== "loose"
  if (a === b) return a !== 0 || !strict || Object.is(a, b)
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) {
    if (typeof a === "number" && typeof b === "number") return sameNumber(a, b, strict)
    if (strict) return false
    if (a === null || b === null || typeof a === "object" || typeof b === "object")
      return a == b && typeof a !== "object" && typeof b !== "object"
    return a == b || (a !== a && b !== b)
  }
  if (strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  if (tagOf(a) !== tagOf(b)) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  if (Array.isArray(a) && (mode === "partial" ? a.length < b.length : a.length !== b.length)) return false
  if (types.isDate(a) && (!types.isDate(b) || !Object.is(a.getTime(), b.getTime()))) return false
  if (types.isRegExp(a) && (!types.isRegExp(b) || String(a) !== String(b) || a.lastIndex !== b.lastIndex)) return false
  const isError = types.isNativeError(a) || a instanceof Error
  if (isError) {
    if (!(types.isNativeError(b) || b instanceof Error)) return false
    if (a.message !== b.message || a.name !== b.name) return false
    if (!equal(a.cause, b.cause, mode, seen) || !equal(a.errors, b.errors, mode, seen)) return false
  }
  const isBytes = ArrayBuffer.isView(a) || types.isAnyArrayBuffer(a)
  if (isBytes) {
    if (a.byteLength !== b.byteLength) return false
    if (types.isTypedArray(a) && !types.isTypedArray(b)) return false
    if (tagOf(a).startsWith("[object Float")) {
      for (let i = 0; i < a.length; i++) if (!sameNumber(a[i], b[i], strict)) return false
    } else {
      const [x, y] = [bytesOf(a), bytesOf(b)]
      for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false
    }
  }
  if (types.isBoxedPrimitive(a) && (!types.isBoxedPrimitive(b) || !Object.is(boxed(a), boxed(b)))) return false
  if (types.isWeakMap(a) || types.isWeakSet(a) || types.isPromise(a)) return false
  return contents(a, b, mode, seen, Array.isArray(a) || types.isTypedArray(a))
}

const contents = (a, b, mode, seen, isList) => {
  const keys = ownKeys(b, isList)
  if (mode !== "partial" && ownKeys(a, isList).length !== keys.length) return false
  for (const key of keys) if (!Object.prototype.propertyIsEnumerable.call(a, key)) return false
  for (const pair of seen) if (pair[0] === a || pair[1] === b) return pair[0] === a && pair[1] === b
  seen.push([a, b])
  const same =
    members(a, b, mode, seen) &&
    (!Array.isArray(a) || elements(a, b, mode, seen)) &&
    keys.every((key) => equal(a[key], b[key], mode, seen))
  seen.pop()
  return same
}

const elements = (a, b, mode, seen) => {
  if (mode === "partial") {
    let at = 0
    for (const wanted of b) {
      while (at < a.length && !equal(a[at], wanted, mode, seen)) at++
      if (at++ >= a.length) return false
    }
    return true
  }
  for (let i = 0; i < a.length; i++) {
    if (Object.hasOwn(a, i) !== Object.hasOwn(b, i) && mode === "strict") return false
    if (!equal(a[i], b[i], mode, seen)) return false
  }
  return true
}

const isObject = (value) => typeof value === "object" && value !== null

const members = (a, b, mode, seen) => {
  const isSet = types.isSet(a)
  const isMap = types.isMap(a)
  if (!isSet && !isMap) return true
  if (mode === "partial" ? a.size < b.size : a.size !== b.size) return false
  // What has no equal by identity is compared with all that is left.
  const left = new Set(isSet ? a : a.keys())
  const unsure = []
  for (const key of isSet ? b : b.keys()) {
    if (left.has(key) && (isSet || equal(a.get(key), b.get(key), mode, seen))) left.delete(key)
    else if (isObject(key) || mode === "loose") unsure.push(key)
    else return false
  }
  for (const key of unsure) {
    let found
    for (const other of left) {
      if (
        (isObject(other) || mode === "loose") &&
        equal(other, key, mode, seen) &&
        (isSet || equal(a.get(other), b.get(key), mode, seen))
      ) {
        found = { other }
        break
      }
    }
    if (found === undefined) return false
    left.delete(found.other)
  }
  return true
}

exports.isDeepEqual = (a, b) => equal(a, b, "loose", [])
exports.isDeepStrictEqual = (a, b) => equal(a, b, "strict", [])
exports.isPartiallyEqual = (a, b) => equal(a, b, "partial", [])
