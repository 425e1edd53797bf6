import { Sandbox, SandboxUnavailable } from "@glissade/core/Sandbox"
import type { Runtime } from "@glissade/protocol/Runtime"
import { withoutCheck, withoutInteractiveInput } from "@glissade/protocol/Runtime"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { Program } from "@glissade/engine/Engine"
import type { HostPrograms } from "./process/HostCommand.ts"
import { hostCommand, lockedCommand, resolvePrograms } from "./process/HostCommand.ts"
import { run } from "./process/RunProgram.ts"
import * as Pool from "./pool/Pool.ts"
import { withCheck } from "./check/CheckedRun.ts"
import * as Checker from "./check/Checker.ts"
import type { CheckerProgram, InstalledEngine, MissingEngine } from "./registry/EngineRegistry.ts"
import { EngineUnusable, findEngines } from "./registry/EngineRegistry.ts"
import { makeImage } from "./registry/MemoryImage.ts"
import { defaultCacheFolder } from "./registry/PrivateFolder.ts"
import type { OsWall, Walls } from "./isolation/OsWall.ts"
import { findWall, noWall } from "./isolation/OsWall.ts"

export type { Walls } from "./isolation/OsWall.ts"

export interface EngineSandboxOptions {
  /**
   * Packages of the engines to run, or their absolute folders. An engine whose runtime package is not installed is left out. Default: those
   * of Glissade that are installed.
   */
  readonly engines?: ReadonlyArray<string>
  /** Names of the engines whose first interpreter starts with the layer. The others start on first use. Default: as their manifests say. */
  readonly warm?: ReadonlyArray<string>
  /** Maximum interpreters of each engine, that is, of programs at once. Default: 2, the recommended minimum. */
  readonly interpreters?: number
  /** Folder that keeps the memory images of engines. Default: `glissade` in the user's cache folder. */
  readonly cacheFolder?: string
  /**
   * Folder of the packages that an operator has added with `packages add`. Default: the user's own,
   * `~/.local/share/glissade-packages`, or else `/usr/local/lib/glissade/packages`. With `null` there are none.
   */
  readonly packagesFolder?: string | null
  /** Whether programs are checked where their language has a checker and a request asks for it. Default: true. */
  readonly checks?: boolean
  /** The programs around the engines, for bundles. */
  readonly programs?: Partial<HostPrograms>
  /**
   * Whether the operating system's wall stands around every interpreter: `auto` where it works (Linux with bubblewrap), `require` to fail
   * at the start without it, `off` never. Default: `auto`. {@link walls} says which walls stand.
   */
  readonly osWall?: "auto" | "require" | "off"
  /** How long a process is reused. `run` gives each run a new process. Default: see {@link Pool}. */
  readonly recycling?: "run" | "off" | Partial<Pool.Recycling>
}

/** The required wall does not work on this machine. */
export class OsWallMissing extends Data.TaggedError("OsWallMissing")<{ readonly message: string }> {}

/** How long to wait before trying again to make an image that could not be made, for instance on a full disk, in milliseconds. */
const imageRetryMs = 60_000
const imageBootFailed = "an engine's image could not be made, it boots without one"

const enginesOf = ({ engines, packagesFolder }: Pick<EngineSandboxOptions, "engines" | "packagesFolder">) =>
  findEngines(engines, packagesFolder)

/** The languages that a sandbox with these options runs. Starts nothing. */
export const runtimes = (options: EngineSandboxOptions = {}): ReadonlyArray<Runtime> =>
  enginesOf(options)
    .installed.flatMap(({ runtimes }) => runtimes)
    .map((runtime) => (options.checks === false ? withoutCheck(runtime) : runtime))

/** The engines that a sandbox with these options lacks, and the commands that install them. */
export const missing = (options: EngineSandboxOptions = {}): ReadonlyArray<MissingEngine> => enginesOf(options).missing

/** Makes the engines' memory images ahead of time and returns their paths. The layer does this by itself. */
export const makeImages = Effect.fn("EngineSandbox.makeImages")(function* (
  options: Pick<EngineSandboxOptions, "cacheFolder" | "engines" | "packagesFolder" | "programs"> = {}
) {
  const programs = resolvePrograms(options.programs)
  const images = yield* Effect.forEach(enginesOf(options).installed, (engine) =>
    makeImage(engine, programs, options.cacheFolder ?? defaultCacheFolder())
  )
  return images.flatMap((image) => (image === undefined ? [] : [image.path]))
})

/** How long to wait before probing for the wall again when the machine is out of resources, in milliseconds. */
const wallRetryMs = 500

const wallOf = (options: EngineSandboxOptions): Effect.Effect<OsWall> =>
  options.osWall === "off"
    ? Effect.succeed(noWall)
    : Effect.tryPromise(() => findWall(resolvePrograms(options.programs).node)).pipe(
        Effect.retry(Schedule.spaced(wallRetryMs)),
        Effect.orDie
      )

/** Which walls of the operating system stand around interpreters with these options, and why one does not. */
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
  readonly checker?: Checker.Checker
}

const warmUpOf = ({ manifest }: InstalledEngine): Program => ({
  language: manifest.languages[0].id,
  code: manifest.greeting,
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

const usableEngines = (options: EngineSandboxOptions) =>
  Effect.try({
    try: () => enginesOf(options).installed,
    catch: (error) => (error instanceof EngineUnusable ? error : new EngineUnusable({ message: String(error) }))
  })

const makeChecker = (
  program: CheckerProgram,
  wrap: Effect.Effect<OsWall["wrap"]>,
  programs: HostPrograms,
  recycling: EngineSandboxOptions["recycling"]
) =>
  Checker.make({
    name: program.name,
    languages: program.languages,
    command: Effect.map(wrap, (wrap) => wrap(lockedCommand(program, programs))),
    recycling: recyclingOf(recycling)
  })

/** Makes the sandbox and gives access to its processes, for tests. Programs use `layer`. */
export const make = Effect.fnUntraced(function* (options: EngineSandboxOptions = {}) {
  const programs = resolvePrograms(options.programs)
  const engines = yield* usableEngines(options)
  if (engines.length === 0) {
    yield* new EngineUnusable({
      message: "there is no engine to run programs with: name some that are installed in ENGINES"
    })
  }
  if (options.osWall === "require") yield* requireWall(options)
  const wall = wallOf(options)
  const interpreters = options.interpreters ?? 2
  const scope = yield* Effect.scope
  const pools: Array<Pick<Pool.Pool, "pids">> = []
  const served = new Map<string, Served>()
  for (const engine of engines) {
    const { manifest, name, runtimes } = engine
    const image = yield* Effect.cachedWithTTL(
      makeImage(engine, programs, options.cacheFolder ?? defaultCacheFolder()).pipe(
        Effect.tapError((error) =>
          Effect.annotateLogs(Effect.logWarning(imageBootFailed, error.message), { engine: name })
        ),
        Effect.orElseSucceed(() => undefined)
      ),
      imageRetryMs
    )
    const pool = yield* Pool.make({
      engine: name,
      command: Effect.zipWith(wall, image, ({ wrap }, image) => wrap(hostCommand(engine, programs, image))),
      interpreters,
      warmUp: warmUpOf(engine),
      recycling: recyclingOf(options.recycling)
    })
    pools.push(pool)
    const checker =
      options.checks !== false &&
      engine.checker &&
      (yield* makeChecker(
        engine.checker,
        Effect.map(wall, ({ wrap }) => wrap),
        programs,
        options.recycling
      ))
    if (checker) pools.push(checker)
    for (const one of runtimes) {
      // A single interpreter that waits for somebody would hold up everybody.
      const given = interpreters < 2 ? withoutInteractiveInput(one) : one
      const runtime = checker ? given : withoutCheck(given)
      served.set(runtime.language, { pool, runtime, ...(runtime.check === true && checker && { checker }) })
    }
    if (options.warm?.includes(name) ?? manifest.warm) yield* pool.warm
  }
  const sandbox = Sandbox.of({
    runtimes: [...served.values()].map(({ runtime }) => runtime),
    booting: ({ language }) => served.get(language)?.pool.booting(),
    run: (execution, input) => {
      const found = served.get(execution.language)
      if (found === undefined) {
        const message = `no engine here runs ${execution.language}`
        return Stream.fail(new SandboxUnavailable({ reason: "unsupported", message }))
      }
      const { checker, pool, runtime } = found
      const events = run(pool, runtime, execution, runtime.interactiveInput ? input : undefined)
      return execution.check === true && checker ? withCheck(checker, execution, events, scope) : events
    }
  })
  return { sandbox, pids: () => pools.flatMap((pool) => pool.pids()) }
})

/**
 * Runs programs in WebAssembly engines, each interpreter in its own locked process. The first interpreters of warm engines start with the
 * layer, others when they are needed. Closing the layer's scope ends them all.
 */
export const layer = (options: EngineSandboxOptions = {}): Layer.Layer<Sandbox, OsWallMissing | EngineUnusable> =>
  Layer.effect(
    Sandbox,
    Effect.map(make(options), ({ sandbox }) => sandbox)
  )
