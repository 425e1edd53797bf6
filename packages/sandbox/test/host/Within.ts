import { writeSync } from "node:fs"
import { loadEngine } from "@glissade/engine/host/LoadEngine"
import type { HostAssets } from "@glissade/engine/host/LoadEngine"
import * as Lockdown from "@glissade/engine/host/Lockdown"

/** Locks this process around an engine as the host does, and tells what can be reached in it. */
const describe = (key: PropertyKey): string => (typeof key === "symbol" ? key.toString() : String(key))

/** What is there, own and inherited, without calling a getter of what is not ours. */
const keysOf = (holder: object): ReadonlyArray<string> => {
  const keys: Array<string> = []
  for (
    let from: object | null = holder;
    from !== null && from !== Object.prototype;
    from = Reflect.getPrototypeOf(from)
  ) {
    for (const key of Reflect.ownKeys(from)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(from, key)!
      if (key === "constructor") continue
      if (!("value" in descriptor) || descriptor.value !== undefined) keys.push(describe(key))
    }
  }
  return keys.toSorted()
}

/** Names of everything that can be reached by properties, symbols, getters, prototypes and constructors. */
const reachable = (start: object): ReadonlyArray<string> => {
  const seen = new Set<object>()
  const names = new Set<string>()
  const waiting: Array<unknown> = [start]
  while (waiting.length > 0) {
    const value = waiting.pop()
    if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) continue
    seen.add(value)
    waiting.push(Reflect.getPrototypeOf(value))
    for (const key of Reflect.ownKeys(value)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(value, key)!
      if (key === "name" && typeof value === "function" && typeof descriptor.value === "string")
        names.add(descriptor.value)
      if ("value" in descriptor) waiting.push(descriptor.value)
      else {
        waiting.push(descriptor.get, descriptor.set)
        try {
          waiting.push(Reflect.get(value, key))
        } catch {
          // A getter of a prototype asks for an instance.
        }
      }
    }
  }
  return [...names].toSorted()
}

/** Modules of Node that were loaded until now. */
const loaded = (): ReadonlyArray<string> =>
  (process as unknown as { readonly moduleLoadList: ReadonlyArray<string> }).moduleLoadList.filter((name) =>
    name.startsWith("NativeModule ")
  )

Lockdown.beforeEngine()
const engine = await loadEngine(JSON.parse(process.argv[3]!) as HostAssets)
await engine.boot()
const modules = loaded().map((name) => name.slice("NativeModule ".length))
Lockdown.afterEngine()
const answer = { globals: keysOf(globalThis), process: keysOf(process), names: reachable(globalThis), modules }
writeSync(3, JSON.stringify(answer))
