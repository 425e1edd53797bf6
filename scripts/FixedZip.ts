import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import type { Zippable } from "fflate"
import { zipSync } from "fflate"

/** The files below a folder, in the order of their paths. */
export const filesOf = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()

/**
 * Zips a folder; paths in the zip are relative to `base`. Real times in a zip would change its hash with each build, so all are the
 * earliest that a zip can store.
 */
export const zipFolder = (folder: string, base = folder): Uint8Array => {
  const entries: Zippable = {}
  for (const file of filesOf(folder)) entries[relative(base, file)] = [readFileSync(file), { mtime: "1980-01-01" }]
  return zipSync(entries, { level: 6 })
}
