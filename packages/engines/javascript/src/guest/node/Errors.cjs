const { describe } = prelude

/** An error as Node's own modules throw it: with a code, which also stands behind its name in the trace. */
const coded = (Base, code, message) => {
  const error = new Base(message)
  Object.defineProperty(error, "name", { value: `${error.name} [${code}]`, configurable: true, writable: true })
  Error.captureStackTrace(error)
  delete error.name
  error.code = code
  return error
}

const joined = (words) =>
  words.length < 3 ? words.join(" or ") : `${words.slice(0, -1).join(", ")}, or ${words.at(-1)}`

const oneOf = (types) => {
  const list = Array.isArray(types) ? types : [types]
  const plain = list.filter((type) => /^[a-z]/.test(type))
  const classes = list.filter((type) => /^[A-Z]/.test(type))
  const kinds = []
  if (plain.length > 0) kinds.push(`${plain.length > 1 ? "one of type" : "of type"} ${joined(plain)}`)
  if (classes.length > 0) kinds.push(`an instance of ${joined(classes)}`)
  return kinds.join(" or ")
}

exports.coded = coded

exports.invalidType = (name, types, value) => {
  const what = name.includes(".") ? "property" : "argument"
  return coded(
    TypeError,
    "ERR_INVALID_ARG_TYPE",
    `The "${name}" ${what} must be ${oneOf(types)}. Received ${describe(value)}`
  )
}

exports.invalidValue = (name, value, reason = "is invalid") =>
  coded(
    TypeError,
    "ERR_INVALID_ARG_VALUE",
    `The ${name.includes(".") ? "property" : "argument"} '${name}' ${reason}. Received ${prelude.inspect(value)}`
  )

/** Large numbers have a mark between their thousands. */
const shown = (value) => {
  const isLarge =
    typeof value === "bigint"
      ? value > 2n ** 32n || value < -(2n ** 32n)
      : Number.isInteger(value) && Math.abs(value) > 2 ** 32
  const text = isLarge ? String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, "_") : prelude.inspect(value)
  return isLarge && typeof value === "bigint" ? `${text}n` : text
}

exports.outOfRange = (name, range, value) =>
  coded(
    RangeError,
    "ERR_OUT_OF_RANGE",
    `The value of "${name}" is out of range. It must be ${range}. Received ${shown(value)}`
  )

exports.needFunction = (name, value) => {
  if (typeof value !== "function") throw exports.invalidType(name, "function", value)
}

/** Why something of Node cannot be had. */
exports.refused = (what, why) => {
  throw coded(Error, "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM", `${what} is not available: ${why}`)
}
