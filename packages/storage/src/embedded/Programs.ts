import * as Effect from "effect/Effect"
import { existsSync, lstatSync, mkdirSync } from "node:fs"
import { chmod, cp, lstat, mkdtemp, readdir, rename, rm, symlink } from "node:fs/promises"
import { basename, dirname, join, relative } from "node:path"
import type { DataFolder } from "./DataFolder.ts"
import { onFolderLater } from "./EmbeddedPostgresFailed.ts"
import type { PostgresPackage } from "./PostgresPackage.ts"

/** What is only there to compile other programs. */
const isNeeded = (path: string): boolean => !path.endsWith(".a") && !["pgxs", "pkgconfig"].includes(basename(path))

/** Lets everybody read, and run what is run, whatever the installer's umask was. */
const open = async (folder: string): Promise<void> => {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isSymbolicLink()) continue
    const isRun = entry.isDirectory() || ((await lstat(path)).mode & 0o100) !== 0
    await chmod(path, isRun ? 0o755 : 0o644)
  }
}

/** Copies what is run, with its links. The copy appears whole or not at all. Gives its folder. */
const copyPrograms = async ({ folder, links, version }: PostgresPackage, parent: string): Promise<string> => {
  const target = join(parent, `postgresql-${version}`)
  if (existsSync(target)) return target
  const partial = await mkdtemp(join(parent, "new-"))
  try {
    for (const part of ["bin", "lib", "share"]) {
      const options = { recursive: true, verbatimSymlinks: true, filter: isNeeded }
      await cp(join(folder, "native", part), join(partial, "native", part), options)
    }
    // First of all, since a folder that could not be written where it is could not be here.
    await open(partial)
    for (const { source, target } of links) {
      const link = join(partial, target)
      await rm(link, { force: true })
      await symlink(relative(dirname(target), source), link)
    }
    await rename(partial, target)
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => {})
    // Another server made the same copy in the meantime.
    if (!existsSync(target)) throw error
  }
  return target
}

/** The folder for copies beside the data. Nobody else uses it: whatever is no copy of this version is old or half made. */
const besideData = async (source: PostgresPackage, { programs }: DataFolder): Promise<string> => {
  mkdirSync(programs, { recursive: true, mode: 0o755 })
  await chmod(programs, 0o755)
  const copy = await copyPrograms(source, programs)
  for (const name of await readdir(programs)) {
    if (name !== basename(copy)) await rm(join(programs, name), { recursive: true, force: true })
  }
  return copy
}

/** The folder for copies in the cache. What is there is run, so that nobody else may have put it there. */
const inCache = async (source: PostgresPackage, cacheFolder: string): Promise<string> => {
  mkdirSync(cacheFolder, { recursive: true, mode: 0o700 })
  const { mode, uid } = lstatSync(cacheFolder)
  if ((uid !== process.getuid?.() && uid !== 0) || (mode & 0o022) !== 0) {
    throw new Error(`${cacheFolder} can be written by others`)
  }
  return copyPrograms(source, cacheFolder)
}

/**
 * The folder of programs that can be run. They are run from their package, unless links are missing there or the server is root: root's
 * folders are often closed to PostgreSQL's user. A copy is made once for each version.
 */
export const providePrograms = Effect.fnUntraced(function* (
  source: PostgresPackage,
  folder: DataFolder,
  cacheFolder: string
) {
  const isWhole = source.links.every(({ target }) => existsSync(join(source.folder, target)))
  if (!folder.user && isWhole) return join(source.folder, "native", "bin")
  const what = `PostgreSQL's programs cannot be copied from ${source.folder}`
  const beside = onFolderLater(what, () => besideData(source, folder))
  const copy = yield* folder.user
    ? beside
    : onFolderLater(what, () => inCache(source, cacheFolder)).pipe(Effect.catch(() => beside))
  return join(copy, "native", "bin")
})
