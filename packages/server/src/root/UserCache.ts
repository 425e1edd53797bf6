import { privateFolderFault, readOnlyFault } from "@glissade/sandbox/registry/PrivateFolder"
import { chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, rmdirSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import type { Identity } from "./ActAs.ts"
import { actAs } from "./ActAs.ts"

/** Folders of servers that root started and that are root no more: each is of its user's, and this one is root's. */
const userFolders = "/var/cache/glissade"

const passable = 0o755

/** Makes a folder and gives it to the user, if it is not there. Root is in control of the folder above. */
const make = (path: string, { gid, uid }: Identity): void => {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return
  mkdirSync(path, { mode: 0o700 })
  chownSync(path, uid, gid)
}

const writingFault = (path: string, user: Identity): string | undefined =>
  actAs(user, () => {
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 })
      rmdirSync(mkdtempSync(join(path, "new-")))
      return undefined
    } catch (error) {
      return (error as Error).message
    }
  })

/** The user's folder for what it keeps on this machine, or why it has none. It is the user's home as well. */
export const userFolder = (user: Identity): { readonly path: string } | { readonly fault: string } => {
  const path = join(userFolders, String(user.uid))
  const fault = privateFolderFault(userFolders, passable)
  if (fault !== undefined) return { fault }
  make(path, user)
  const denied = writingFault(path, user)
  return denied === undefined ? { path } : { fault: denied }
}

/** Makes the folder that `CACHE_FOLDER` names, if it is missing, for the user. Gives why that cannot keep anything there. */
export const givenCacheFault = (given: string, user: Identity): string | undefined => {
  const path = resolve(given)
  // Elsewhere somebody else could put a link in the way of root.
  const parent = dirname(path)
  if (existsSync(parent) && readOnlyFault(parent) === undefined) make(path, user)
  return writingFault(path, user)
}
