import { createRequire } from "node:module"
import type { BootImage } from "@glissade/engine/Engine"
import type { HostAssets } from "@glissade/engine/host/LoadEngine"
import type { InstalledEngine } from "../registry/EngineRegistry.ts"

/** The programs that run around an engine. The defaults are those of an installed package; a bundle names its own. */
export interface HostPrograms {
  /** The Node binary that host processes run on. */
  readonly node: string
  /** The program of a host process, in one file. */
  readonly host: string
  /** The program that makes a memory image, in one file. */
  readonly image: string
}

export interface HostCommand {
  readonly file: string
  readonly args: ReadonlyArray<string>
  /** Files and folders beside the binary that the process must be able to read. */
  readonly readable: ReadonlyArray<string>
  /** Whether the process stands behind another one, which tells of its death by a signal with an exit code. */
  readonly wrapped?: boolean
  /** A seccomp filter, to be handed over on its descriptor. */
  readonly filter?: Uint8Array
}

const require = createRequire(import.meta.url)

/** Fills in what is left out. */
export const resolvePrograms = (given: Partial<HostPrograms> = {}): HostPrograms => ({
  node: given.node ?? process.execPath,
  host: given.host ?? require.resolve("@glissade/engine/host.mjs"),
  image: given.image ?? require.resolve("@glissade/engine/image.mjs")
})

/** JavaScript's heap of a host process; what programs hold is counted elsewhere, so that this is a backstop only. */
export const heapMegabytes = 256

/**
 * V8's stack in KiB, of the 8 MiB that a process has on Linux: a thousand levels of recursion in Python, the default limit, go
 * through several native frames each.
 */
const stackKilobytes = 3_900

const hardening = ["--permission", "--no-addons", "--no-warnings", `--max-old-space-size=${heapMegabytes}`]

/**
 * An interpreter's memory lies outside of JavaScript's heap, so neither a young generation that grows to 16 MB nor an allocator's
 * arena for each of four background threads is worth its memory: 30 MB a process.
 */
const frugality = ["--max-semi-space-size=1", "--v8-pool-size=1"]

/** A boot makes little garbage and much that stays: collecting before there are 64 MB of it costs 40 ms and finds nothing. */
const patience = ["--initial-old-space-size=64"]

/** May read its program, the engine's files and nothing else; may write nothing, start nothing and load no addon. */
const mayRead = (paths: ReadonlyArray<string>): Array<string> => paths.map((path) => `--allow-fs-read=${path}`)

/** How the host process of an engine is started. Its environment is empty: nothing but its arguments tells it anything. */
export const hostCommand = (engine: InstalledEngine, programs: HostPrograms, image?: BootImage): HostCommand => {
  const readable = [programs.host, ...engine.readable, ...(image === undefined ? [] : [image.path])]
  const assets: HostAssets = { ...engine.assets, ...(image && { image }) }
  return {
    file: programs.node,
    args: [
      ...hardening,
      ...frugality,
      ...patience,
      `--stack-size=${stackKilobytes}`,
      "--expose-gc",
      ...mayRead(readable),
      programs.host,
      engine.name,
      JSON.stringify(assets)
    ],
    readable
  }
}

/** How the process that makes an engine's image is started: it runs nobody's program, and may write the image's folder. */
export const imageCommand = (engine: InstalledEngine, programs: HostPrograms, image: BootImage): HostCommand => ({
  file: programs.node,
  args: ["--no-addons", "--no-warnings", programs.image, JSON.stringify(image), JSON.stringify(engine.assets)],
  readable: []
})
