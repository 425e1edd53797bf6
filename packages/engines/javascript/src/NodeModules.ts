/** Node's modules that programs have, by their names without `node:`. Their sources are in `guest/node`. */
export const nodeModules: ReadonlyArray<string> = [
  "assert",
  "assert/strict",
  "buffer",
  "console",
  "constants",
  "crypto",
  "events",
  "fs",
  "fs/promises",
  "module",
  "os",
  "path",
  "path/posix",
  "perf_hooks",
  "process",
  "punycode",
  "querystring",
  "readline",
  "readline/promises",
  "stream",
  "stream/consumers",
  "stream/promises",
  "string_decoder",
  "sys",
  "timers",
  "timers/promises",
  "tty",
  "url",
  "util",
  "util/types"
]

const noNetwork = "programs have no network here"
const noProcesses = "programs cannot start processes here"
const noThreads = "programs have one thread here"
const noIsolates = "QuickJS runs programs here, and has nothing like it"
const notOffered = "it is not offered here"

/** Node's modules that programs do not have, and why. */
const refusals: ReadonlyMap<string, string> = new Map([
  ...["dgram", "dns", "dns/promises", "http", "http2", "https", "net", "tls", "quic"].map(
    (name) => [name, noNetwork] as const
  ),
  ...["child_process", "cluster"].map((name) => [name, noProcesses] as const),
  ["worker_threads", noThreads],
  ...["inspector", "inspector/promises", "repl", "trace_events", "v8", "vm", "wasi"].map(
    (name) => [name, noIsolates] as const
  ),
  ...["async_hooks", "diagnostics_channel", "domain", "path/win32", "sea", "sqlite", "stream/web", "test", "zlib"].map(
    (name) => [name, notOffered] as const
  )
])

const ours = new Set(nodeModules)

/** The name without `node:`, or `undefined` if it can only be a file or a package. `glissade:fs` is an older name of `node:fs`. */
const nameOf = (specifier: string): string => specifier.replace(/^(?:node|glissade):/, "")

/** The module of Node that a specifier names, as `node:fs`. */
export const builtinOf = (specifier: string): string | undefined => {
  const name = nameOf(specifier)
  return ours.has(name) ? `node:${name}` : undefined
}

/** Why a specifier names nothing that a program could have. */
export const refusalOf = (specifier: string): string => {
  const reason = refusals.get(nameOf(specifier))
  if (reason !== undefined) return reason
  if (specifier.startsWith("node:")) return "Node has no such module"
  return `packages are not available here; a program can import the files beside it, such as "./lib.js"`
}

/** The source of an ES module that has what a module of Node has. */
export const builtinSource = (module: string, names: ReadonlyArray<string>): string => {
  const given = names.filter((name) => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && name !== "default")
  const constants = given.map((name, index) => `const v${index} = m.${name}`)
  const exported = given.map((name, index) => `v${index} as ${name}`)
  return [
    `const m = process.getBuiltinModule("${module}")`,
    ...constants,
    "export default m",
    `export { ${exported.join(", ")} }`
  ].join("; ")
}
