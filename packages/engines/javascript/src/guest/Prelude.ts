import { makeConsole } from "./Console.ts"
import { errorStacks } from "./Errors.ts"
import { fileSystem } from "./FileSystem.ts"
import { formatter } from "./Format.ts"
import { platformGlobals } from "./Globals.ts"
import type { GuestValue } from "./GuestValue.ts"
import { inspector } from "./Inspect.ts"
import { eventLoop } from "./Loop.ts"
import { primordials } from "./Primordials.ts"
import { makeProcess } from "./Process.ts"
import { reporter } from "./Report.ts"
import { textTools } from "./Text.ts"
import { liveSearchParams } from "./Urls.ts"

/** The file name of the prelude, whose frames are removed from traces. */
export const preludeName = "glissade:prelude"

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
  files: "o"
} as const

const assemble = (natives: GuestValue, parts: GuestValue, version: string, hidden: string): GuestValue => {
  const p = parts.primordials()
  const stacks = parts.errorStacks(p, natives.frames, hidden)
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
  const process = parts.makeProcess(p, host, loop, version)
  parts.liveSearchParams(p)
  parts.platformGlobals(p, host, inspect)
  const fs = parts.fileSystem(p, host, loop)
  p.method((globalThis as GuestValue).process, "getBuiltinModule", (id: GuestValue) => {
    if (id === "glissade:fs") return fs
    return id === "glissade:fs/promises" ? fs.promises : undefined
  })
  const begin = (args: GuestValue): void => process.begin(p.parse(args))
  return p.noProto({
    begin,
    step: loop.step,
    ticks: loop.ticks,
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
    makeProcess,
    platformGlobals,
    liveSearchParams,
    fileSystem,
    reporter
  }
  const natives = Object.entries(hostFunctions).map(([name, letter]) => `${name}: globalThis["glissade:${letter}"]`)
  const removal = Object.values(hostFunctions).map((letter) => `delete globalThis["glissade:${letter}"];`)
  const texts = Object.entries(parts).map(([name, part]) => `${name}: (${part.toString()})`)
  return `{
    const natives = {__proto__: null, ${natives.join(", ")}};
    ${removal.join(" ")}
    (${assemble.toString()})(natives, {${texts.join(",\n")}}, ${JSON.stringify(version)}, ${JSON.stringify(preludeName)})
  }`
}
