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
  // The immediates of this turn, and how many of them ran: those that they add wait for the next turn.
  let batch: GuestValue = []
  let batchAt = 0
  // What would be input and output in Node: it runs after due timers and before immediates, not in the turn that asked for it.
  let polls: GuestValue = []
  let pollAt = 0
  let polled = false
  let turn = 0
  // Takes what is typed while the program runs, and whether the loop goes on for that alone.
  let reader: GuestValue
  let isHeld = true
  let readAt = 0
  let ticks: GuestValue = []
  let tickAt = 0
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
    timer.at = p.floor(host.now()) + timer.delay
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
    if (timer.fired && !timer.cleared) {
      timer.fired = false
      timer.cancelled = false
      timer.refreshed = 0
      p.mapSet(active, timer.id, timer)
      schedule(timer)
      return
    }
    if (timer.cancelled) return
    timer.refreshed = host.now() + timer.delay
  })
  const end = (timer: GuestValue): void => {
    timer.cleared = true
    cancel(timer)
  }
  onHandle("close", end)
  p.method(handlePrototype, Symbol.dispose, handlePrototype.close)
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
      /** Whether it has called back, and would again if it is refreshed. */
      fired: false,
      cleared: false,
      referenced: true,
      handle: undefined
    })
    p.mapSet(active, timer.id, timer)
    const handle = p.create(name === "setImmediate" ? immediatePrototype : timeoutPrototype)
    timer.handle = handle
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
    if (timer !== undefined) end(timer)
  }
  const pending = (): boolean => {
    for (let i = 0; i < heap.length; i++) if (!heap[i].cancelled && heap[i].referenced) return true
    return false
  }
  const runTimer = (): boolean => {
    // Node takes more than a millisecond until its first turn, so the shortest timers are due by then.
    const now = p.floor(host.now()) + (turn === 0 && immediates.length > 0 ? 1 : 0)
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
      if (next.at > now) return false
      remove()
      if (!next.repeats) {
        cancel(next)
        next.fired = true
      }
      try {
        p.apply(next.callback, next.handle, next.args)
      } finally {
        if (next.repeats && !next.cancelled) schedule(next)
      }
      return true
    }
    return false
  }
  const runPoll = (): boolean => {
    if (pollAt === polls.length || polls[pollAt].turn === turn) return false
    const due = polls[pollAt++]
    if (pollAt === polls.length) {
      polls = []
      pollAt = 0
    }
    due.callback()
    return true
  }
  const runImmediate = (): boolean => {
    while (batchAt < batch.length) {
      const due = batch[batchAt++]
      if (due.cancelled) continue
      cancel(due)
      p.apply(due.callback, due.handle, due.args)
      return true
    }
    return false
  }
  /** Runs one due callback and returns 0. Otherwise returns how long to wait for the next one, or -1 if none is left. */
  const step = (): number => {
    if (runImmediate()) return 0
    // Behind what was input and output come the immediates, also where a timer is due by then.
    if (!polled && runTimer()) return 0
    if (runPoll()) {
      polled = true
      return 0
    }
    polled = false
    // Immediates that never end must not keep the input away. Each look costs a tenth of a millisecond.
    if (reader !== undefined && immediates.length + polls.length > 0 && host.now() - readAt > 10) {
      readAt = host.now()
      const bytes = host.stdin(65_536, 0)
      if (bytes !== undefined) {
        reader(bytes)
        return 0
      }
    }
    turn++
    batch = immediates
    batchAt = 0
    immediates = []
    if (runImmediate() || polls.length > 0) return 0
    const untilTimer = heap.length > 0 ? p.max(0.1, heap[0].at - host.now()) : Infinity
    const goesOn = heap.length > 0 && pending()
    if (reader === undefined || !(isHeld || goesOn)) return goesOn ? untilTimer : -1
    const bytes = host.stdin(65_536, untilTimer)
    if (bytes !== undefined) {
      polled = true
      reader(bytes)
    }
    return 0
  }
  /** Runs the callbacks of `process.nextTick`, with those that they add; returns whether there were any. */
  const runTicks = (): boolean => {
    if (ticks.length === 0) return false
    while (tickAt < ticks.length) {
      const due = ticks[tickAt++]
      p.apply(due.callback, undefined, due.args)
    }
    ticks = []
    tickAt = 0
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
    functions: p.noProto(named),
    step,
    ticks: runTicks,
    invalid,
    reads: (taker: GuestValue) => {
      reader = taker
    },
    holds: (holds: boolean) => {
      isHeld = holds
    },
    later: (callback: GuestValue) => push(polls, p.noProto({ callback, turn })),
    nextTick: (callback: GuestValue, ...args: GuestValue) => {
      if (typeof callback !== "function") throw invalid("callback", "function", callback)
      push(ticks, p.noProto({ callback, args }))
    }
  })
}
