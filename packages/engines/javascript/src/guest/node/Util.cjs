const { coded, invalidType, needFunction, refused } = require("./Errors.cjs")
// It gives timers what \`promisify\` returns for them.
require("./Timers.cjs")
const { isDeepStrictEqual } = require("./Comparisons.cjs")
const types = require("./Types.cjs")
const { parseArgs } = require("./ParseArgs.cjs")

const { inspect, format } = prelude
const promisified = Symbol.for("nodejs.util.promisify.custom")

const promisify = (original) => {
  needFunction("original", original)
  if (original[promisified]) {
    needFunction("util.promisify.custom", original[promisified])
    return Object.defineProperty(original[promisified], promisified, {
      value: original[promisified],
      configurable: true
    })
  }
  function promised(...args) {
    return new Promise((resolve, reject) => {
      Reflect.apply(original, this, [...args, (error, value) => (error ? reject(error) : resolve(value))])
    })
  }
  Object.setPrototypeOf(promised, Object.getPrototypeOf(original))
  Object.defineProperty(promised, promisified, { value: promised, configurable: true })
  return Object.defineProperties(promised, Object.getOwnPropertyDescriptors(original))
}
promisify.custom = promisified

const callbackify = (original) => {
  needFunction("original", original)
  const callbackified = function (...args) {
    const callback = args.pop()
    needFunction("last argument", callback)
    Reflect.apply(original, this, args).then(
      (value) => process.nextTick(callback, null, value),
      (reason) => {
        const error =
          reason ||
          Object.assign(coded(Error, "ERR_FALSY_VALUE_REJECTION", "Promise was rejected with falsy value"), { reason })
        process.nextTick(callback, error)
      }
    )
  }
  return Object.defineProperty(callbackified, "name", { value: `${original.name}Callbackified` })
}

const inherits = (constructor, parent) => {
  if (constructor === undefined || constructor === null) throw invalidType("ctor", "function", constructor)
  if (parent === undefined || parent === null) throw invalidType("superCtor", "function", parent)
  if (parent.prototype === undefined) throw invalidType("superCtor.prototype", "object", undefined)
  Object.defineProperty(constructor, "super_", { value: parent, writable: true, configurable: true })
  Object.setPrototypeOf(constructor.prototype, parent.prototype)
}

const warned = new Set()
const deprecate = (original, message, code) => {
  if (code !== undefined && typeof code !== "string") throw invalidType("code", "string", code)
  let told = false
  const deprecated = function (...args) {
    if (!told && !(code !== undefined && warned.has(code))) {
      told = true
      warned.add(code)
      process.emitWarning(message, "DeprecationWarning", code)
    }
    return new.target ? Reflect.construct(original, args, new.target) : Reflect.apply(original, this, args)
  }
  Object.setPrototypeOf(deprecated, original)
  deprecated.prototype = original.prototype
  return deprecated
}

const colors = {
  reset: [0, 0],
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  underline: [4, 24],
  blink: [5, 25],
  inverse: [7, 27],
  hidden: [8, 28],
  strikethrough: [9, 29],
  doubleunderline: [21, 24],
  black: [30, 39],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
  white: [37, 39],
  bgBlack: [40, 49],
  bgRed: [41, 49],
  bgGreen: [42, 49],
  bgYellow: [43, 49],
  bgBlue: [44, 49],
  bgMagenta: [45, 49],
  bgCyan: [46, 49],
  bgWhite: [47, 49],
  framed: [51, 54],
  overlined: [53, 55],
  gray: [90, 39],
  grey: [90, 39],
  redBright: [91, 39],
  greenBright: [92, 39],
  yellowBright: [93, 39],
  blueBright: [94, 39],
  magentaBright: [95, 39],
  cyanBright: [96, 39],
  whiteBright: [97, 39],
  bgGray: [100, 49],
  bgRedBright: [101, 49],
  bgGreenBright: [102, 49],
  bgYellowBright: [103, 49],
  bgBlueBright: [104, 49],
  bgMagentaBright: [105, 49],
  bgCyanBright: [106, 49],
  bgWhiteBright: [107, 49]
}
inspect.colors ??= colors
inspect.styles ??= {
  special: "cyan",
  number: "yellow",
  bigint: "yellow",
  boolean: "yellow",
  undefined: "grey",
  null: "bold",
  string: "green",
  symbol: "green",
  date: "magenta",
  regexp: "red",
  module: "underline"
}
inspect.defaultOptions ??= {
  showHidden: false,
  depth: 2,
  colors: false,
  customInspect: true,
  showProxy: false,
  maxArrayLength: 100,
  maxStringLength: 10000,
  breakLength: 80,
  compact: 3,
  sorted: false,
  getters: false,
  numericSeparator: false
}

const colours = Object.entries(inspect.colors)
const styleText = (styles, text, options = undefined) => {
  if (typeof text !== "string") throw invalidType("text", "string", text)
  const list = Array.isArray(styles) ? styles : [styles]
  for (const style of list) {
    if (style !== "none" && !Object.hasOwn(inspect.colors, style)) {
      throw coded(
        TypeError,
        "ERR_INVALID_ARG_VALUE",
        `The argument 'format' must be one of: ${colours.map(([name]) => `'${name}'`).join(", ")}. Received ${inspect(style)}`
      )
    }
  }
  // A stream is not a terminal here, for which Node leaves the styles out.
  if (options?.validateStream !== false) return text
  const used = list.filter((style) => style !== "none").map((style) => inspect.colors[style])
  // A text within that ends the style begins it again; bold and dim have the same end, and keep it.
  const inner = used.reduce((shown, [open, close]) => {
    const [begin, end] = [`\u001B[${open}m`, `\u001B[${close}m`]
    const body = shown.endsWith(end) ? shown.slice(0, -end.length) : shown
    const rest = shown.slice(body.length)
    return body.replaceAll(end, close === 22 ? `${end}${begin}` : begin) + rest
  }, text)
  return used.reduceRight((shown, [open, close]) => `\u001B[${open}m${shown}\u001B[${close}m`, inner)
}

/** Escape sequences, as Node finds them: text that ends with BEL, ESC \\ or ST, and codes with a final letter. */
const escapes = new RegExp(
  "[\\u001B\\u009B][[\\]()#;?]*(?:(?:(?:(?:;[-a-zA-Z\\d/#&.:=?%@~_]+)*|[a-zA-Z\\d]+(?:;[-a-zA-Z\\d/#&.:=?%@~_]*)*)?" +
    "(?:\\u0007|\\u001B\\u005C|\\u009C))|(?:(?:\\d{1,4}(?:;\\d{0,4})*)?[\\dA-PR-TZcf-nq-uy=><~]))",
  "g"
)

const debuglog = () => Object.assign(() => {}, { enabled: false })

const names = Object.entries(require("./Os.cjs").constants.errno)

const formatWithOptions = (options, ...args) =>
  format(
    args.map((value) =>
      typeof value === "string" || typeof value === "number"
        ? value
        : { [inspect.custom]: () => inspect(value, options) }
    )
  )

module.exports = {
  isArray: Array.isArray,
  aborted: (signal) => new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true })),
  callbackify,
  debug: debuglog,
  debuglog,
  deprecate,
  format: (...args) => format(args),
  formatWithOptions,
  getCallSites: () => refused("util.getCallSites", "QuickJS has no call sites"),
  getSystemErrorName: (number) => names.find(([, value]) => value === -number)?.[0],
  inherits,
  inspect,
  isDeepStrictEqual,
  parseArgs,
  parseEnv: (text) =>
    Object.fromEntries(
      Array.from(text.matchAll(/^\s*(?:export\s+)?([\w.-]+)\s*=\s*("[^"]*"|'[^']*'|[^#\n]*)/gm), ([, key, value]) => [
        key,
        value.trim().replace(/^(["'])(.*)\1$/s, "$2")
      ])
    ),
  promisify,
  stripVTControlCharacters: (text) => {
    if (typeof text !== "string") throw invalidType("str", "string", text)
    return text.replaceAll(escapes, "")
  },
  styleText,
  toUSVString: (text) => `${text}`.toWellFormed(),
  TextDecoder: globalThis.TextDecoder,
  TextEncoder: globalThis.TextEncoder,
  types
}
