/** Node's modules. Each is evaluated when it is first asked for. */
const sources = {
  __proto__: null,
  assert: () => require("./Assert.cjs"),
  "assert/strict": () => require("./Assert.cjs").strict,
  buffer: () => require("./Buffer.cjs"),
  console: () => globalThis.console,
  constants: () => require("./Os.cjs").constants.signals,
  crypto: () => require("./Crypto.cjs"),
  events: () => require("./Events.cjs"),
  fs: () => require("./Fs.cjs"),
  "fs/promises": () => require("./Fs.cjs").promises,
  module: () => require("./Module.cjs"),
  os: () => require("./Os.cjs"),
  path: () => require("./Path.cjs"),
  "path/posix": () => require("./Path.cjs"),
  perf_hooks: () => require("./PerfHooks.cjs"),
  process: () => prelude.process,
  punycode: () => require("./Punycode.cjs"),
  querystring: () => require("./QueryString.cjs"),
  readline: () => require("./Readline.cjs"),
  "readline/promises": () => require("./Readline.cjs").promises,
  stream: () => require("./Stream.cjs"),
  "stream/consumers": () => require("./StreamConsumers.cjs"),
  "stream/promises": () => require("./Stream.cjs").promises,
  string_decoder: () => require("./StringDecoder.cjs"),
  sys: () => require("./Util.cjs"),
  timers: () => require("./Timers.cjs"),
  "timers/promises": () => require("./Timers.cjs").promises,
  tty: () => require("./Tty.cjs"),
  url: () => require("./Url.cjs"),
  util: () => require("./Util.cjs"),
  "util/types": () => require("./Util.cjs").types
}

const loaded = new Map()

/** A module of Node by its name without `node:`, or nothing. */
const load = (name) => {
  if (loaded.has(name)) return loaded.get(name)
  const source = sources[name]
  if (source === undefined) return undefined
  const value = source()
  loaded.set(name, value)
  return value
}

exports.load = load

/** The names of what a module has, with commas between. */
exports.names = (name) => Object.keys(load(name.slice("node:".length)) ?? {}).join(",")

exports.main = (compiled, path) => require("./Module.cjs")._runMain(compiled, path)

/** Globals that are made when they are first used. */
exports.globals = {
  __proto__: null,
  AbortController: () => require("./Abort.cjs").AbortController,
  AbortSignal: () => require("./Abort.cjs").AbortSignal,
  Blob: () => require("./Buffer.cjs").Blob,
  Buffer: () => require("./Buffer.cjs").Buffer,
  CustomEvent: () => require("./EventTarget.cjs").CustomEvent,
  Event: () => require("./EventTarget.cjs").Event,
  EventTarget: () => require("./EventTarget.cjs").EventTarget,
  Intl: () => require("./Intl.cjs").Intl,
  URLSearchParams: () => require("./SearchParams.cjs").URLSearchParams
}

/** Evaluates what every program of CommonJS needs. */
exports.ready = () => void require("./Module.cjs")
