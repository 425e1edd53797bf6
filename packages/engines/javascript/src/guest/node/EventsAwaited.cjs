/** `once` and `on` of `events`: what comes next, as promises. For emitters and for event targets. */
const { invalidType } = require("./Errors.cjs")

const isTarget = (emitter) => typeof emitter?.addEventListener === "function" && typeof emitter.on !== "function"

const listen = (emitter, type, listener) =>
  isTarget(emitter) ? emitter.addEventListener(type, listener) : emitter.on(type, listener)
const unlisten = (emitter, type, listener) =>
  isTarget(emitter) ? emitter.removeEventListener(type, listener) : emitter.off(type, listener)

const needEmitter = (value) => {
  if (typeof value?.on !== "function" && !isTarget(value)) throw invalidType("emitter", "EventEmitter", value)
}
const needOptions = (options) => {
  if (options !== undefined && (typeof options !== "object" || options === null))
    throw invalidType("options", "object", options)
  const signal = options?.signal
  if (signal !== undefined && (typeof signal !== "object" || signal === null || !("aborted" in signal))) {
    throw invalidType("options.signal", "AbortSignal", signal)
  }
}

const abortError = (signal) => require("./Abort.cjs").abortError(signal)

const once = async (emitter, type, options) => {
  needOptions(options)
  const signal = options?.signal
  if (signal?.aborted) throw abortError(signal)
  return new Promise((resolve, reject) => {
    needEmitter(emitter)
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

const on = (emitter, type, options) => {
  needOptions(options)
  needEmitter(emitter)
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

module.exports = { isTarget, on, once }
