/* oxlint-disable unicorn/consistent-function-scoping -- only the text of the exported function reaches the machine */
import type { GuestValue } from "./GuestValue.ts"

/**
 * The prototype of what emits events and is there before a program requires anything: `process` and its streams. `listened` is called for
 * each new listener.
 */
export const makeEmitter = (p: GuestValue, loop: GuestValue, listened: GuestValue): GuestValue => {
  const { push } = p
  const emitterPrototype: GuestValue = {}
  const listenersOf = new WeakMap()
  const lookUp = p.uncurry(WeakMap.prototype.get)
  const remember = p.uncurry(WeakMap.prototype.set)
  const listeners = (emitter: GuestValue, event: GuestValue): GuestValue => {
    let all = lookUp(listenersOf, emitter)
    if (all === undefined) {
      all = new p.Map()
      remember(listenersOf, emitter, all)
    }
    let list = p.mapGet(all, event)
    if (list === undefined) {
      list = []
      p.mapSet(all, event, list)
    }
    return list
  }
  const without = (list: GuestValue, callback: GuestValue): void => {
    for (let i = 0; i < list.length; i++) {
      if (list[i].callback !== callback) continue
      for (let j = i; j < list.length - 1; j++) list[j] = list[j + 1]
      list.length--
      return
    }
  }
  const emit = (emitter: GuestValue, event: string, args: GuestValue): boolean => {
    const current = listeners(emitter, event)
    const due: GuestValue = []
    for (let i = 0; i < current.length; i++) push(due, current[i])
    for (let i = 0; i < due.length; i++) {
      if (due[i].once) without(current, due[i].callback)
      p.apply(due[i].callback, emitter, args)
    }
    return due.length > 0
  }
  const listen = (emitter: GuestValue, event: GuestValue, callback: GuestValue, once: boolean): GuestValue => {
    if (typeof callback !== "function") throw loop.invalid("listener", "function", callback)
    push(listeners(emitter, event), p.noProto({ callback, once }))
    listened(emitter, event)
    return emitter
  }
  const onEmitter: GuestValue = {
    on(event: GuestValue, callback: GuestValue) {
      return listen(this, event, callback, false)
    },
    once(event: GuestValue, callback: GuestValue) {
      return listen(this, event, callback, true)
    },
    off(event: GuestValue, callback: GuestValue) {
      without(listeners(this, event), callback)
      return this
    },
    prependListener(event: GuestValue, callback: GuestValue) {
      listen(this, event, callback, false)
      const list = listeners(this, event)
      const added = list[list.length - 1]
      for (let i = list.length - 1; i > 0; i--) list[i] = list[i - 1]
      list[0] = added
      return this
    },
    listeners(event: GuestValue) {
      const list = listeners(this, event)
      const found: GuestValue = []
      for (let i = 0; i < list.length; i++) push(found, list[i].callback)
      return found
    },
    eventNames() {
      const all = lookUp(listenersOf, this)
      const found: GuestValue = []
      if (all !== undefined) {
        p.mapEach(all, (list: GuestValue, event: GuestValue) => {
          if (list.length > 0) push(found, event)
        })
      }
      return found
    },
    setMaxListeners() {
      return this
    },
    getMaxListeners() {
      return 10
    },
    emit(event: GuestValue, ...args: GuestValue) {
      return emit(this, event, args)
    },
    listenerCount(event: GuestValue) {
      return listeners(this, event).length
    },
    removeAllListeners(event: GuestValue) {
      if (event === undefined) remember(listenersOf, this, new p.Map())
      else listeners(this, event).length = 0
      return this
    }
  }
  onEmitter.addListener = onEmitter.on
  onEmitter.removeListener = onEmitter.off
  const names = p.keys(onEmitter)
  for (let i = 0; i < names.length; i++) p.method(emitterPrototype, names[i], onEmitter[names[i]])
  return p.noProto({ prototype: emitterPrototype, emit })
}
