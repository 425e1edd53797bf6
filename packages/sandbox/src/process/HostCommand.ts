import { createRequire } from "node:module"
import type { BootImage } from "@glissade/engine/Engine"
import { defaultHeapMegabytes } from "@glissade/engine/Manifest"
import type { HostAssets } from "@glissade/engine/host/LoadEngine"
import type { InstalledEngine, LockedProgram } from "../registry/EngineRegistry.ts"

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
  /** Whether the process is wrapped by another one, which reports a death by signal as an exit code. */
  readonly wrapped?: boolean
  /** A seccomp filter, to be passed on its descriptor. */
  readonly filter?: Uint8Array
}

const require = createRequire(import.meta.url)

/** Fills in what is left out. */
export const resolvePrograms = (given: Partial<HostPrograms> = {}): HostPrograms => ({
  node: given.node ?? process.execPath,
  host: given.host ?? require.resolve("@glissade/engine/host.mjs"),
  image: given.image ?? require.resolve("@glissade/engine/image.mjs")
})

/**
 * V8's stack in KiB, of the 8 MiB that a process has on Linux: a thousand levels of recursion in Python, the default limit, go
 * through several native frames each, and JavaScript programs expect the 7,300 calls that Node has room for. Native code that V8 calls
 * at the end of it keeps more than 2 MiB.
 */
const stackKilobytes = 5_600

const hardening = ["--permission", "--no-addons", "--no-warnings"]

/** Memory of programs is limited elsewhere; this is a backstop for JavaScript's own. */
const heapOf = (megabytes: number): string => `--max-old-space-size=${megabytes}`

/**
 * An interpreter's memory is outside of JavaScript's heap, so a young generation of 16 MB and an allocator arena for each of four
 * background threads would waste 30 MB a process.
 */
const frugality = (youngMegabytes = 1) => [`--max-semi-space-size=${youngMegabytes}`, "--v8-pool-size=1"]

/** A boot makes little garbage and many objects that stay: collecting before 64 MB costs 40 ms and frees nothing. */
const patience = ["--initial-old-space-size=64"]

/** May read its program, the engine's files and nothing else; may write nothing, start nothing and load no addon. */
const mayRead = (paths: ReadonlyArray<string>): Array<string> => paths.map((path) => `--allow-fs-read=${path}`)

/** How the host process of an engine is started. */
export const hostCommand = (engine: InstalledEngine, programs: HostPrograms, image?: BootImage): HostCommand =>
  lockedCommand({ ...engine, heapMegabytes: engine.manifest.heapMegabytes ?? defaultHeapMegabytes }, programs, image)

/** How a locked process is started. Its environment is empty; all it gets are its arguments. */
export const lockedCommand = (engine: LockedProgram, programs: HostPrograms, image?: BootImage): HostCommand => {
  const readable = [programs.host, ...engine.readable, ...(image === undefined ? [] : [image.path])]
  const assets: HostAssets = { ...engine.assets, ...(image && { image }) }
  return {
    file: programs.node,
    args: [
      ...hardening,
      heapOf(engine.heapMegabytes),
      ...frugality(engine.youngMegabytes),
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

/** How the process that makes an engine's image is started. It runs no program of a person, and may write to the image's folder. */
export const imageCommand = (engine: InstalledEngine, programs: HostPrograms, image: BootImage): HostCommand => ({
  file: programs.node,
  args: ["--no-addons", "--no-warnings", programs.image, JSON.stringify(image), JSON.stringify(engine.assets)],
  readable: []
})
