const { Event, EventTarget, handlerProperty } = require("./EventTarget.cjs")
const { loop } = prelude
const custom = Symbol.for("nodejs.util.inspect.custom")
const making = Symbol("making")

class AbortSignal extends EventTarget {
  #aborted = false
  #reason
  constructor(token) {
    if (token !== making) {
      throw Object.assign(new TypeError("Illegal constructor"), { code: "ERR_ILLEGAL_CONSTRUCTOR" })
    }
    super()
  }
  get aborted() {
    return this.#aborted
  }
  get reason() {
    return this.#reason
  }
  throwIfAborted() {
    if (this.#aborted) throw this.#reason
  }
  static abort(reason) {
    const signal = new AbortSignal(making)
    stop(signal, reason)
    return signal
  }
  static timeout(delay) {
    const signal = new AbortSignal(making)
    loop.functions
      .setTimeout(
        () => stop(signal, new DOMException("The operation was aborted due to timeout", "TimeoutError")),
        delay
      )
      .unref()
    return signal
  }
  static any(signals) {
    const made = new AbortSignal(making)
    for (const signal of signals) {
      if (signal.aborted) {
        stop(made, signal.reason)
        break
      }
      signal.addEventListener("abort", () => stop(made, signal.reason), { once: true })
    }
    return made
  }
  static _stop(signal, reason) {
    if (signal.#aborted) return
    signal.#aborted = true
    signal.#reason = reason
    signal.dispatchEvent(new Event("abort"))
  }
  [custom](depth, options) {
    return depth < 0 ? "AbortSignal" : `AbortSignal ${prelude.inspect({ aborted: this.aborted }, options)}`
  }
}
const { _stop } = AbortSignal
delete AbortSignal._stop
const stop = (signal, reason = new DOMException("This operation was aborted", "AbortError")) => _stop(signal, reason)
handlerProperty(AbortSignal.prototype, "abort")

class AbortController {
  #signal = new AbortSignal(making)
  get signal() {
    return this.#signal
  }
  abort(reason) {
    stop(this.#signal, reason)
  }
  [custom](depth, options) {
    return depth < 0 ? "AbortController" : `AbortController ${prelude.inspect({ signal: this.signal }, options)}`
  }
}
for (const of of [AbortSignal, AbortController]) {
  Object.defineProperty(of.prototype, Symbol.toStringTag, { value: of.name, configurable: true })
}

class AbortError extends Error {
  constructor(message = "The operation was aborted", options = undefined) {
    super(message, options)
    this.code = "ABORT_ERR"
    this.name = "AbortError"
  }
}

module.exports = {
  AbortController,
  AbortSignal,
  AbortError,
  abortError: (signal) => new AbortError(undefined, { cause: signal?.reason })
}
