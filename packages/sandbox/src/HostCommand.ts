import { realpathSync } from "node:fs"
import { dirname, extname } from "node:path"
import { fileURLToPath } from "node:url"

/** Where the files of the engines lie. The defaults are those of an installed workspace; a bundle names its own. */
export interface EngineFiles {
  /** The Node binary that host processes run on. */
  readonly node: string
  /** The program of the host process, `host/main`. */
  readonly hostMain: string
  /** The program that makes the image, `host/image`. */
  readonly imageMain: string
  /** Folder of the npm package `pyodide`. */
  readonly pyodideFolder: string
  /** Folder that holds `quickjs.wasm` and its extensions, as in the npm package `quickjs-wasi`. */
  readonly quickjsFolder: string
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
const packageFile = (specifier: string): string => realpathSync(fileURLToPath(import.meta.resolve(specifier)))

/** Fills in what is left out; a bundle that names all its files has no packages to look for. */
export const resolveFiles = (given: Partial<EngineFiles> = {}): EngineFiles => ({
  node: given.node ?? process.execPath,
  hostMain: given.hostMain ?? beside("host/main"),
  imageMain: given.imageMain ?? beside("host/image"),
  pyodideFolder: given.pyodideFolder ?? dirname(packageFile("pyodide/package.json")),
  quickjsFolder: given.quickjsFolder ?? dirname(packageFile("quickjs-wasi/quickjs.wasm"))
})

/** JavaScript's heap of a host process; what programs hold is counted elsewhere, so that this is a backstop only. */
const heapMegabytes = 256

/**
 * V8's stack in KiB, of the 8 MiB that a process has on Linux: a thousand levels of recursion in Python, the default limit, go
 * through several native frames each.
 */
const stackKilobytes = 3_900

const hardening = ["--permission", "--no-addons", "--no-warnings", `--max-old-space-size=${heapMegabytes}`]

/** May read its own program, the engines' files and nothing else; may write nothing, start nothing and load no addon. */
const mayRead = (paths: ReadonlyArray<string>): Array<string> => paths.map((path) => `--allow-fs-read=${path}`)

/** The host's own folder and those of the engines beside it; a bundle has only the first. */
const programFolders = (main: string): Array<string> =>
  ["host", "python", "javascript"].map((name) => `${dirname(dirname(main))}/${name}/`).concat(`${dirname(main)}/`)

/** How the host process of an engine is started. Its environment is empty: nothing but its arguments tells it anything. */
export const hostCommand = (engine: string, files: EngineFiles, image: string | undefined): HostCommand => {
  const { hostMain, node, pyodideFolder, quickjsFolder } = files
  const folder = engine === "python" ? pyodideFolder : quickjsFolder
  const paths = [...programFolders(hostMain), `${folder}/`, ...(engine === "python" && image ? [image] : [])]
  const assets = JSON.stringify({ pyodideFolder, quickjsFolder, ...(image && { image }) })
  return {
    file: node,
    args: [...hardening, `--stack-size=${stackKilobytes}`, "--expose-gc", ...mayRead(paths), hostMain, engine, assets],
    readable: paths,
    main: hostMain
  }
}

/** How the process that makes the image is started: it runs nobody's program, and may write the image's folder. */
export const imageCommand = (files: EngineFiles, image: string): HostCommand => ({
  file: files.node,
  args: ["--no-addons", "--no-warnings", files.imageMain, files.pyodideFolder, image],
  readable: []
})
