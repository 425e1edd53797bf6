import { constants } from "node:fs"
import { registerHooks } from "node:module"

/**
 * Takes away what JavaScript in this process could reach beyond it. Node's permission model refuses files, processes and addons
 * but not the network, and an engine whose gate is broken hands its attacker this very process.
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

/** Globals that reach the network, or hand out ports and storage. */
const globals = [
  "fetch",
  "WebSocket",
  "EventSource",
  "Request",
  "Response",
  "Headers",
  "FormData",
  "BroadcastChannel",
  "MessageChannel",
  "MessagePort",
  "Worker",
  "navigator",
  "localStorage",
  "sessionStorage",
  "CloseEvent"
]

/** What stays of `process` once an engine is booted: what it and Node itself go on using. */
const kept = new Set([
  "_events",
  "_eventsCount",
  "_exiting",
  "_fatalException",
  "_maxListeners",
  "_rawDebug",
  "_tickCallback",
  "arch",
  "argv",
  "config",
  "cwd",
  "domain",
  "emitWarning",
  "env",
  "execArgv",
  "execPath",
  "exit",
  "exitCode",
  "features",
  "hrtime",
  "memoryUsage",
  "nextTick",
  "noDeprecation",
  "pid",
  "platform",
  "ppid",
  "reallyExit",
  "release",
  "setUncaughtExceptionCaptureCallback",
  "sourceMapsEnabled",
  "throwDeprecation",
  "title",
  "uptime",
  "version",
  "versions"
])

const take = (holder: object, key: PropertyKey): void => {
  Object.defineProperty(holder, key, { value: undefined, writable: false, configurable: false, enumerable: false })
}

const clearEnvironment = (): void => {
  for (const name of Object.keys(process.env)) delete process.env[name]
}

/** Before an engine loads: no module of the network can be had from here on, and `process.binding` knows one name. */
export const beforeEngine = (): void => {
  // It came empty but for what stands around the process: bubblewrap sets PWD.
  clearEnvironment()
  registerHooks({
    resolve: (specifier, context, next) => {
      if (!isRefused(specifier)) return next(specifier, context)
      if (context.conditions.includes("require")) return { url: "node:path", format: "builtin", shortCircuit: true }
      // Emscripten's glue imports some of these without using them: it gets an empty module.
      return { url: "data:text/javascript,export default {}", format: "module", shortCircuit: true }
    }
  })
  for (const name of globals) if (name in globalThis) take(globalThis, name)
  Object.defineProperty(process, "binding", {
    value: (name: string) => {
      // Pyodide reads the flags of `open` here while it loads; the permission model refuses the real function.
      if (name === "constants") return { fs: constants }
      throw new Error("not available")
    },
    writable: false
  })
  for (const name of ["getBuiltinModule", "dlopen", "_linkedBinding", "stdin", "stdout", "stderr", "kill", "_kill"]) {
    take(process, name)
  }
}

/** After boot: nothing more can be imported at all, and of `process` stays what is needed. */
export const afterEngine = (): void => {
  clearEnvironment()
  registerHooks({
    resolve: () => {
      throw new Error("not available")
    }
  })
  for (const key of Reflect.ownKeys(process)) {
    if (typeof key === "string" && !kept.has(key) && Object.getOwnPropertyDescriptor(process, key)?.configurable) {
      take(process, key)
    }
  }
}
