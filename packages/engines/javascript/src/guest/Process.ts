/* oxlint-disable unicorn/consistent-function-scoping -- only the text of the exported function reaches the machine */
import type { GuestValue } from "./GuestValue.ts"

/** The global `process`: arguments, standard streams, exit, clocks and the events of its end. */
export const makeProcess = (p: GuestValue, host: GuestValue, loop: GuestValue, version: string): GuestValue => {
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
    if (emitter === stdin && (event === "data" || event === "readable" || event === "end")) startFlow(event)
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
    emit(event: GuestValue, ...args: GuestValue) {
      return emit(this, event, args)
    },
    listenerCount(event: GuestValue) {
      return listeners(this, event).length
    },
    removeAllListeners(event: GuestValue) {
      listeners(this, event).length = 0
      return this
    }
  }
  onEmitter.addListener = onEmitter.on
  onEmitter.removeListener = onEmitter.off
  const addAll = (to: GuestValue, from: GuestValue, enumerable: boolean): void => {
    const names = p.keys(from)
    for (let i = 0; i < names.length; i++) p.method(to, names[i], from[names[i]], enumerable)
  }
  addAll(emitterPrototype, onEmitter, false)

  const decoder = new (globalThis as GuestValue).TextDecoder()
  const decode = p.uncurry((globalThis as GuestValue).TextDecoder.prototype.decode)
  const writable = (stream: number): GuestValue => {
    const made = p.create(emitterPrototype)
    addAll(
      made,
      {
        write: (chunk: GuestValue, encoding?: GuestValue, done?: GuestValue) => {
          if (typeof chunk !== "string" && !(p.isView(chunk) && p.typedTag(chunk) === "Uint8Array")) {
            throw loop.invalid("chunk", "string or an instance of Uint8Array", chunk)
          }
          host.write(stream, chunk)
          const callback = typeof encoding === "function" ? encoding : done
          if (typeof callback === "function") loop.nextTick(callback)
          return true
        },
        end: (chunk?: GuestValue) => {
          if (chunk !== undefined) made.write(chunk)
        },
        fd: stream,
        isTTY: false,
        writable: true
      },
      true
    )
    return made
  }

  const stdin: GuestValue = p.create(emitterPrototype)
  // Node returns a Buffer, which converts to text.
  const chunkPrototype: GuestValue = p.create(Uint8Array.prototype)
  p.method(chunkPrototype, "toString", function (this: GuestValue) {
    return decode(decoder, this)
  })
  let encoding: string | undefined
  let input: GuestValue
  let flowing = false
  let ended = false
  const takeAll = (): GuestValue => {
    const bytes = input ?? host.stdin()
    input = undefined
    ended = true
    if (p.typedLength(bytes) === 0) return null
    if (encoding !== undefined) return decode(decoder, bytes)
    p.setProto(bytes, chunkPrototype)
    return bytes
  }
  const startFlow = (event: string): void => {
    if (flowing || (event === "end" && !flowing)) return
    flowing = true
    loop.later(() => {
      if (event === "readable") {
        emit(stdin, "readable", [])
        if (ended) loop.nextTick(finish)
        return
      }
      const chunk = ended ? null : takeAll()
      if (chunk !== null) emit(stdin, "data", [chunk])
      finish()
    })
  }
  let finished = false
  const finish = (): void => {
    if (finished) return
    finished = true
    emit(stdin, "end", [])
    emit(stdin, "close", [])
  }
  addAll(
    stdin,
    {
      fd: 0,
      isTTY: false,
      setEncoding: (name: GuestValue) => {
        const wanted = p.lower(p.String(name ?? "utf8"))
        if (wanted !== "utf8" && wanted !== "utf-8") throw new p.TypeError(`Unknown encoding: ${wanted}`)
        encoding = "utf8"
        return stdin
      },
      read: () => {
        if (!ended) return takeAll()
        finish()
        return null
      },
      resume: () => {
        startFlow("data")
        return stdin
      },
      pause: () => stdin,
      unref: () => stdin,
      ref: () => stdin
    },
    true
  )
  p.method(stdin, p.asyncIterator, () => {
    const iterator: GuestValue = {
      next: async () => {
        const value = ended ? null : takeAll()
        return value === null ? { value: undefined, done: true } : { value, done: false }
      },
      return: async () => ({ value: undefined, done: true })
    }
    p.method(iterator, p.asyncIterator, () => iterator)
    return iterator
  })

  const made: GuestValue = p.create(emitterPrototype)
  let exitCode: GuestValue
  const toCode = (value: GuestValue): number | undefined => {
    if (value === undefined || value === null) return undefined
    const code = typeof value === "string" && p.trim(value) !== "" ? +value : value
    if (typeof code !== "number" || !p.isInteger(code)) throw loop.invalid("code", "integer", value)
    return ((code % 256) + 256) % 256
  }
  let exiting = false
  const exit = (code?: GuestValue): void => {
    const given = toCode(code)
    if (given !== undefined) exitCode = given
    if (!exiting) {
      exiting = true
      emit(made, "exit", [toCode(exitCode) ?? 0])
    }
    host.exit(toCode(exitCode) ?? 0)
  }
  const hrtime = (previous?: GuestValue): GuestValue => {
    const ms = host.now()
    let seconds = p.floor(ms / 1000)
    let nanos = p.floor((ms % 1000) * 1e6)
    if (previous !== undefined) {
      seconds -= previous[0]
      nanos -= previous[1]
      if (nanos < 0) {
        seconds--
        nanos += 1e9
      }
    }
    return [seconds, nanos]
  }
  p.method(hrtime, "bigint", () => BigInt(p.floor(host.now() * 1e6)))
  addAll(
    made,
    {
      version: `v${version}`,
      versions: { quickjs: version },
      arch: "wasm32",
      platform: "linux",
      pid: 1,
      title: "glissade",
      execArgv: [],
      argv0: "glissade",
      execPath: "/usr/bin/glissade",
      env: {},
      argv: [],
      stdout: writable(1),
      stderr: writable(2),
      stdin,
      exit,
      reallyExit: (code?: GuestValue) => host.exit(toCode(code) ?? 0),
      abort: () => host.exit(134),
      nextTick: loop.nextTick,
      cwd: () => "/home/user",
      uptime: () => host.now() / 1000,
      hrtime,
      memoryUsage: () => {
        const bytes = host.memory()
        return { rss: bytes, heapTotal: bytes, heapUsed: bytes, external: 0, arrayBuffers: 0 }
      },
      emitWarning: (warning: GuestValue) =>
        host.write(2, `(glissade) Warning: ${p.String(warning?.message ?? warning)}\n`)
    },
    true
  )
  p.define(
    made,
    "exitCode",
    p.noProto({
      get: () => exitCode,
      set: (value: GuestValue) => {
        toCode(value)
        exitCode = value
      },
      enumerable: true,
      configurable: true
    })
  )
  p.define(made, p.toStringTag, p.noProto({ value: "process", configurable: true }))
  p.method(globalThis, "process", made)
  return p.noProto({
    begin: (args: GuestValue) => {
      made.argv = args
    },
    emit: (event: string, args: GuestValue) => emit(made, event, args),
    exit,
    exitCode: () => toCode(exitCode) ?? 0
  })
}
