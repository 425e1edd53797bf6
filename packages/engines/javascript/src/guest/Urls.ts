/* oxlint-disable unicorn/consistent-function-scoping -- only the text of the exported function reaches the machine */
import type { GuestValue } from "./GuestValue.ts"

/**
 * Joins the engine's `URL` and our `URLSearchParams`: `url.searchParams` is live and writes back. Adds what the engine's lacks. `unit` loads
 * the parameters, which most programs do not use.
 */
export const liveSearchParams = (p: GuestValue, unit: () => GuestValue): void => {
  const Native = (globalThis as GuestValue).URL
  const Url = class URL {
    constructor(url: GuestValue, base: GuestValue = undefined) {
      const count = arguments.length
      if (count === 0) {
        throw p.assign(new p.TypeError('The "url" argument must be specified'), { code: "ERR_MISSING_ARGS" })
      }
      // A text is asked for once.
      const [input, from] = [`${url}`, base === undefined ? undefined : `${base}`]
      try {
        return p.construct(Native, from === undefined ? [input] : [input, from], new.target)
      } catch (error) {
        const told =
          from === undefined ? { code: "ERR_INVALID_URL", input } : { code: "ERR_INVALID_URL", input, base: from }
        throw p.assign(error, told)
      }
    }
  } as GuestValue
  for (const [from, to] of [
    [Native, Url],
    [Native.prototype, Url.prototype]
  ] as GuestValue) {
    const names = p.names(from)
    for (let i = 0; i < names.length; i++) {
      const name = names[i]
      if (p.hasOwn(to, name)) continue
      p.define(to, name, p.assign(p.describe(from, name), { enumerable: true }))
    }
  }
  p.method(globalThis, "URL", Url)
  const get = p.uncurry(WeakMap.prototype.get)
  const set = p.uncurry(WeakMap.prototype.set)
  const paramsOf = new WeakMap()
  const search = p.describe(Url.prototype, "search")
  const readSearch = p.uncurry(search.get)
  const writeSearch = p.uncurry(search.set)
  const textOf = (url: GuestValue): string => p.slice(readSearch(url), 1)
  const getter = {
    get searchParams(): GuestValue {
      let params = get(paramsOf, this)
      if (params === undefined) {
        params = unit().attached(textOf(this), (text: string) => writeSearch(this, text))
        set(paramsOf, this, params)
      }
      return params
    }
  }
  p.define(
    Url.prototype,
    "searchParams",
    p.noProto({ get: p.describe(getter, "searchParams").get, enumerable: true, configurable: true })
  )
  const written = ["search", "href"]
  for (let i = 0; i < written.length; i++) {
    const name = written[i] as string
    const own = p.describe(Url.prototype, name)
    const write = p.uncurry(own.set)
    const setter = {
      set value(to: GuestValue) {
        write(this, to)
        const params = get(paramsOf, this)
        if (params !== undefined) unit().refill(params, textOf(this))
      }
    }
    p.define(
      Url.prototype,
      name,
      p.noProto({ get: own.get, set: p.describe(setter, "value").set, enumerable: true, configurable: true })
    )
  }
  const statics = {
    canParse(url: GuestValue, base: GuestValue = undefined): boolean {
      return statics.parse(url, base) !== null
    },
    parse(url: GuestValue, base: GuestValue = undefined): GuestValue {
      try {
        return new Url(url, base)
      } catch {
        return null
      }
    }
  }
  p.method(Url, "canParse", statics.canParse, true)
  p.method(Url, "parse", statics.parse, true)
  p.define(Url.prototype, p.toStringTag, p.noProto({ value: "URL", configurable: true }))
}
