/* oxlint-disable unicorn/consistent-function-scoping -- only the text of the exported function reaches the machine */
import type { GuestValue } from "./GuestValue.ts"

/** Timers, ticks and immediates. The host calls `ticks` and `step`, and waits between them. */
export const eventLoop = (p: GuestValue, host: GuestValue): GuestValue => {
  const { push } = p
  // A binary heap by time, then by number: timers are in the program's own memory, so they count towards its limit.
  let heap: GuestValue = []
  let lastId = 0
  const active = new p.Map()
  let immediates: GuestValue = []
  let ticks: GuestValue = []
  const before = (a: GuestValue, b: GuestValue): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)
  const insert = (timer: GuestValue): void => {
    let i = heap.length
    push(heap, timer)
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!before(timer, heap[parent])) break
      heap[i] = heap[parent]
      i = parent
    }
    heap[i] = timer
  }
  const remove = (): GuestValue => {
    const top = heap[0]
    const last = heap[heap.length - 1]
    heap.length--
    const count = heap.length
    if (count === 0) return top
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= count) break
      if (child + 1 < count && before(heap[child + 1], heap[child])) child++
      if (!before(heap[child], last)) break
      heap[i] = heap[child]
      i = child
    }
    heap[i] = last
    return top
  }
  let order = 0
  const handles = p.uncurry(WeakMap.prototype.get)
  const remember = p.uncurry(WeakMap.prototype.set)
  const timerOf = new WeakMap()
  const schedule = (timer: GuestValue): void => {
    timer.at = host.now() + timer.delay
    timer.order = ++order
    insert(timer)
  }
  const handlePrototype: GuestValue = {}
  const onHandle = (name: PropertyKey, act: (timer: GuestValue) => GuestValue): void =>
    p.method(handlePrototype, name, function (this: GuestValue): GuestValue {
      const timer = handles(timerOf, this)
      if (timer === undefined) throw new p.TypeError("Illegal invocation")
      const answer = act(timer)
      return answer === undefined ? this : answer
    })
  onHandle("ref", (timer) => void (timer.referenced = true))
  onHandle("unref", (timer) => void (timer.referenced = false))
  onHandle("hasRef", (timer) => timer.referenced)
  onHandle("refresh", (timer) => {
    if (timer.cancelled) return
    timer.refreshed = host.now() + timer.delay
  })
  onHandle("close", (timer) => cancel(timer))
  onHandle(Symbol.toPrimitive, (timer) => timer.id)
  const handleNamed = (name: string): GuestValue => {
    const constructor = { [name]: function () {} }[name] as GuestValue
    p.setProto(constructor.prototype, handlePrototype)
    return constructor.prototype
  }
  const timeoutPrototype = handleNamed("Timeout")
  const immediatePrototype = handleNamed("Immediate")
  const add = (
    name: string,
    callback: GuestValue,
    delay: GuestValue,
    repeats: boolean,
    args: GuestValue
  ): GuestValue => {
    if (typeof callback !== "function") throw invalid("callback", "function", callback)
    let ms = +delay
    if (!(ms >= 1 && ms <= 2147483647)) ms = 1
    const timer = p.noProto({
      id: ++lastId,
      callback,
      delay: p.floor(ms),
      repeats,
      args,
      at: 0,
      order: 0,
      refreshed: 0,
      cancelled: false,
      referenced: true
    })
    p.mapSet(active, timer.id, timer)
    const handle = p.create(name === "setImmediate" ? immediatePrototype : timeoutPrototype)
    remember(timerOf, handle, timer)
    if (name === "setImmediate") push(immediates, timer)
    else schedule(timer)
    return handle
  }
  const invalid = (name: string, type: string, value: GuestValue): GuestValue => {
    const error = new p.TypeError(`The "${name}" argument must be of type ${type}. Received ${host.describe(value)}`)
    error.code = "ERR_INVALID_ARG_TYPE"
    return error
  }
  const cancel = (timer: GuestValue): void => {
    timer.cancelled = true
    p.mapDelete(active, timer.id)
  }
  const clear = (handle: GuestValue): void => {
    const timer =
      typeof handle === "object" && handle !== null
        ? handles(timerOf, handle)
        : typeof handle === "number" || typeof handle === "string"
          ? p.mapGet(active, +handle)
          : undefined
    if (timer !== undefined) cancel(timer)
  }
  const pending = (): boolean => {
    for (let i = 0; i < heap.length; i++) if (!heap[i].cancelled && heap[i].referenced) return true
    return false
  }
  /** Runs one due callback and returns 0. Otherwise returns how long to wait for the next one, or -1 if none is left. */
  const step = (): number => {
    while (heap.length > 0) {
      const next = heap[0]
      if (next.cancelled) {
        remove()
        continue
      }
      if (next.refreshed > next.at) {
        remove()
        next.at = next.refreshed
        next.order = ++order
        insert(next)
        continue
      }
      if (next.at > host.now()) break
      remove()
      if (!next.repeats) cancel(next)
      else schedule(next)
      p.apply(next.callback, undefined, next.args)
      return 0
    }
    if (immediates.length > 0) {
      const due = immediates[0]
      const rest: GuestValue = []
      for (let i = 1; i < immediates.length; i++) push(rest, immediates[i])
      immediates = rest
      if (!due.cancelled) {
        cancel(due)
        p.apply(due.callback, undefined, due.args)
      }
      return 0
    }
    return heap.length > 0 && pending() ? p.max(0.1, heap[0].at - host.now()) : -1
  }
  /** Runs the callbacks of `process.nextTick`; returns whether there were any. */
  const runTicks = (): boolean => {
    if (ticks.length === 0) return false
    const due = ticks
    ticks = []
    for (let i = 0; i < due.length; i++) {
      try {
        p.apply(due[i].callback, undefined, due[i].args)
      } catch (error) {
        ticks = []
        throw error
      }
    }
    return true
  }
  const define = (name: string, value: GuestValue): void => p.method(globalThis, name, value, true)
  const named: GuestValue = {
    setTimeout: (callback: GuestValue, delay?: GuestValue, ...args: GuestValue) =>
      add("setTimeout", callback, delay, false, args),
    setInterval: (callback: GuestValue, delay?: GuestValue, ...args: GuestValue) =>
      add("setInterval", callback, delay, true, args),
    setImmediate: (callback: GuestValue, ...args: GuestValue) => add("setImmediate", callback, 0, false, args),
    clearTimeout: (handle?: GuestValue) => clear(handle),
    clearInterval: (handle?: GuestValue) => clear(handle),
    clearImmediate: (handle?: GuestValue) => clear(handle)
  }
  const names = p.keys(named)
  for (let i = 0; i < names.length; i++) define(names[i], named[names[i]])
  return p.noProto({
    step,
    ticks: runTicks,
    invalid,
    later: (callback: GuestValue) => add("setImmediate", callback, 0, false, []),
    nextTick: (callback: GuestValue, ...args: GuestValue) => {
      if (typeof callback !== "function") throw invalid("callback", "function", callback)
      push(ticks, p.noProto({ callback, args }))
    }
  })
}
