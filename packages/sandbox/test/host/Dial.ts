/** Where an attacker would call: servers of the test, which count. */
export interface Numbers {
  readonly port: number
  readonly socketPath: string
}

/**
 * The body of a function that dials out by every handle that JavaScript finds in its process: it walks from the global object through
 * properties, symbols, getters and prototypes, takes whatever can dispatch, connect or be made of, and has the event loop turn by every
 * way there is.
 */
export const dial = ({ port, socketPath }: Numbers): string => String.raw`
const port = ${port}, socketPath = ${JSON.stringify(socketPath)}
const tried = []
const attempt = (what, act) => { try { const value = act(); if (value && typeof value.then === "function") value.then(() => {}, () => {}); tried.push(what) } catch {} }
const handler = { onConnect() {}, onHeaders() { return true }, onData() { return true }, onComplete() {}, onError() {}, onUpgrade() {},
  onRequestStart() {}, onRequestUpgrade() {}, onResponseStart() {}, onResponseData() {}, onResponseEnd() {}, onResponseError() {} }
const outward = /^(?:TCP|Pipe|Socket|Server|Agent|ProxyAgent|Client|Pool|BalancedPool|Dispatcher|WebSocket|EventSource|Worker)$/
const use = (thing, name) => {
  attempt(name + ".dispatch", () => { if (typeof thing.dispatch !== "function") throw 0; thing.dispatch({ origin: "http://127.0.0.1:" + port, path: "/", method: "GET" }, handler) })
  attempt(name + ".connect", () => { if (typeof thing.connect !== "function") throw 0; thing.connect(port, "127.0.0.1") })
  attempt(name + ".connect to a path", () => { if (typeof thing.connect !== "function") throw 0; thing.connect({ path: socketPath }) })
}
const dialAll = () => {
  const seen = new Set(), waiting = [globalThis, process]
  while (waiting.length > 0) {
    const value = waiting.pop()
    if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) continue
    seen.add(value)
    try { waiting.push(Object.getPrototypeOf(value)) } catch {}
    let keys = []
    try { keys = Reflect.ownKeys(value) } catch {}
    for (const key of keys) try { waiting.push(value[key]) } catch {}
    let name = ""
    try { name = String(typeof value === "function" ? value.name : value.constructor && value.constructor.name) } catch {}
    if (!outward.test(name)) continue
    use(value, name)
    if (typeof value !== "function") { attempt(name + " by a path", () => use(new value.constructor({ connect: { socketPath } }), name + " by a path")); continue }
    for (const made of [[], ["ws://127.0.0.1:" + port], ["http://127.0.0.1:" + port], [{ connect: { socketPath } }]]) attempt("new " + name, () => use(new value(...made), "new " + name))
  }
  attempt("fetch", () => fetch("http://127.0.0.1:" + port))
  for (const name of ["tcp_wrap", "pipe_wrap", "spawn_sync"]) attempt("binding " + name, () => process.binding(name))
  for (const name of ["net", "http", "node:child_process"]) attempt("builtin " + name, () => process.getBuiltinModule(name).connect(port))
}
dialAll()
setTimeout(dialAll, 0)
Promise.resolve().then(dialAll)
process.nextTick(dialAll)
const nothing = () => true
for (const method of ["on", "once", "addListener", "prependListener"]) attempt("process." + method, () => process[method]("uncaughtException", nothing))
attempt("capture", () => process.setUncaughtExceptionCaptureCallback(nothing))
attempt("prototype", () => Object.getPrototypeOf(Object.getPrototypeOf(process)).on.call(process, "uncaughtException", nothing))
for (const name of ["exit", "reallyExit", "abort", "_fatalException", "emit"]) {
  attempt("replace " + name, () => { process[name] = nothing })
  attempt("redefine " + name, () => { Object.defineProperty(process, name, { value: nothing }) })
}
attempt("tick", () => process._tickCallback())
for (const holder of [Function.prototype, Array.prototype]) for (const name of ["call", "apply", "bind", "slice", "subarray"]) {
  const real = holder[name]
  if (name === "bind" && real) holder[name] = function (...args) { return real.apply(this, args) }
}
`

/** What makes the host throw where nothing of it catches: its way out is then all that stands between the attacker and the event loop. */
export const breakOut = `
JSON.stringify = () => { throw new Error("out") }
return tried.join()`
