const { coded, invalidType } = require("./Errors.cjs")

const custom = Symbol.for("nodejs.util.inspect.custom")
const encoder = new TextEncoder()
const decoder = new TextDecoder("utf-8", { ignoreBOM: true })

/** A text without lone surrogates. */
const textOf = (value) => {
  if (typeof value === "symbol") throw new TypeError("Cannot convert a Symbol value to a string")
  return `${value}`.toWellFormed()
}

/** What a form has in its URL, with every byte that is not UTF-8 replaced. */
const decoded = (part) => {
  const text = part.replaceAll("+", " ")
  if (!text.includes("%")) return text
  const bytes = encoder.encode(text)
  const kept = new Uint8Array(bytes.length)
  let length = 0
  for (let at = 0; at < bytes.length; at++) {
    const digits = bytes[at] === 37 ? String.fromCharCode(bytes[at + 1], bytes[at + 2]) : ""
    const isByte = /^[\da-f]{2}$/i.test(digits)
    kept[length++] = isByte ? Number.parseInt(digits, 16) : bytes[at]
    if (isByte) at += 2
  }
  return decoder.decode(kept.subarray(0, length))
}

const encoded = (text) =>
  encodeURIComponent(text)
    .replaceAll("%20", "+")
    .replaceAll(/[!'()~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)

const parsed = (text) =>
  text
    .split("&")
    .filter((part) => part !== "")
    .map((part) => {
      const at = part.indexOf("=")
      return at < 0 ? [decoded(part), ""] : [decoded(part.slice(0, at)), decoded(part.slice(at + 1))]
    })

const pairOf = (pair) => {
  const isPair =
    (typeof pair === "object" || typeof pair === "function") && typeof pair?.[Symbol.iterator] === "function"
  const list = isPair ? [...pair] : []
  if (list.length !== 2)
    throw coded(TypeError, "ERR_INVALID_TUPLE", "Each query pair must be an iterable [name, value] tuple")
  return list.map(textOf)
}

const pairsOf = (init) => {
  if (init === undefined) return []
  if ((typeof init !== "object" && typeof init !== "function") || init === null) {
    return parsed(textOf(init).replace(/^\?/, ""))
  }
  const iterate = init[Symbol.iterator]
  if (iterate !== undefined && iterate !== null) {
    if (typeof iterate !== "function") throw coded(TypeError, "ERR_ARG_NOT_ITERABLE", "Query pairs must be iterable")
    return Array.from(init, pairOf)
  }
  const pairs = new Map()
  for (const key of Reflect.ownKeys(init)) {
    if (Object.getOwnPropertyDescriptor(init, key)?.enumerable) pairs.set(textOf(key), textOf(init[key]))
  }
  return [...pairs]
}

const need = (names, count) => {
  if (count >= names.length) return
  const which = names.map((name) => `"${name}"`).join(" and ")
  throw coded(TypeError, "ERR_MISSING_ARGS", `The ${which} argument${names.length > 1 ? "s" : ""} must be specified`)
}

const color = new RegExp(`${String.fromCharCode(27)}\\[\\d\\d?m`, "g")

const shown = (name, parts, options) => {
  const length = parts.reduce((sum, part) => sum + part.replaceAll(color, "").length + 2, -2)
  return length > options.breakLength ? `${name} {\n  ${parts.join(",\n  ")} }` : `${name} { ${parts.join(", ")} }`
}

const wrongThis = (type) => coded(TypeError, "ERR_INVALID_THIS", `Value of "this" must be of type ${type}`)

class URLSearchParamsIterator {
  #pairs
  #kind
  #at = 0
  constructor(pairs, kind) {
    this.#pairs = pairs
    this.#kind = kind
  }
  #of([key, value]) {
    if (this.#kind === "keys") return key
    return this.#kind === "values" ? value : [key, value]
  }
  next() {
    if (typeof this !== "object" || this === null || !(#pairs in this)) throw wrongThis("URLSearchParamsIterator")
    const pairs = this.#pairs()
    return this.#at < pairs.length
      ? { value: this.#of(pairs[this.#at++]), done: false }
      : { value: undefined, done: true }
  }
  [custom](depth, options) {
    if (!(#pairs in this)) throw wrongThis("URLSearchParamsIterator")
    if (depth !== null && depth < 0) return "[Object]"
    const left = this.#pairs().slice(this.#at)
    const inner = { ...options, depth: depth === null ? null : depth - 1 }
    return shown(
      "URLSearchParams Iterator",
      left.map((pair) => prelude.inspect(this.#of(pair), inner)),
      inner
    )
  }
}
delete URLSearchParamsIterator.prototype.constructor
Object.setPrototypeOf(
  URLSearchParamsIterator.prototype,
  Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()))
)
Object.defineProperty(URLSearchParamsIterator.prototype, Symbol.toStringTag, {
  value: "URLSearchParams Iterator",
  configurable: true
})

let fill
let listOf

class URLSearchParams {
  #pairs
  /** Writes the text into the URL that they belong to. */
  #written = () => {}
  static {
    fill = (params, text, written) => {
      params.#pairs = parsed(text)
      if (written !== undefined) params.#written = written
    }
    listOf = (params) => {
      if (typeof params !== "object" || params === null || !(#pairs in params)) throw wrongThis("URLSearchParams")
      return params.#pairs
    }
  }
  constructor(init = undefined) {
    this.#pairs = pairsOf(init)
  }
  get size() {
    return listOf(this).length
  }
  append(name, value) {
    listOf(this)
    need(["name", "value"], arguments.length)
    this.#pairs.push([textOf(name), textOf(value)])
    this.#written(this)
  }
  delete(name, value = undefined) {
    listOf(this)
    need(["name"], arguments.length)
    const [key, only] = [textOf(name), value === undefined ? undefined : textOf(value)]
    this.#pairs = this.#pairs.filter((pair) => pair[0] !== key || (only !== undefined && pair[1] !== only))
    this.#written(this)
  }
  get(name) {
    listOf(this)
    need(["name"], arguments.length)
    const key = textOf(name)
    return this.#pairs.find((pair) => pair[0] === key)?.[1] ?? null
  }
  getAll(name) {
    listOf(this)
    need(["name"], arguments.length)
    const key = textOf(name)
    return this.#pairs.filter((pair) => pair[0] === key).map((pair) => pair[1])
  }
  has(name, value = undefined) {
    listOf(this)
    need(["name"], arguments.length)
    const [key, only] = [textOf(name), value === undefined ? undefined : textOf(value)]
    return this.#pairs.some((pair) => pair[0] === key && (only === undefined || pair[1] === only))
  }
  set(name, value) {
    listOf(this)
    need(["name", "value"], arguments.length)
    const [key, text] = [textOf(name), textOf(value)]
    const first = this.#pairs.findIndex((pair) => pair[0] === key)
    if (first < 0) this.#pairs.push([key, text])
    else {
      this.#pairs[first][1] = text
      this.#pairs = this.#pairs.filter((pair, index) => index <= first || pair[0] !== key)
    }
    this.#written(this)
  }
  sort() {
    listOf(this).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    this.#written(this)
  }
  entries() {
    listOf(this)
    return new URLSearchParamsIterator(() => this.#pairs, "entries")
  }
  forEach(callback, thisArg = undefined) {
    listOf(this)
    if (typeof callback !== "function") throw invalidType("callback", "function", callback)
    for (let index = 0; index < this.#pairs.length; index++) {
      const [key, value] = this.#pairs[index]
      Reflect.apply(callback, thisArg, [value, key, this])
    }
  }
  keys() {
    listOf(this)
    return new URLSearchParamsIterator(() => this.#pairs, "keys")
  }
  values() {
    listOf(this)
    return new URLSearchParamsIterator(() => this.#pairs, "values")
  }
  toString() {
    return listOf(this)
      .map(([key, value]) => `${encoded(key)}=${encoded(value)}`)
      .join("&")
  }
  [custom](depth, options) {
    const pairs = listOf(this)
    if (depth !== null && depth < 0) return "[Object]"
    if (pairs.length === 0) return "URLSearchParams {}"
    const inner = { ...options, depth: depth === null ? null : depth - 1 }
    return shown(
      "URLSearchParams",
      pairs.map(([key, value]) => `${prelude.inspect(key, inner)} => ${prelude.inspect(value, inner)}`),
      inner
    )
  }
}
for (const name of Object.getOwnPropertyNames(URLSearchParams.prototype)) {
  if (name !== "constructor") Object.defineProperty(URLSearchParams.prototype, name, { enumerable: true })
}
Object.defineProperties(URLSearchParams.prototype, {
  [Symbol.iterator]: { value: URLSearchParams.prototype.entries, writable: true, configurable: true },
  [Symbol.toStringTag]: { value: "URLSearchParams", configurable: true }
})

module.exports = {
  URLSearchParams,
  /** The parameters of a URL: `write` gets their text when they have changed. */
  attached(text, write) {
    const params = new URLSearchParams()
    fill(params, text, (changed) => write(changed.toString()))
    return params
  },
  /** Fills them anew from the URL. */
  refill: (params, text) => fill(params, text)
}
