import type { EnginePackages } from "@glissade/engine/Engine"
import type { EngineManifest } from "@glissade/engine/Manifest"
import type { PackageLock } from "@glissade/engine/packages/PackageLock"
import { decodePackageLock, packageLockFile, requirementName } from "@glissade/engine/packages/PackageLock"
import * as Data from "effect/Data"
import { readFileSync, statSync } from "node:fs"
import { join, resolve } from "node:path"
import { systemPackages, userPackages } from "./PackageFolders.ts"
import { readOnlyFault } from "./PrivateFolder.ts"

/** The packages that an operator has added cannot be used. */
export class PackagesUnusable extends Data.TaggedError("PackagesUnusable")<{ readonly message: string }> {}

/** The folder of one language's packages within the folder of all. */
export const packagesOf = (folder: string, engine: string): string => join(folder, engine)

const again = "run `npx @glissade/cli packages install` again"

/** Most bytes of a lock file. Two hundred packages take a tenth of it. */
const maximumLockBytes = 8 << 20

const readText = (path: string): string | undefined => {
  try {
    if (statSync(path).size > maximumLockBytes) {
      throw new PackagesUnusable({
        message: `${path} has more than the ${maximumLockBytes >> 20} MB that a lock file may have: ${again}`
      })
    }
    return readFileSync(path, "utf8")
  } catch (error) {
    if (error instanceof PackagesUnusable) throw error
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw new PackagesUnusable({ message: `${path} cannot be read: ${(error as Error).message}` })
  }
}

/** The lock file of one language's folder; nothing where there is none. Throws {@link PackagesUnusable} where it cannot be read. */
export const readLock = (folder: string): PackageLock | undefined => {
  const path = join(folder, packageLockFile)
  const text = readText(path)
  try {
    return text === undefined ? undefined : decodePackageLock(text)
  } catch (error) {
    throw new PackagesUnusable({ message: `${path} is no lock file of packages: ${(error as Error).message}` })
  }
}

/** The first folder that has packages: the named one, or the user's own, or else the machine's. */
const find = (engine: string, named: string | undefined) => {
  for (const folder of named === undefined ? [userPackages(), systemPackages] : [resolve(named)]) {
    const own = packagesOf(folder, engine)
    const lock = readLock(own)
    if (lock !== undefined) return { folder: own, lock }
  }
  return undefined
}

const given = (packages: NonNullable<EngineManifest["packages"]>, folder: string, lock: PackageLock) => {
  if (lock.packages.length === 0) return undefined
  if (lock.platform !== packages.platform) {
    throw new PackagesUnusable({
      message: `the packages in ${folder} are for ${lock.platform}, and the engine is ${packages.platform} now: ${again}`
    })
  }
  const archive = join(folder, lock.archive.file)
  if (statSync(archive, { throwIfNoEntry: false })?.size !== lock.archive.bytes) {
    throw new PackagesUnusable({ message: `${archive} is not what ${packageLockFile} says: ${again}` })
  }
  const requested = new Set(lock.requested.map(requirementName))
  const list = lock.packages.map(({ name, version }) => ({ name, version }))
  const modules = lock.packages.flatMap(({ imports, name }) => (requested.has(name) ? imports : []))
  return { archive, sha256: lock.archive.sha256, list, modules }
}

/**
 * The packages that an engine's processes are given, as the lock file in `folder` says. They run in every process of the engine, so the
 * folder must be out of reach for other users. Without a folder: the user's own, or else the machine's; with `null` none. Throws
 * {@link PackagesUnusable} where they are for another platform, or not as they should be.
 */
export const findPackages = (
  { name, packages }: EngineManifest,
  folder?: string | null
): EnginePackages | undefined => {
  if (packages === undefined || folder === null) return undefined
  const found = find(name, folder)
  if (found === undefined) return undefined
  const { folder: own, lock } = found
  const used = given(packages, own, lock)
  for (const path of [own, join(own, packageLockFile), ...(used === undefined ? [] : [used.archive])]) {
    const fault = readOnlyFault(path)
    if (fault !== undefined)
      throw new PackagesUnusable({ message: `the packages in ${own} cannot be trusted: ${fault}` })
  }
  return used
}

/** The packages that a bundle carries. They are as far out of reach as all that is in it. */
export const bundledPackages = ({ name, packages }: EngineManifest, folder: string): EnginePackages | undefined => {
  if (packages === undefined) return undefined
  const own = packagesOf(folder, name)
  const lock = readLock(own)
  return lock && given(packages, own, lock)
}
