import { constants } from "node:fs"
import { registerHooks } from "node:module"
import { keptGlobals, keptOfProcess } from "./Kept.ts"

/**
 * Removes what JavaScript could use to reach beyond this process. Node's permission model refuses files, processes and addons but not the
 * network, and an attacker who breaks an engine's gate runs JavaScript here.
 */

/** Modules that reach the network, other processes or threads, or around the permission model. */
const refused = new Set([
  "async_hooks",
  "child_process",
  "cluster",
  "dgram",
  "diagnostics_channel",
  "dns",
  "dns/promises",
  "domain",
  "http",
  "http2",
  "https",
  "inspector",
  "inspector/promises",
  "net",
  "perf_hooks",
  "quic",
  "readline",
  "readline/promises",
  "repl",
  "sea",
  "sqlite",
  "test",
  "tls",
  "trace_events",
  "tty",
  "wasi",
  "ws"
])

const isRefused = (specifier: string): boolean =>
  refused.has(specifier.replace(/^node:/, "")) || specifier.startsWith("_")

/**
 * Deletes a property before it is defined as `undefined`. Many of Node's globals are loaded when they are first read, and redefining one
 * reads it: for those of the network that would load all of HTTP, which would then stay within reach.
 */
const take = (holder: object, key: PropertyKey): void => {
  Reflect.deleteProperty(holder, key)
  Reflect.defineProperty(holder, key, { value: undefined, writable: false, configurable: false, enumerable: false })
}

/** Makes a property read-only and permanent. */
const fix = (holder: object, key: PropertyKey, value: unknown): void => {
  Reflect.deleteProperty(holder, key)
  Object.defineProperty(holder, key, { value, writable: false, configurable: false, enumerable: false })
}

const takeAllBut = (holder: object, kept: ReadonlySet<PropertyKey>): void => {
  for (const key of Reflect.ownKeys(holder)) if (!kept.has(key)) take(holder, key)
}

const clearEnvironment = (): void => {
  for (const name of Object.keys(process.env)) delete process.env[name]
}

/** A console that prints nothing. Node's own would load network modules to make streams of descriptors 1 and 2. */
const silentConsole = Object.freeze(
  Object.fromEntries(["debug", "error", "info", "log", "trace", "warn"].map((name) => [name, () => {}]))
)

/** Called before an engine loads. From then on no network module can be loaded, and `process.binding` has one name. */
export const beforeEngine = (): void => {
  // The environment was empty, except for PWD, which bubblewrap sets.
  clearEnvironment()
  registerHooks({
    resolve: (specifier, context, next) => {
      if (!isRefused(specifier)) return next(specifier, context)
      if (context.conditions.includes("require")) return { url: "node:path", format: "builtin", shortCircuit: true }
      // Emscripten's glue imports some of these without using them: it gets an empty module.
      return { url: "data:text/javascript,export default {}", format: "module", shortCircuit: true }
    }
  })
  takeAllBut(globalThis, keptGlobals)
  fix(globalThis, "console", silentConsole)
  Object.defineProperty(process, "binding", {
    value: (name: string) => {
      // Pyodide reads the flags of `open` here while it loads; the permission model refuses the real function.
      if (name === "constants") return { fs: constants }
      throw new Error("not available")
    },
    writable: false,
    configurable: true
  })
  for (const name of ["getBuiltinModule", "dlopen", "_linkedBinding", "stdin", "stdout", "stderr", "kill", "_kill"]) {
    take(process, name)
  }
}

/** Replaces the methods that Node calls on `process` for uncaught errors and at exit: without listeners an error ends it at once. */
const nobodyListens = { emit: () => false, listenerCount: () => 0, off: () => process, removeListener: () => process }

/**
 * Called once the engine is booted. From then on nothing can be imported, `process` keeps only what is needed, and no code can intercept
 * the end of the process: with a listener for uncaught errors the event loop would go on, and with it asynchronous calls.
 */
export const afterEngine = (): void => {
  clearEnvironment()
  registerHooks({
    resolve: () => {
      throw new Error("not available")
    }
  })
  takeAllBut(process, keptOfProcess)
  Object.setPrototypeOf(process, null)
  for (const [name, value] of Object.entries(nobodyListens)) fix(process, name, value)
}
