const { coded, invalidType, needFunction, outOfRange } = require("./Errors.cjs")

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

EventEmitter.init = function (options) {
  if (this._events === undefined || this._events === Object.getPrototypeOf(this)._events) {
    this._events = Object.create(null)
    this._eventsCount = 0
  }
  this._maxListeners ||= undefined
  if (this[kShapeMode] === undefined) this[kShapeMode] = false
  this[kCapture] = options?.captureRejections === true
}

const methods = {
  setMaxListeners(n) {
    if (typeof n !== "number" || !(n >= 0)) throw outOfRange("setMaxListeners", "a non-negative number", n)
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

const unheard = (value) => {
  if (value instanceof Error) return value
  const error = coded(
    Error,
    "ERR_UNHANDLED_ERROR",
    `Unhandled error. (${typeof value === "string" ? prelude.inspect(value) : prelude.inspect(value)})`
  )
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
  const most = emitter.getMaxListeners()
  if (most > 0 && list.length > most && !list.warned) {
    Object.defineProperty(list, "warned", { value: true })
    process.emitWarning(
      `Possible EventEmitter memory leak detected. ${list.length} ${String(type)} listeners added to ${prelude.inspect(emitter, { depth: -1 })}. MaxListeners is ${most}. Use emitter.setMaxListeners() to increase limit`,
      "MaxListenersExceededWarning"
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

const isTarget = (emitter) => typeof emitter?.addEventListener === "function" && typeof emitter.on !== "function"

const listen = (emitter, type, listener) =>
  isTarget(emitter) ? emitter.addEventListener(type, listener) : emitter.on(type, listener)
const unlisten = (emitter, type, listener) =>
  isTarget(emitter) ? emitter.removeEventListener(type, listener) : emitter.off(type, listener)

const abortError = (signal) => require("./Abort.cjs").abortError(signal)

EventEmitter.once = async (emitter, type, options) => {
  const signal = options?.signal
  if (signal?.aborted) throw abortError(signal)
  return new Promise((resolve, reject) => {
    const clean = () => {
      unlisten(emitter, type, heard)
      if (type !== "error" && !isTarget(emitter)) unlisten(emitter, "error", failed)
      signal?.removeEventListener("abort", aborted)
    }
    const heard = (...args) => {
      clean()
      resolve(args)
    }
    const failed = (error) => {
      clean()
      reject(error)
    }
    const aborted = () => failed(abortError(signal))
    listen(emitter, type, heard)
    if (type !== "error" && !isTarget(emitter)) listen(emitter, "error", failed)
    signal?.addEventListener("abort", aborted)
  })
}

EventEmitter.on = (emitter, type, options) => {
  const signal = options?.signal
  if (signal?.aborted) throw abortError(signal)
  const values = []
  const waiting = []
  let failure
  let done = false
  const heard = (...args) => {
    if (waiting.length > 0) waiting.shift().resolve({ value: args, done: false })
    else values.push(args)
  }
  const failed = (error) => {
    if (waiting.length > 0) waiting.shift().reject(error)
    else failure = { error }
    iterator.return()
  }
  const aborted = () => failed(abortError(signal))
  const closes = options?.close ?? []
  const iterator = {
    next() {
      if (values.length > 0) return Promise.resolve({ value: values.shift(), done: false })
      if (failure !== undefined) {
        const { error } = failure
        failure = undefined
        return Promise.reject(error)
      }
      if (done) return Promise.resolve({ value: undefined, done: true })
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    },
    return() {
      done = true
      unlisten(emitter, type, heard)
      if (!isTarget(emitter)) unlisten(emitter, "error", failed)
      for (const name of closes) unlisten(emitter, name, iterator.return)
      signal?.removeEventListener("abort", aborted)
      for (const { resolve } of waiting.splice(0)) resolve({ value: undefined, done: true })
      return Promise.resolve({ value: undefined, done: true })
    },
    throw(error) {
      failed(error)
      return Promise.resolve({ value: undefined, done: true })
    },
    [Symbol.asyncIterator]() {
      return this
    }
  }
  listen(emitter, type, heard)
  if (type !== "error" && !isTarget(emitter)) listen(emitter, "error", failed)
  for (const name of closes) listen(emitter, name, iterator.return)
  signal?.addEventListener("abort", aborted)
  return iterator
}

Object.assign(EventEmitter, {
  EventEmitter,
  usingDomains: false,
  captureRejectionSymbol: kRejection,
  captureRejections: false,
  errorMonitor: kErrorMonitor,
  getEventListeners: (emitter, type) =>
    isTarget(emitter) ? require("./EventTarget.cjs").listenersOf(emitter, type) : emitter.listeners(type),
  getMaxListeners: (emitter) => (isTarget(emitter) ? defaultMaxListeners : emitter.getMaxListeners()),
  setMaxListeners(n = defaultMaxListeners, ...emitters) {
    if (emitters.length === 0) defaultMaxListeners = n
    for (const emitter of emitters) if (!isTarget(emitter)) emitter.setMaxListeners(n)
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
    defaultMaxListeners = n
  },
  enumerable: true,
  configurable: true
})

module.exports = EventEmitter
