/* oxlint-disable unicorn/consistent-function-scoping -- only the text of the exported function reaches the machine */
import type { GuestValue } from "./GuestValue.ts"

/** Defines the globals that are Node's modules' and made when a program first uses them, and what modules there are. */
export const lazyGlobals = (p: GuestValue, modules: GuestValue): void => {
  const names = p.keys(modules.globals)
  for (let i = 0; i < names.length; i++) {
    const name = names[i]
    const keep = (value: GuestValue): GuestValue => {
      p.method(globalThis, name, value)
      return value
    }
    p.define(
      globalThis,
      name,
      p.noProto({ get: () => keep(modules.globals[name]()), set: keep, configurable: true, enumerable: false })
    )
  }
  p.method((globalThis as GuestValue).process, "getBuiltinModule", (id: GuestValue) => {
    const name = p.String(id)
    const prefix = p.startsWith(name, "node:") ? 5 : p.startsWith(name, "glissade:") ? 9 : 0
    return modules.load(p.slice(name, prefix))
  })
}
