/* oxlint-disable unicorn/consistent-function-scoping -- only the text of the exported function reaches the machine */
import type { GuestValue } from "./GuestValue.ts"

/** Formats the arguments of `console.log`: `%` directives of a first string, then the rest separated by spaces. */
export const formatter = (p: GuestValue, host: GuestValue, inspect: GuestValue): GuestValue => {
  const { slice, charCode } = p
  const number = (value: number): string => (p.is(value, -0) ? "-0" : `${value}`)
  const builtInText = (value: GuestValue): boolean => {
    if (host.proxyTarget(value) !== undefined) return true
    let at = value
    if (p.hasOwn(at, "toString")) return false
    do {
      at = p.protoOf(at)
      if (at === null) return true
    } while (!p.hasOwn(at, "toString"))
    const constructor = p.describe(at, "constructor")?.value
    return typeof constructor === "function" && builtIns(constructor)
  }
  const natives = new p.Set()
  const globals = p.names(globalThis)
  const has = p.uncurry(p.Set.prototype.has)
  const add = p.uncurry(p.Set.prototype.add)
  for (let i = 0; i < globals.length; i++) {
    const value = p.describe(globalThis, globals[i])?.value
    if (typeof value === "function") add(natives, value)
  }
  const builtIns = (constructor: GuestValue): boolean => has(natives, constructor)
  const asText = (value: GuestValue): string => {
    if (typeof value === "number") return number(value)
    if (typeof value === "bigint") return `${p.bigintText(value)}n`
    if (typeof value === "object" && value !== null && builtInText(value)) {
      return inspect(value, p.noProto({ depth: 0, compact: 3 }))
    }
    return p.String(value)
  }
  const asNumber = (value: GuestValue, read: GuestValue): string => {
    if (typeof value === "bigint" && read !== p.parseFloat) return `${p.bigintText(value)}n`
    if (typeof value === "symbol") return "NaN"
    if (read === p.Number && typeof value === "object") return number(p.Number(value))
    return number(read(value))
  }
  const asJson = (value: GuestValue): string => {
    try {
      return `${p.stringify(value)}`
    } catch (error) {
      if (p.includes(p.String((error as GuestValue)?.message), "circular")) return "[Circular]"
      throw error
    }
  }
  const directive = (code: number, value: GuestValue): string | undefined => {
    switch (code) {
      case 115:
        return asText(value)
      case 100:
        return asNumber(value, p.Number)
      case 105:
        return asNumber(value, p.parseInt)
      case 102:
        return asNumber(value, p.parseFloat)
      case 106:
        return asJson(value)
      case 111:
        return inspect(value, p.noProto({ showHidden: true, depth: 4 }))
      case 79:
        return inspect(value)
      case 99:
        return ""
      default:
        return undefined
    }
  }
  return (args: GuestValue): string => {
    const first = args[0]
    if (args.length === 1) return typeof first === "string" ? first : inspect(first)
    let out = ""
    let next = 0
    if (typeof first === "string") {
      next = 1
      let from = 0
      for (let i = 0; i < first.length - 1; i++) {
        if (charCode(first, i) !== 37) continue
        const code = charCode(first, i + 1)
        if (code === 37) {
          out += slice(first, from, i + 1)
          from = i + 2
          i++
        } else if (next < args.length) {
          const shown = directive(code, args[next])
          if (shown === undefined) continue
          out += slice(first, from, i) + shown
          from = i + 2
          i++
          next++
        }
      }
      out += slice(first, from)
    }
    for (let i = next; i < args.length; i++) {
      if (i > 0) out += " "
      out += typeof args[i] === "string" ? args[i] : inspect(args[i])
    }
    return out
  }
}
