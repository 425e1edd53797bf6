import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { KeyObject } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { availableParallelism } from "node:os"
import { findBubblewrap } from "./Bubblewrap.ts"
import { bubblewrapContainers } from "./BubblewrapContainers.ts"
import type { ContainerFolders } from "./ContainerKind.ts"
import { ExtraPlaces } from "./ExtraPlaces.ts"
import { gvisorContainers, sweepGvisor } from "./GvisorContainers.ts"
import type { InstalledLanguage } from "./Language.ts"
import { installedLanguages } from "./Language.ts"
import { MemoryGroup } from "./MemoryGroup.ts"
import { makeReadyPool } from "./ReadyPool.ts"
import { makeRootFolder } from "./RootFolder.ts"
import { findRunsc } from "./Runsc.ts"
import { serve } from "./RunnerServer.ts"
import type { ContainerPools } from "./RunnerServer.ts"

export interface RunnerOptions {
  readonly socketPath: string
  /** Id of the group whose members may connect; by default the runner's own user alone may. */
  readonly socketGroup?: number | undefined
  /** The server's public Ed25519 key: requests must be signed by it. */
  readonly publicKey: KeyObject
  /** Folder for roots, bundles and checkpoints, of this runner alone. */
  readonly folder: string
  /** Folder of the Node that programs get, with `bin/node`. */
  readonly nodeFolder: string
  /** What makes containers. */
  readonly containers: "gvisor" | "bubblewrap"
  /** Path of gVisor's `runsc`. */
  readonly runsc: string
  /** Path of bubblewrap's `bwrap`. */
  readonly bwrap: string
  /** Containers of each language that wait. */
  readonly poolSize: number
  /** Containers that wait beyond the first of each language, of all languages together. */
  readonly extraPlaces: number
  /** Runs at once. */
  readonly maximumRuns: number
  /** Only these languages; all that the machine has by default. */
  readonly languages?: ReadonlyArray<string>
}

const folderOf = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url))

/** Folders and files in a folder; none where it is not there. */
const namesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder) : [])

/** How long what a killed runner was starting may take to be gone, in steps of 20 ms. */
const endingSteps = 500

/**
 * Ends the containers that a runner was about to make when it was killed: nobody else knows of them yet. Also those of runners that were killed
 * with their servers, whose folders are gone.
 */
const endLeft = Effect.fnUntraced(function* ({ bundlesFolder }: ContainerFolders) {
  const own = namesIn(bundlesFolder).flatMap((language) => namesIn(join(bundlesFolder, language)))
  let left = [...new Set([...own, ...MemoryGroup.left()])]
  for (let step = 0; step < endingSteps; step++) {
    left = left.filter((name) => !MemoryGroup.end(name))
    if (left.length === 0) return
    yield* Effect.sleep(20)
  }
  yield* Effect.annotateLogs(Effect.logWarning("containers of an earlier runner do not end"), {
    containers: left.join()
  })
})

/** Removes what a runner that was killed left, bundles and checkpoints, and makes the root of containers anew. */
const renew = ({ bundlesFolder, rootFolder }: ContainerFolders) => {
  rmSync(bundlesFolder, { recursive: true, force: true })
  // Whoever may go through the folder above to the socket gets no further.
  mkdirSync(bundlesFolder, { mode: 0o700 })
  makeRootFolder(rootFolder, folderOf("guest"))
}

const makeGvisor = Effect.fnUntraced(function* (options: RunnerOptions, folders: ContainerFolders) {
  const stateFolder = join(options.folder, "state")
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 })
  const runsc = yield* findRunsc(options.runsc, stateFolder, MemoryGroup.canBeMade())
  yield* endLeft(folders)
  yield* sweepGvisor(runsc)
  renew(folders)
  return gvisorContainers(runsc, folders)
})

const makeBubblewrap = Effect.fnUntraced(function* (options: RunnerOptions, folders: ContainerFolders) {
  const bubblewrap = yield* findBubblewrap(options.bwrap, options.folder)
  yield* endLeft(folders)
  renew(folders)
  return yield* bubblewrapContainers(bubblewrap, options.folder, folders)
})

/** Starts a runner, which serves until the scope ends, and gives the languages that it runs. */
export const startRunner = Effect.fnUntraced(function* (options: RunnerOptions) {
  const rootFolder = join(options.folder, "root")
  const bundlesFolder = join(options.folder, "containers")
  const { nodeFolder } = options
  mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  // Checkpoints are as large as the interpreters in them.
  yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(bundlesFolder, { recursive: true, force: true })))
  const make = options.containers === "bubblewrap" ? makeBubblewrap : makeGvisor
  const kind = yield* make(options, { bundlesFolder, rootFolder, nodeFolder })
  const languages: ReadonlyArray<InstalledLanguage> = installedLanguages(folderOf("languages"), nodeFolder).filter(
    ({ language }) => options.languages?.includes(language.language) ?? true
  )
  // Restoring takes 0.29 s of a core here. More at once than there are cores would only be later.
  const making = yield* Semaphore.make(availableParallelism())
  const extra = new ExtraPlaces(options.extraPlaces)
  const pools: ContainerPools = new Map()
  // All end at the same time.
  const together = yield* Scope.fork(yield* Effect.scope, "parallel")
  for (const installed of languages) {
    const { make, prepare } = yield* kind.languageContainers(installed)
    const pool = yield* makeReadyPool({
      name: installed.language.language,
      first: 1,
      size: options.poolSize,
      extra,
      prepare,
      make,
      isUsable: (container) => container.isAlive(),
      making
    }).pipe(Scope.provide(yield* Scope.fork(together)))
    pools.set(installed.language.language, pool)
  }
  yield* serve({
    socketPath: options.socketPath,
    socketGroup: options.socketGroup,
    publicKey: options.publicKey,
    isolation: kind.isolation,
    languages,
    pools,
    maximumRuns: options.maximumRuns
  })
  return { kind, languages }
})
