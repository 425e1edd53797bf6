/* oxlint-disable unicorn/consistent-function-scoping -- only the text of the exported function reaches the machine */
import type { GuestValue } from "./GuestValue.ts"

/** Joins `URL` and `URLSearchParams`, which the engine's library keeps apart: `url.searchParams` is live and writes back. */
export const liveSearchParams = (p: GuestValue): void => {
  const { URL: Url, URLSearchParams: Params } = globalThis as GuestValue
  const get = p.uncurry(WeakMap.prototype.get)
  const set = p.uncurry(WeakMap.prototype.set)
  const paramsOf = new WeakMap()
  const urlOf = new WeakMap()
  const search = p.describe(Url.prototype, "search")
  const readSearch = p.uncurry(search.get)
  const writeSearch = p.uncurry(search.set)
  const native: GuestValue = p.noProto({})
  const names = p.names(Params.prototype)
  for (let i = 0; i < names.length; i++) {
    const value = p.describe(Params.prototype, names[i]).value
    if (typeof value === "function") native[names[i]] = p.uncurry(value)
  }
  const refill = (params: GuestValue, from: string): void => {
    const keys: GuestValue = []
    native.forEach(params, (_: string, key: string) => p.push(keys, key))
    for (let i = 0; i < keys.length; i++) native.delete(params, keys[i])
    native.forEach(new Params(from), (value: string, key: string) => native.append(params, key, value))
  }
  const getter = {
    get searchParams(): GuestValue {
      let params = get(paramsOf, this)
      if (params === undefined) {
        params = new Params(readSearch(this))
        set(paramsOf, this, params)
        set(urlOf, params, this)
      }
      return params
    }
  }
  p.define(
    Url.prototype,
    "searchParams",
    p.noProto({ get: p.describe(getter, "searchParams").get, enumerable: true, configurable: true })
  )
  const mutators = ["append", "delete", "set", "sort"]
  for (let i = 0; i < mutators.length; i++) {
    const name = mutators[i] as string
    const wrapped: GuestValue = {
      [name](...args: GuestValue): void {
        p.apply(native[name], undefined, p.concat([this], args))
        const url = get(urlOf, this)
        if (url !== undefined) writeSearch(url, native.toString(this))
      }
    }
    p.method(Params.prototype, name, wrapped[name], true)
  }
  const written = ["search", "href"]
  for (let i = 0; i < written.length; i++) {
    const name = written[i] as string
    const own = p.describe(Url.prototype, name)
    const write = p.uncurry(own.set)
    const setter = {
      set value(to: GuestValue) {
        write(this, to)
        const params = get(paramsOf, this)
        if (params !== undefined) refill(params, readSearch(this))
      }
    }
    p.define(
      Url.prototype,
      name,
      p.noProto({ get: own.get, set: p.describe(setter, "value").set, enumerable: true, configurable: true })
    )
  }
}
