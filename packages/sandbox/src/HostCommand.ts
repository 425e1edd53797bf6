import { existsSync, realpathSync } from "node:fs"
import { dirname, extname, join } from "node:path"
import { fileURLToPath } from "node:url"
import type { EngineName } from "./EngineTable.ts"
import { engineNames, engineTable } from "./EngineTable.ts"
import type { PythonAssets } from "./python/Image.ts"

/** Where the files of the engines lie. The defaults are those of an installed workspace; a bundle names its own. */
export interface EngineFiles {
  /** The Node binary that host processes run on. */
  readonly node: string
  /** The program of the host process, `host/main`. */
  readonly hostMain: string
  /** The program that makes the image, `host/image`. */
  readonly imageMain: string
  /** Folder of the npm package of each engine that is there. */
  readonly folders: Readonly<Partial<Record<EngineName, string>>>
  /** A wheel of the Python package `tzdata`, for `zoneinfo`. */
  readonly zones?: string | undefined
}

export interface HostCommand {
  readonly file: string
  readonly args: ReadonlyArray<string>
  /** Files and folders beside the binary that the process must be able to read. */
  readonly readable: ReadonlyArray<string>
  /** The program that Node runs, when it is a file. */
  readonly main?: string
  /** Whether the process stands behind another one, which tells of its death by a signal with an exit code. */
  readonly wrapped?: boolean
  /** A seccomp filter, to be handed over on its descriptor. */
  readonly filter?: Uint8Array
}

const here = fileURLToPath(import.meta.url)
const beside = (name: string): string => `${dirname(here)}/${name}${extname(here)}`

/** The folder of the installed package that has a file; nothing when it is not installed. */
const packageFolder = (file: string): string | undefined => {
  try {
    let folder = dirname(realpathSync(fileURLToPath(import.meta.resolve(file))))
    while (!existsSync(join(folder, "package.json"))) folder = dirname(folder)
    return folder
  } catch {
    return undefined
  }
}

const installedFolders = (): EngineFiles["folders"] =>
  Object.fromEntries(
    engineNames.flatMap((name) => {
      const folder = packageFolder(engineTable[name].file)
      return folder === undefined ? [] : [[name, folder]]
    })
  )

const ownZones = fileURLToPath(new URL("../data/tzdata-2026.6-py2.py3-none-any.whl", import.meta.url))

/** Fills in what is left out; a bundle that names its folders has no packages to look for. */
export const resolveFiles = (given: Partial<EngineFiles> = {}): EngineFiles => ({
  node: given.node ?? process.execPath,
  hostMain: given.hostMain ?? beside("host/main"),
  imageMain: given.imageMain ?? beside("host/image"),
  folders: given.folders ?? installedFolders(),
  zones: given.zones ?? (existsSync(ownZones) ? ownZones : undefined)
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

/** May read its own program, the engines' files and nothing else; may write nothing, start nothing and load no addon. */
const mayRead = (paths: ReadonlyArray<string>): Array<string> => paths.map((path) => `--allow-fs-read=${path}`)

/** The host's own folder, the engine's, and what engines share; a bundle has only the first. */
const programFolders = (main: string, engine: EngineName): Array<string> =>
  ["host", "wasm", engine].map((name) => `${dirname(dirname(main))}/${name}/`).concat(`${dirname(main)}/`)

/** How the host process of an engine is started. Its environment is empty: nothing but its arguments tells it anything. */
export const hostCommand = (engine: EngineName, files: EngineFiles, image: string | undefined): HostCommand => {
  const { folders, hostMain, node } = files
  const folder = folders[engine]
  if (folder === undefined) throw new Error(`the package of the ${engine} engine is not installed`)
  const zones = engine === "python" ? files.zones : undefined
  const paths = [
    ...programFolders(hostMain, engine),
    `${folder}/`,
    ...[image, zones].filter((path) => path !== undefined)
  ]
  const assets = JSON.stringify({ folder, image, zones })
  return {
    file: node,
    args: [
      ...hardening,
      ...frugality,
      ...patience,
      `--stack-size=${stackKilobytes}`,
      "--expose-gc",
      ...mayRead(paths),
      hostMain,
      engine,
      assets
    ],
    readable: paths,
    main: hostMain
  }
}

/** How the process that makes Python's image is started: it runs nobody's program, and may write the image's folder. */
export const imageCommand = (files: EngineFiles, assets: PythonAssets, image: string): HostCommand => ({
  file: files.node,
  args: ["--no-addons", "--no-warnings", files.imageMain, image, JSON.stringify(assets)],
  readable: []
})
