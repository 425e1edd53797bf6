import { makeConsole } from "./Console.ts"
import { makeEmitter } from "./Emitter.ts"
import { errorStacks } from "./Errors.ts"
import { formatter } from "./Format.ts"
import { platformGlobals } from "./Globals.ts"
import type { GuestValue } from "./GuestValue.ts"
import { inspector } from "./Inspect.ts"
import { lazyGlobals } from "./LazyGlobals.ts"
import { eventLoop } from "./Loop.ts"
import { localeMethods } from "./LocaleMethods.ts"
import { primordials } from "./Primordials.ts"
import { makeProcess } from "./Process.ts"
import { reporter } from "./Report.ts"
import { shortSort } from "./Sort.ts"
import { makeStdin } from "./Stdin.ts"
import { textTools } from "./Text.ts"
import { nodeModules } from "../NodeModules.ts"
import { liveSearchParams } from "./Urls.ts"

/** The file name of the prelude, whose frames are removed from traces. */
export const preludeName = "glissade:prelude"

/** The global by which the namespace of a module is handed over, for the moment of that. */
export const namespaceSlot = "glissade:namespace"

/** The names of the host functions in the machine: one letter each. */
export const hostFunctions = {
  write: "w",
  now: "n",
  exit: "x",
  proxyTarget: "p",
  promiseState: "s",
  promiseResult: "r",
  className: "c",
  stdin: "i",
  random: "u",
  memory: "m",
  frames: "f",
  files: "o",
  resolve: "q",
  load: "l",
  callText: "t",
  namedMessage: "a",
  intl: "g",
  collate: "h",
  hash: "d",
  unit: "b"
} as const

const assemble = (
  natives: GuestValue,
  parts: GuestValue,
  moduleNames: GuestValue,
  version: string,
  hidden: string
): GuestValue => {
  const p = parts.primordials()
  const stacks = parts.errorStacks(p, natives, hidden)
  const host = p.assign(p.create(null), natives)
  const text = parts.textTools(p)
  host.width = text.width
  host.write = (stream: number, chunk: GuestValue) => {
    if (typeof chunk !== "string") return natives.write(stream, chunk)
    // In bounded pieces, so that one huge string is not copied whole before the output limit applies.
    let from = 0
    while (chunk.length - from > 65_536) {
      const code = p.charCode(chunk, from + 65_535)
      const size = code >= 0xd800 && code <= 0xdbff ? 65_535 : 65_536
      natives.write(stream, p.wellFormed(p.slice(chunk, from, from + size)))
      from += size
    }
    return natives.write(stream, p.wellFormed(from === 0 ? chunk : p.slice(chunk, from)))
  }
  const inspect = parts.inspector(p, host, text)
  host.describe = (value: GuestValue): string => {
    if (value === undefined || value === null) return `${value}`
    if (typeof value === "function") return `function ${value.name}`
    if (typeof value === "object") {
      const name = value.constructor?.name
      return typeof name === "string" && name !== "" ? `an instance of ${name}` : inspect(value, { depth: -1 })
    }
    const shown = inspect(value)
    return `type ${typeof value} (${shown.length > 28 ? `${p.slice(shown, 0, 25)}...` : shown})`
  }
  const format = parts.formatter(p, host, inspect)
  const loop = parts.eventLoop(p, host)
  p.method(globalThis, "console", parts.makeConsole(p, host, inspect, format))
  const internals = p.noProto({ host, inspect, format, loop, describe: host.describe, builtinModules: moduleNames })
  const units = new p.Map()
  const unit = (path: string): GuestValue => {
    const known = p.mapGet(units, path)
    if (known !== undefined) return known.exports
    const module: GuestValue = { exports: {} }
    p.mapSet(units, path, module)
    // Between "./" and ".cjs".
    natives.unit(p.slice(path, 2, -4))(internals, module, module.exports, unit)
    return module.exports
  }
  const modules = unit("./Main.cjs")
  host.asBuffer = (bytes: GuestValue) => modules.load("buffer").asBuffer(bytes)
  host.asText = (bytes: GuestValue, encoding: string) => modules.load("buffer").Buffer.from(bytes, encoding)
  host.subtle = () => modules.load("crypto").subtle
  const process = parts.makeProcess(p, host, loop, parts.makeEmitter, parts.makeStdin, version)
  internals.process = (globalThis as GuestValue).process
  parts.liveSearchParams(p, () => unit("./SearchParams.cjs"))
  parts.platformGlobals(p, host, inspect)
  parts.lazyGlobals(p, modules)
  parts.shortSort(p, host)
  parts.localeMethods(p, () => unit("./Intl.cjs").methods)
  modules.ready()
  const begin = (start: GuestValue): void => process.begin(p.parse(start))
  return p.noProto({
    begin,
    step: loop.step,
    ticks: loop.ticks,
    main: modules.main,
    names: modules.names,
    namespace: () => {
      const global = globalThis as GuestValue
      const namespace = global[parts.namespaceSlot]
      delete global[parts.namespaceSlot]
      return namespace
    },
    report: parts.reporter(p, host, inspect, stacks),
    ending: () => {
      process.emit("beforeExit", [process.exitCode()])
    },
    exit: () => process.exit(),
    exitCode: () => process.exitCode(),
    uncaught: (error: GuestValue, origin: GuestValue) => (process.emit("uncaughtException", [error, origin]) ? 1 : 0),
    unhandled: (reason: GuestValue, promise: GuestValue) =>
      process.emit("unhandledRejection", [reason, promise]) ? 1 : 0
  })
}

/** The names of the functions that the prelude hands to the host. */
export const preludeFunctions = [
  "begin",
  "step",
  "ticks",
  "main",
  "names",
  "namespace",
  "report",
  "ending",
  "exit",
  "exitCode",
  "uncaught",
  "unhandled"
] as const
export type PreludeFunction = (typeof preludeFunctions)[number]

/** The source of the prelude: a script whose value is an object with the {@link preludeFunctions}. */
export const preludeSource = (version: string): string => {
  const parts = {
    primordials,
    errorStacks,
    textTools,
    inspector,
    formatter,
    eventLoop,
    makeConsole,
    makeEmitter,
    makeProcess,
    makeStdin,
    platformGlobals,
    liveSearchParams,
    lazyGlobals,
    localeMethods,
    shortSort,
    reporter
  }
  const natives = Object.entries(hostFunctions).map(([name, letter]) => `${name}: globalThis["glissade:${letter}"]`)
  const removal = Object.values(hostFunctions).map((letter) => `delete globalThis["glissade:${letter}"];`)
  const texts = [
    ...Object.entries(parts).map(([name, part]) => `${name}: (${part.toString()})`),
    `namespaceSlot: ${JSON.stringify(namespaceSlot)}`
  ]
  return `{
    const natives = {__proto__: null, ${natives.join(", ")}};
    ${removal.join(" ")}
    (${assemble.toString()})(natives, {${texts.join(",\n")}}, ${JSON.stringify(nodeModules)}, ${JSON.stringify(version)}, ${JSON.stringify(preludeName)})
  }`
}
