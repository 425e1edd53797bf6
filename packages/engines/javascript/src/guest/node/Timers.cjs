const { loop } = prelude
const Abort = () => require("./Abort.cjs")
const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } = loop.functions

const waiting = (start, stop) => (value, options) => {
  const signal = options?.signal
  if (signal?.aborted) return Promise.reject(Abort().abortError(signal))
  return new Promise((resolve, reject) => {
    const handle = start(() => {
      signal?.removeEventListener("abort", aborted)
      resolve(value)
    })
    if (options?.ref === false) handle.unref?.()
    const aborted = () => {
      stop(handle)
      reject(Abort().abortError(signal))
    }
    signal?.addEventListener("abort", aborted, { once: true })
  })
}

const promises = {
  setTimeout: (delay, value, options) => waiting((done) => setTimeout(done, delay), clearTimeout)(value, options),
  setImmediate: (value, options) => waiting(setImmediate, clearImmediate)(value, options),
  async *setInterval(delay, value, options) {
    for (;;) yield await promises.setTimeout(delay, value, options)
  }
}
promises.scheduler = {
  wait: (delay, options) => promises.setTimeout(delay, undefined, options),
  yield: () => promises.setImmediate()
}

const custom = Symbol.for("nodejs.util.promisify.custom")
for (const [timer, promised] of [
  [setTimeout, promises.setTimeout],
  [setImmediate, promises.setImmediate]
]) {
  Object.defineProperty(timer, custom, { value: promised, configurable: true })
}

module.exports = { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate, promises }
