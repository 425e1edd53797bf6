import { systemPackages } from "@glissade/sandbox/registry/PackageFolders"
import { closeSync, existsSync, openSync, readdirSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

/** Something that a server reads, with folders in it to this depth. A file of each folder stands for those beside it, which were made with it. */
interface Needed {
  readonly path: string
  readonly depth: number
}

const here = dirname(fileURLToPath(import.meta.url))

/** The folder of the server's own program, `src` or `dist`. */
const ownFolder = dirname(here)

/** Own packages are looked into: parts of them are built at a start, with whatever mask is in force then. */
const ownScope = "@glissade"

const foldersOfModules = (folder: string): ReadonlyArray<string> => {
  const parent = dirname(folder)
  const modules = join(folder, "node_modules")
  return [...(existsSync(modules) ? [modules] : []), ...(parent === folder ? [] : foldersOfModules(parent))]
}

/** Own packages and those of engines that were named; others were installed with them. */
const packagesIn = (modules: string, engines: ReadonlyArray<string>): ReadonlyArray<Needed> => {
  const scope = join(modules, ownScope)
  const own = existsSync(scope) ? readdirSync(scope).map((name) => join(scope, name)) : []
  return [...own, ...engines.map((name) => join(modules, name))].flatMap((folder) =>
    ["package.json", "dist", "src"].map((part) => ({ path: join(folder, part), depth: 0 }))
  )
}

const enginesOf = ({ ENGINES }: NodeJS.ProcessEnv): ReadonlyArray<string> =>
  (ENGINES ?? "").split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]))

/** What root runs of a server: Node, the server, its packages and those of engines that were named. */
export const programFiles = (environment: NodeJS.ProcessEnv): ReadonlyArray<string> =>
  [process.execPath, ownFolder, ...foldersOfModules(here)]
    .concat(
      foldersOfModules(here).flatMap((modules) => packagesIn(modules, enginesOf(environment)).map(({ path }) => path))
    )
    .filter((path) => existsSync(path))

const neededBy = (environment: NodeJS.ProcessEnv): ReadonlyArray<Needed> => [
  { path: process.execPath, depth: 0 },
  { path: ownFolder, depth: 1 },
  ...foldersOfModules(here).flatMap((modules) => packagesIn(modules, enginesOf(environment))),
  ...["../../../../web/dist", "../../page"].map((path) => ({ path: join(here, path), depth: 1 })),
  { path: environment["PACKAGES_FOLDER"] || systemPackages, depth: 1 },
  ...["RUNNER_KEY", "NODE_EXTRA_CA_CERTS"].flatMap((name) => {
    const path = environment[name]
    return path ? [{ path, depth: 0 }] : []
  })
]

/** Opens files and lists folders, and throws where it may not. What is not there is not needed. */
const tryToRead = ({ depth, path }: Needed): void => {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return
  if (!stat.isDirectory()) return closeSync(openSync(path, "r"))
  const entries = readdirSync(path, { withFileTypes: true })
  const file = entries.find((entry) => entry.isFile())
  const folders = depth > 0 ? entries.filter((entry) => entry.isDirectory()) : []
  for (const entry of [...(file ? [file] : []), ...folders])
    tryToRead({ path: join(path, entry.name), depth: depth - 1 })
}

/**
 * The first file or folder of those that a server needs that a user cannot read; `undefined` if there is none. `asUser` does something as
 * that user: what is needed is listed before, by this process, which may see all.
 */
export const unreadable = (
  environment: NodeJS.ProcessEnv,
  asUser: (act: () => string | undefined) => string | undefined
): string | undefined => {
  const needed = neededBy(environment)
  return asUser(() => {
    // Names of packages and paths in settings are looked for from there.
    let path = `${process.cwd()}/.`
    try {
      statSync(path)
      for (const one of needed) {
        ;({ path } = one)
        tryToRead(one)
      }
      return undefined
    } catch (error) {
      return (error as NodeJS.ErrnoException).path ?? path
    }
  })
}
