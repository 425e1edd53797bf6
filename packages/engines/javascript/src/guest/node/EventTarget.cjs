const { invalidType, coded } = require("./Errors.cjs")
const custom = Symbol.for("nodejs.util.inspect.custom")

const phase = { NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2, BUBBLING_PHASE: 3 }
const states = new WeakMap()

class Event {
  #type
  #options
  #timeStamp = globalThis.performance.now()
  constructor(type, options = undefined) {
    if (arguments.length === 0) throw coded(TypeError, "ERR_MISSING_ARGS", 'The "type" argument must be specified')
    this.#type = `${type}`
    this.#options = { bubbles: !!options?.bubbles, cancelable: !!options?.cancelable, composed: !!options?.composed }
    states.set(this, { prevented: false, stopped: false, ended: false, target: null, current: null, passive: false })
  }
  get type() {
    return this.#type
  }
  get target() {
    return states.get(this).target
  }
  get srcElement() {
    return states.get(this).target
  }
  get currentTarget() {
    return states.get(this).current
  }
  get bubbles() {
    return this.#options.bubbles
  }
  get cancelable() {
    return this.#options.cancelable
  }
  get composed() {
    return this.#options.composed
  }
  get defaultPrevented() {
    return states.get(this).prevented
  }
  get returnValue() {
    return !states.get(this).prevented
  }
  get timeStamp() {
    return this.#timeStamp
  }
  get isTrusted() {
    return false
  }
  get eventPhase() {
    return states.get(this).current === null ? 0 : 2
  }
  get cancelBubble() {
    return states.get(this).stopped
  }
  composedPath() {
    return states.get(this).current === null ? [] : [states.get(this).current]
  }
  preventDefault() {
    const state = states.get(this)
    if (this.cancelable && !state.passive) state.prevented = true
  }
  stopPropagation() {
    states.get(this).stopped = true
  }
  stopImmediatePropagation() {
    states.get(this).stopped = states.get(this).ended = true
  }
  [custom](depth, options) {
    const { name } = this.constructor
    if (depth < 0) return name
    const shown = {
      type: this.type,
      defaultPrevented: this.defaultPrevented,
      cancelable: this.cancelable,
      timeStamp: this.timeStamp
    }
    return `${name} ${prelude.inspect(shown, { ...options, depth: options.depth === null ? null : options.depth - 1 })}`
  }
}
Object.assign(Event, phase)
Object.assign(Event.prototype, phase)

class CustomEvent extends Event {
  #detail
  constructor(type, options) {
    super(type, options)
    this.#detail = options?.detail ?? null
  }
  get detail() {
    return this.#detail
  }
}

const listeners = new WeakMap()
const listFor = (target, type) => {
  const all = listeners.get(target)
  if (all === undefined) throw coded(TypeError, "ERR_INVALID_THIS", 'Value of "this" must be of type EventTarget')
  if (!all.has(type)) all.set(type, [])
  return all.get(type)
}

class EventTarget {
  constructor() {
    listeners.set(this, new Map())
  }
  addEventListener(type, listener, options) {
    if (listener === null || listener === undefined) return
    if (typeof listener !== "function" && typeof listener !== "object")
      throw invalidType("listener", "EventListener", listener)
    const capture = typeof options === "boolean" ? options : !!options?.capture
    const list = listFor(this, `${type}`)
    if (options?.signal?.aborted || list.some((one) => one.listener === listener && one.capture === capture)) return
    list.push({ listener, capture, once: !!options?.once, passive: !!options?.passive, gone: false })
    options?.signal?.addEventListener("abort", () => this.removeEventListener(type, listener, options), { once: true })
  }
  removeEventListener(type, listener, options) {
    const capture = typeof options === "boolean" ? options : !!options?.capture
    const list = listFor(this, `${type}`)
    const at = list.findIndex((one) => one.listener === listener && one.capture === capture)
    if (at >= 0) for (const one of list.splice(at, 1)) one.gone = true
  }
  dispatchEvent(event) {
    const state = states.get(event)
    if (state === undefined) throw invalidType("event", "Event", event)
    if (state.current !== null)
      throw coded(Error, "ERR_EVENT_RECURSION", `The event "${event.type}" is already being dispatched`)
    state.target = state.current = this
    for (const one of listFor(this, event.type).slice()) {
      if (one.gone || state.ended) continue
      if (one.once) this.removeEventListener(event.type, one.listener, one.capture)
      state.passive = one.passive
      try {
        if (typeof one.listener === "function") Reflect.apply(one.listener, this, [event])
        else one.listener.handleEvent?.(event)
      } catch (error) {
        process.nextTick(() => {
          throw error
        })
      }
      state.passive = false
    }
    state.current = null
    return !state.prevented
  }
  [custom](depth, options) {
    return depth < 0 ? this.constructor.name : `${this.constructor.name} ${prelude.inspect({}, options)}`
  }
}
for (const of of [Event, CustomEvent, EventTarget]) {
  Object.defineProperty(of.prototype, Symbol.toStringTag, { value: of.name, configurable: true })
}

/** Defines `on<type>`, as the platform's own targets have it. */
const handlerProperty = (prototype, type) => {
  const handlers = new WeakMap()
  Object.defineProperty(prototype, `on${type}`, {
    get() {
      return handlers.get(this) ?? null
    },
    set(handler) {
      const known = handlers.get(this)
      if (known !== undefined) this.removeEventListener(type, known)
      handlers.set(this, handler)
      if (typeof handler === "function") this.addEventListener(type, handler)
    },
    enumerable: true,
    configurable: true
  })
}

module.exports = {
  Event,
  EventTarget,
  CustomEvent,
  handlerProperty,
  listenersOf: (target, type) => listFor(target, type).map(({ listener }) => listener)
}
