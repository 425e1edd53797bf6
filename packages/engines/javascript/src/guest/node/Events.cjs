const { coded, invalidType, needFunction, outOfRange } = require("./Errors.cjs")
const awaited = require("./EventsAwaited.cjs")

const kCapture = Symbol("kCapture")
const kShapeMode = Symbol("shapeMode")
const kErrorMonitor = Symbol("events.errorMonitor")
const kRejection = Symbol.for("nodejs.rejection")
let defaultMaxListeners = 10

function EventEmitter(options) {
  EventEmitter.init.call(this, options)
}

EventEmitter.prototype._events = undefined
EventEmitter.prototype._eventsCount = 0
EventEmitter.prototype._maxListeners = undefined

const needCount = (name, n) => {
  if (typeof n !== "number") throw invalidType(name, "number", n)
  if (!(n >= 0)) throw outOfRange(name, ">= 0", n)
}

EventEmitter.init = function (options) {
  if (this._events === undefined || this._events === Object.getPrototypeOf(this)._events) {
    this._events = Object.create(null)
    this._eventsCount = 0
  }
  this._maxListeners ||= undefined
  if (this[kShapeMode] === undefined) this[kShapeMode] = false
  const captures = options?.captureRejections
  if (captures !== undefined && typeof captures !== "boolean") {
    throw invalidType("options.captureRejections", "boolean", captures)
  }
  this[kCapture] = captures ?? false
}

const methods = {
  setMaxListeners(n) {
    needCount("setMaxListeners", n)
    this._maxListeners = n
    return this
  },
  getMaxListeners() {
    return this._maxListeners ?? defaultMaxListeners
  },
  emit(type, ...args) {
    const events = this._events
    if (type === "error") {
      if (events?.[kErrorMonitor] !== undefined) this.emit(kErrorMonitor, ...args)
      if (events?.error === undefined) throw unheard(args[0])
    }
    const handler = events?.[type]
    if (handler === undefined) return false
    const listeners = typeof handler === "function" ? [handler] : [...handler]
    for (const listener of listeners) {
      const result = Reflect.apply(listener, this, args)
      if (this[kCapture] && typeof result?.then === "function") {
        result.then(undefined, (error) => process.nextTick(rejected, this, error, type, args))
      }
    }
    return true
  },
  addListener(type, listener) {
    return add(this, type, listener, false)
  },
  prependListener(type, listener) {
    return add(this, type, listener, true)
  },
  once(type, listener) {
    needFunction("listener", listener)
    return this.on(type, onceOf(this, type, listener))
  },
  prependOnceListener(type, listener) {
    needFunction("listener", listener)
    return this.prependListener(type, onceOf(this, type, listener))
  },
  removeListener(type, listener) {
    needFunction("listener", listener)
    const list = this._events?.[type]
    if (list === undefined) return this
    if (typeof list === "function") {
      if (list !== listener && list.listener !== listener) return this
      drop(this, type)
      listener = list.listener ?? listener
    } else {
      const at = list.findLastIndex((one) => one === listener || one.listener === listener)
      if (at < 0) return this
      const rest = list.toSpliced(at, 1)
      this._events[type] = rest.length === 1 ? rest[0] : rest
    }
    if (this._events.removeListener !== undefined) this.emit("removeListener", type, listener)
    return this
  },
  removeAllListeners(type) {
    const events = this._events
    if (events === undefined) return this
    if (events.removeListener === undefined) {
      if (arguments.length === 0) {
        this._events = Object.create(null)
        this._eventsCount = 0
      } else if (events[type] !== undefined) drop(this, type)
      return this
    }
    if (arguments.length === 0) {
      for (const key of Reflect.ownKeys(events)) if (key !== "removeListener") this.removeAllListeners(key)
      this.removeAllListeners("removeListener")
      return this
    }
    for (const listener of listOf(events[type]).toReversed()) this.removeListener(type, listener)
    return this
  },
  listeners(type) {
    return listOf(this._events?.[type]).map((one) => one.listener ?? one)
  },
  rawListeners(type) {
    return [...listOf(this._events?.[type])]
  },
  listenerCount(type, listener) {
    const list = listOf(this._events?.[type])
    if (listener == null) return list.length
    return list.filter((one) => one === listener || one.listener === listener).length
  },
  eventNames() {
    return this._eventsCount > 0 ? Reflect.ownKeys(this._events) : []
  }
}
methods.on = methods.addListener
methods.off = methods.removeListener
Object.assign(EventEmitter.prototype, methods)

const listOf = (handler) => (handler === undefined ? [] : typeof handler === "function" ? [handler] : handler)

const drop = (emitter, type) => {
  if (--emitter._eventsCount === 0) emitter._events = Object.create(null)
  else delete emitter._events[type]
}

const shown = (value) => {
  try {
    return prelude.inspect(value)
  } catch {
    return String(value)
  }
}

const unheard = (value) => {
  if (value instanceof Error) return value
  const error = coded(Error, "ERR_UNHANDLED_ERROR", `Unhandled error. (${shown(value)})`)
  error.context = value
  return error
}

const rejected = (emitter, error, type, args) => {
  if (typeof emitter[kRejection] === "function") return emitter[kRejection](error, type, ...args)
  const before = emitter[kCapture]
  emitter[kCapture] = false
  try {
    emitter.emit("error", error)
  } finally {
    emitter[kCapture] = before
  }
}

const add = (emitter, type, listener, first) => {
  needFunction("listener", listener)
  emitter._events ??= Object.create(null)
  emitter._eventsCount ??= 0
  if (emitter._events.newListener !== undefined) emitter.emit("newListener", type, listener.listener ?? listener)
  const events = emitter._events
  const known = events[type]
  if (known === undefined) {
    events[type] = listener
    emitter._eventsCount++
    return emitter
  }
  const list = typeof known === "function" ? [known] : known
  events[type] = list
  if (first) list.unshift(listener)
  else list.push(listener)
  const most = emitter._maxListeners ?? defaultMaxListeners
  if (most > 0 && list.length > most && !list.warned) {
    list.warned = true
    const warning = new Error(
      `Possible EventEmitter memory leak detected. ${list.length} ${String(type)} listeners added to ${prelude.inspect(emitter, { depth: -1 })}. MaxListeners is ${most}. Use emitter.setMaxListeners() to increase limit`
    )
    process.emitWarning(
      Object.assign(warning, { name: "MaxListenersExceededWarning", emitter, type, count: list.length })
    )
  }
  return emitter
}

const onceOf = (emitter, type, listener) => {
  let fired = false
  const wrapper = (...args) => {
    if (fired) return undefined
    fired = true
    emitter.removeListener(type, wrapper)
    return Reflect.apply(listener, emitter, args)
  }
  wrapper.listener = listener
  return wrapper
}

const { isTarget } = awaited

/** How many listeners a target may have before it is warned of; a signal, as many as it is given. */
const targetMaxima = new WeakMap()
const notAnEmitter = (name, value) => invalidType(name, ["EventEmitter", "EventTarget"], value)

Object.assign(EventEmitter, {
  EventEmitter,
  once: awaited.once,
  on: awaited.on,
  usingDomains: false,
  captureRejectionSymbol: kRejection,
  captureRejections: false,
  errorMonitor: kErrorMonitor,
  getEventListeners: (emitter, type) =>
    isTarget(emitter) ? require("./EventTarget.cjs").listenersOf(emitter, type) : emitter.listeners(type),
  getMaxListeners(emitter) {
    if (isTarget(emitter)) return targetMaxima.get(emitter) ?? ("aborted" in emitter ? 0 : defaultMaxListeners)
    if (typeof emitter?.getMaxListeners !== "function") throw notAnEmitter("emitter", emitter)
    return emitter._maxListeners ?? defaultMaxListeners
  },
  setMaxListeners(n = defaultMaxListeners, ...emitters) {
    needCount("setMaxListeners", n)
    if (emitters.length === 0) defaultMaxListeners = n
    for (const emitter of emitters) {
      if (isTarget(emitter)) targetMaxima.set(emitter, n)
      else if (typeof emitter?.setMaxListeners === "function") emitter.setMaxListeners(n)
      else throw notAnEmitter("eventTargets", emitter)
    }
  },
  listenerCount: (emitter, type) => EventEmitter.getEventListeners(emitter, type).length,
  addAbortListener(signal, listener) {
    if (signal === undefined) throw invalidType("signal", "AbortSignal", signal)
    if (signal.aborted) queueMicrotask(() => listener())
    else signal.addEventListener("abort", listener, { once: true })
    return { [Symbol.dispose ?? Symbol.for("dispose")]: () => signal.removeEventListener("abort", listener) }
  }
})
Object.defineProperty(EventEmitter, "defaultMaxListeners", {
  get: () => defaultMaxListeners,
  set(n) {
    needCount("defaultMaxListeners", n)
    defaultMaxListeners = n
  },
  enumerable: true,
  configurable: true
})

module.exports = EventEmitter
