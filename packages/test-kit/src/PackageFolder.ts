import type { PackageFile } from "@glissade/engine/packages/PackageArchive"
import { writeArchive } from "@glissade/engine/packages/PackageArchive"
import type { PackageLock } from "@glissade/engine/packages/PackageLock"
import { encodePackageLock, packageLockFile } from "@glissade/engine/packages/PackageLock"
import { packagesOf } from "@glissade/sandbox/registry/Packages"
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { homedir } from "node:os"
import { dirname, join } from "node:path"

export const pythonPlatform = "pyemscripten_2026_0_wasm32"

const encoder = new TextEncoder()

/** The files of packages by their names, as texts or bytes. */
export const packageFiles = (files: Readonly<Record<string, string | Uint8Array>>): ReadonlyArray<PackageFile> =>
  Object.entries(files).map(([name, content]) => ({
    name,
    bytes: typeof content === "string" ? encoder.encode(content) : content
  }))

/** Writes a folder of Python packages as `packages add` does, and answers the path of its lock file. */
export const writePackageFolder = (
  folder: string,
  files: ReadonlyArray<PackageFile>,
  changes: Partial<PackageLock> = {}
): string => {
  const archive = writeArchive(files)
  const own = packagesOf(folder, "python")
  mkdirSync(own, { recursive: true })
  const sha256 = createHash("sha256").update(archive).digest("hex")
  const lock: PackageLock = {
    format: 1,
    platform: pythonPlatform,
    requested: ["example"],
    packages: [
      {
        name: "example",
        version: "1.2.3",
        file: "example-1.2.3-py3-none-any.whl",
        sha256,
        bytes: 1,
        url: "https://example.org/example-1.2.3-py3-none-any.whl",
        imports: ["example"],
        native: false
      }
    ],
    archive: { file: "test.archive", sha256, bytes: archive.length, files: files.length },
    ...changes
  }
  writeFileSync(join(own, lock.archive.file), archive)
  const path = join(own, packageLockFile)
  writeFileSync(path, encodePackageLock(lock))
  return path
}

/** A new folder whose parents only this user and root can write. It is removed with the scope. */
export const ownFolder = Effect.acquireRelease(
  Effect.sync(() => {
    const parent = join(homedir(), ".cache", "glissade-tests")
    mkdirSync(parent, { recursive: true, mode: 0o700 })
    return mkdtempSync(join(parent, "packages-"))
  }),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

/** The folder of a lock file. */
export const folderOf = (lock: string): string => dirname(lock)
