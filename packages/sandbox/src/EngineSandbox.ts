import { Sandbox, SandboxUnavailable } from "@glissade/core/Sandbox"
import type { Runtime } from "@glissade/protocol/Runtime"
import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { Program } from "./Engine.ts"
import type { EngineName } from "./EngineTable.ts"
import { engineNames, engineTable } from "./EngineTable.ts"
import type { EngineFiles } from "./HostCommand.ts"
import { hostCommand, imageCommand, resolveFiles } from "./HostCommand.ts"
import * as Pool from "./Pool.ts"
import type { PythonAssets } from "./python/Image.ts"
import { imageKey } from "./python/Image.ts"
import { defaultCacheFolder, privateFolderFault } from "./PrivateFolder.ts"
import { run } from "./Run.ts"
import type { OsWall, Walls } from "./wall/OsWall.ts"
import { findWall, noWall } from "./wall/OsWall.ts"

export type { Walls } from "./wall/OsWall.ts"

export type { EngineName } from "./EngineTable.ts"

export interface EngineSandboxOptions {
  /** Engines to run; one whose package is not installed is left out. Default: all. */
  readonly engines?: ReadonlyArray<EngineName>
  /**
   * Engines whose first interpreter starts with the layer; the others start when they are first used. Default: Python and
   * JavaScript.
   */
  readonly warm?: ReadonlyArray<EngineName>
  /** Interpreters of each engine at most: how many programs run at once. Default 2, the least that is advisable. */
  readonly interpreters?: number
  /** Folder that keeps the memory image of the Python engine. Default: `glissade` in the user's cache folder. */
  readonly cacheFolder?: string
  /** An image that `makeImage` wrote ahead of time, for hosts whose disk cannot be written; goes before `cacheFolder`. */
  readonly image?: string
  /** Where the engines' files lie, for bundles. Default: the installed packages. */
  readonly files?: Partial<EngineFiles>
  /**
   * Whether the operating system's wall stands around every interpreter: `auto` where it works (Linux with bubblewrap),
   * `require` or the sandbox does not start, `off` never. Default: `auto`. {@link walls} tells what there is.
   */
  readonly osWall?: "auto" | "require" | "off"
  /** How long a process is used for the programs of different people: `run` gives each run a process of its own. Default: {@link Pool}. */
  readonly recycling?: "run" | "off" | Partial<Pool.Recycling>
}

/** The wall that was asked for does not work on this machine. */
export class OsWallMissing extends Data.TaggedError("OsWallMissing")<{ readonly message: string }> {}

/** The image could not be made. */
export class ImageFailed extends Data.TaggedError("ImageFailed")<{ readonly message: string }> {}

/** How long an image that could not be made (the disk was full) is done without before it is tried again, in milliseconds. */
const imageRetryMs = 60_000
const imageBootFailed = "the image of the Python engine could not be made, it boots without one"

const runImageProcess = (files: EngineFiles, assets: PythonAssets, image: string): Effect.Effect<void, ImageFailed> => {
  const { args, file } = imageCommand(files, assets, image)
  return Effect.callback<void, ImageFailed>((resume) => {
    const child = execFile(file, args, { env: {}, cwd: dirname(assets.pyodideFolder) }, (error, _stdout, stderr) => {
      resume(error === null ? Effect.void : Effect.fail(new ImageFailed({ message: stderr || error.message })))
    })
    return Effect.sync(() => {
      child.kill("SIGKILL")
    })
  })
}

/**
 * Makes the memory image that the Python engine boots from in 0.4 seconds in place of 3, unless the folder has the one of
 * this build. Answers its path. The layer does this by itself; a build does it ahead of time for hosts that cannot write.
 */
export const makeImage = Effect.fn("EngineSandbox.makeImage")(function* (
  options: Pick<EngineSandboxOptions, "cacheFolder" | "files"> = {}
) {
  const files = resolveFiles(options.files)
  const folder = files.folders.python
  if (folder === undefined) return yield* new ImageFailed({ message: "the package pyodide is not installed" })
  const assets = { pyodideFolder: folder, zones: files.zones }
  const cacheFolder = options.cacheFolder ?? defaultCacheFolder()
  const fault = privateFolderFault(cacheFolder)
  if (fault !== undefined) return yield* new ImageFailed({ message: `its folder cannot be trusted: ${fault}` })
  const path = join(cacheFolder, `python-${imageKey(assets).slice(0, 16)}.img`)
  if (!existsSync(path)) yield* runImageProcess(files, assets, path)
  return path
})

interface Offered {
  readonly name: EngineName
  readonly runtimes: ReadonlyArray<Runtime>
}

/** The engines that are wanted and installed. */
const enginesOf = (options: EngineSandboxOptions, files: EngineFiles): ReadonlyArray<Offered> =>
  (options.engines ?? engineNames).flatMap((name) => {
    const folder = files.folders[name]
    return folder === undefined ? [] : [{ name, runtimes: engineTable[name].runtimes(folder) }]
  })

/** The languages that a sandbox with these options runs, without starting any of it. */
export const runtimes = (options: EngineSandboxOptions = {}): ReadonlyArray<Runtime> =>
  enginesOf(options, resolveFiles(options.files)).flatMap(({ runtimes }) => runtimes)

/** An engine that would be offered if its package were there. */
export interface Missing {
  readonly engine: EngineName
  /** The command that installs it. */
  readonly install: string
}

/** The engines that a sandbox with these options goes without, and what installs them. */
export const missing = (options: EngineSandboxOptions = {}): ReadonlyArray<Missing> => {
  const { folders } = resolveFiles(options.files)
  return (options.engines ?? engineNames).flatMap((engine) => {
    const { install } = engineTable[engine]
    return folders[engine] === undefined && install !== undefined ? [{ engine, install }] : []
  })
}

/** How long a machine that runs out of something has to recover before the wall is looked for again, in milliseconds. */
const wallRetryMs = 500

const wallOf = (options: EngineSandboxOptions): Effect.Effect<OsWall> =>
  options.osWall === "off"
    ? Effect.succeed(noWall)
    : Effect.tryPromise(() => findWall(resolveFiles(options.files).node)).pipe(
        Effect.retry(Schedule.spaced(wallRetryMs)),
        Effect.orDie
      )

/** What the operating system holds back from interpreters with these options, and why something is missing. */
export const walls = (options: EngineSandboxOptions = {}): Effect.Effect<Walls> =>
  Effect.map(wallOf(options), (wall) => wall.walls)

/** What lets bubblewrap make its namespaces. */
const remedy =
  "It needs Linux with bubblewrap installed and leave to make user namespaces; a container gets that by " +
  "--security-opt seccomp=unconfined --security-opt apparmor=unconfined"

const requireWall = Effect.fnUntraced(function* (options: EngineSandboxOptions) {
  const { bubblewrap, reason, seccomp } = yield* walls(options)
  if (bubblewrap && seccomp) return
  yield* new OsWallMissing({
    message: `the operating system's wall is required and does not stand (${reason}). ${remedy}`
  })
})

interface Served {
  readonly pool: Pool.Pool
  readonly runtime: Runtime
}

const warmUpOf = (name: EngineName, [runtime]: ReadonlyArray<Runtime>): Program => ({
  language: runtime!.language,
  code: engineTable[name].greeting,
  args: [],
  stdin: new Uint8Array(0),
  files: [],
  limits: { timeoutMs: 1_000, memoryBytes: 64 << 20, outputBytes: 1_024 }
})

const recyclingOf = (recycling: EngineSandboxOptions["recycling"] = {}): Partial<Pool.Recycling> => {
  if (recycling === "run") return { maximumRuns: 1 }
  return recycling === "off" ? { maximumRuns: Infinity, maximumAgeMs: Infinity } : recycling
}

/** Inside of the sandbox, for diagnostics. */
export interface EngineSandboxProcesses {
  /** Ids of the host processes that are there now. */
  readonly pids: () => ReadonlyArray<number>
}

/** Makes the sandbox and shows its processes; `layer` is what programs use. */
export const make = Effect.fnUntraced(function* (options: EngineSandboxOptions = {}) {
  const files = resolveFiles(options.files)
  if (options.osWall === "require") yield* requireWall(options)
  const wall = wallOf(options)
  const pools: Array<Pool.Pool> = []
  const served = new Map<string, Served>()
  const image =
    options.image === undefined
      ? yield* Effect.cachedWithTTL(
          makeImage(options).pipe(
            Effect.tapError((error) => Effect.logWarning(imageBootFailed, error.message)),
            Effect.orElseSucceed(() => undefined)
          ),
          imageRetryMs
        )
      : Effect.succeed(options.image)
  for (const { name, runtimes } of enginesOf(options, files)) {
    const pool = yield* Pool.make({
      engine: name,
      command: Effect.zipWith(wall, name === "python" ? image : Effect.undefined, ({ wrap }, path) =>
        wrap(hostCommand(name, files, path))
      ),
      interpreters: options.interpreters ?? 2,
      warmUp: warmUpOf(name, runtimes),
      recycling: recyclingOf(options.recycling)
    })
    pools.push(pool)
    for (const runtime of runtimes) served.set(runtime.language, { pool, runtime })
    if (options.warm?.includes(name) ?? engineTable[name].warm) yield* pool.warm
  }
  const sandbox = Sandbox.of({
    runtimes: [...served.values()].map(({ runtime }) => runtime),
    run: (execution) => {
      const found = served.get(execution.language)
      return found === undefined
        ? Stream.fail(
            new SandboxUnavailable({ reason: "unsupported", message: `no engine here runs ${execution.language}` })
          )
        : run(found.pool, found.runtime, execution)
    }
  })
  return { sandbox, pids: () => pools.flatMap((pool) => pool.pids()) }
})

/**
 * Runs programs in WebAssembly engines, each interpreter in a locked process of its own. The first interpreter of each engine
 * starts with the layer, further ones when they are wanted; closing the layer's scope ends them all.
 */
export const layer = (options: EngineSandboxOptions = {}): Layer.Layer<Sandbox> =>
  Layer.orDie(
    Layer.effect(
      Sandbox,
      Effect.map(make(options), ({ sandbox }) => sandbox)
    )
  )
