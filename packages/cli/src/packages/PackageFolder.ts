import type { PackageLock } from "@glissade/engine/packages/PackageLock"
import { encodePackageLock, packageLockFile } from "@glissade/engine/packages/PackageLock"
import type { PackagesUnusable } from "@glissade/sandbox/registry/Packages"
import { systemPackages, userPackages } from "@glissade/sandbox/registry/PackageFolders"
import * as Packages from "@glissade/sandbox/registry/Packages"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { randomUUID } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import type { Wheel } from "./Interpreter.ts"
import { faultOf, PackagesFault } from "./PackagesFault.ts"
import { sha256Of } from "./Sha256.ts"

/** How long a server that was not started again can use the packages that it has, in milliseconds. */
const replacedMs = 7 * 86_400_000

/** The folder of the engine's packages: the named one, or that of all users where root asks, and else that of this user. */
export const folderFor = (engine: string, named: string | undefined): string =>
  Packages.packagesOf(
    named === undefined ? (process.getuid?.() === 0 ? systemPackages : userPackages()) : resolve(named),
    engine
  )

const wheelsOf = (folder: string): string => join(folder, "wheels")

/** The lock file of a folder; nothing where there is none. */
export const readLock = (folder: string) =>
  Effect.try({
    try: () => Packages.readLock(folder),
    catch: (thrown) => new PackagesFault({ message: (thrown as PackagesUnusable).message })
  })

/** A wheel that is in the folder already, with the hash that it must have. */
export const keptWheel = (folder: string, filename: string, sha256: string): Wheel | undefined => {
  try {
    const bytes = readFileSync(join(wheelsOf(folder), filename))
    return sha256Of(bytes) === sha256 ? { filename, bytes } : undefined
  } catch {
    return undefined
  }
}

/** Writes a file that nobody changes, completely or not at all. */
const writeWhole = (path: string, content: Uint8Array | string): void => {
  const temporary = `${path}.${randomUUID()}`
  try {
    writeFileSync(temporary, content, { mode: 0o444, flag: "wx" })
    renameSync(temporary, path)
  } finally {
    rmSync(temporary, { force: true })
  }
}

const removeOthers = (folder: string, keep: (name: string, path: string) => boolean): void => {
  for (const name of readdirSync(folder))
    if (!keep(name, join(folder, name))) rmSync(join(folder, name), { force: true })
}

/**
 * Puts packages into their folder: the wheels, the archive, and at last the lock file that names them. A server that runs goes on with the
 * archive that it has, which stays for a week.
 */
export const writePackages = (
  folder: string,
  lock: PackageLock,
  archive: Uint8Array,
  wheels: ReadonlyArray<Wheel>,
  before: PackageLock | undefined
) =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    Effect.try({
      try: () => {
        mkdirSync(wheelsOf(folder), { recursive: true, mode: 0o755 })
        for (const { bytes, filename } of wheels) writeWhole(join(wheelsOf(folder), filename), bytes)
        writeWhole(join(folder, lock.archive.file), archive)
        writeWhole(join(folder, packageLockFile), encodePackageLock(lock))
        const names = new Set(wheels.map(({ filename }) => filename))
        removeOthers(wheelsOf(folder), (name) => names.has(name))
        if (before !== undefined && before.archive.file !== lock.archive.file) {
          const replaced = join(folder, before.archive.file)
          if (statSync(replaced, { throwIfNoEntry: false }) !== undefined)
            utimesSync(replaced, now / 1_000, now / 1_000)
        }
        removeOthers(
          folder,
          (name, path) =>
            !name.endsWith(".archive") || name === lock.archive.file || now - statSync(path).mtimeMs < replacedMs
        )
      },
      catch: faultOf(`${folder} cannot be written`)
    })
  )
