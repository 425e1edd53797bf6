/* oxlint-disable unicorn/consistent-function-scoping -- only the text of the exported function reaches the machine */
import type { GuestValue } from "./GuestValue.ts"

/** Defines the remaining globals of the platform, and removes those that have no place here. */
export const platformGlobals = (p: GuestValue, host: GuestValue, inspect: GuestValue): void => {
  const g = globalThis as GuestValue
  const define = (name: string, value: GuestValue): void => p.method(g, name, value)
  const integerViews = /^(Int8|Uint8|Uint8Clamped|Int16|Uint16|Int32|Uint32|BigInt64|BigUint64)Array$/
  const fail = (message: string, name: string): GuestValue => new p.DOMException(message, name)
  const webCrypto = {
    getRandomValues: (view: GuestValue) => {
      const tag = p.isView(view) ? p.typedTag(view) : undefined
      if (tag === undefined || p.exec(integerViews, tag) === null) {
        throw fail("The data argument must be an integer-type TypedArray", "TypeMismatchError")
      }
      const length = p.typedBytes(view)
      if (length > 65_536) {
        throw fail(`The requested length exceeds 65,536 bytes`, "QuotaExceededError")
      }
      const bytes = new p.Uint8Array(p.typedBuffer(view), p.typedOffset(view), length)
      const random = host.random(length)
      for (let i = 0; i < length; i++) bytes[i] = random[i]
      return view
    },
    randomUUID: () => {
      const bytes = host.random(16)
      bytes[6] = (bytes[6] & 15) | 64
      bytes[8] = (bytes[8] & 63) | 128
      let shown = ""
      for (let i = 0; i < 16; i++) {
        if (i === 4 || i === 6 || i === 8 || i === 10) shown += "-"
        shown += p.padStart(p.numberText(bytes[i], 16), 2, "0")
      }
      return shown
    }
  }
  const cryptoObject = p.create({})
  const clock: GuestValue = p.create({})
  const names = p.keys(webCrypto)
  for (let i = 0; i < names.length; i++) p.method(cryptoObject, names[i], (webCrypto as GuestValue)[names[i]])
  p.define(cryptoObject, p.toStringTag, p.noProto({ value: "Crypto", configurable: true }))
  p.define(cryptoObject, "subtle", p.noProto({ get: () => host.subtle(), enumerable: true, configurable: true }))
  define("crypto", cryptoObject)
  p.method(clock, "now", () => host.now())
  p.method(clock, "timeOrigin", 0)
  p.method(clock, "toJSON", () => ({ timeOrigin: clock.timeOrigin }))
  p.define(clock, p.toStringTag, p.noProto({ value: "Performance", configurable: true }))
  define("performance", clock)
  define("global", g)
  const refusal = "fetch failed: programs have no network here"
  define(
    "fetch",
    {
      fetch: async (): Promise<never> => {
        throw new p.TypeError(refusal)
      }
    }.fetch
  )
  const custom = p.symbolFor("nodejs.util.inspect.custom")
  const show = (prototype: GuestValue, view: GuestValue): void => p.method(prototype, custom, view)
  const href = p.getter(g.URL.prototype, "href")
  show(g.URL.prototype, function (this: GuestValue, depth: GuestValue, options: GuestValue): GuestValue {
    try {
      href(this)
    } catch {
      return this
    }
    if (depth !== null && depth < 0) return "[URL]"
    const shown: GuestValue = {}
    const fields = [
      "href",
      "origin",
      "protocol",
      "username",
      "password",
      "host",
      "hostname",
      "port",
      "pathname",
      "search",
      "searchParams",
      "hash"
    ]
    for (let i = 0; i < fields.length; i++) shown[fields[i] as string] = this[fields[i] as string]
    return `URL ${inspect(shown, options)}`
  })
  delete g.InternalError
  delete g.SharedArrayBuffer
}
