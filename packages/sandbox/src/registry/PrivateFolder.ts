import { chmodSync, lstatSync, mkdirSync, realpathSync, statSync } from "node:fs"
import { homedir } from "node:os"
import { dirname, join, resolve } from "node:path"

/** The folder for compiled code and memory images. What lies there is trusted: it is run. */
export const defaultCacheFolder = (): string => join(homedir(), ".cache", "glissade")

const writableByOthers = 0o022
const sticky = 0o1000
const ours = 0o700

const parentsOf = (path: string): ReadonlyArray<string> => {
  const parent = dirname(path)
  return parent === path ? [] : [parent, ...parentsOf(parent)]
}

/** Why others could replace what lies in this folder; `undefined` where they cannot. */
const faultOf = (path: string, user: number, isParent: boolean): string | undefined => {
  const { mode, uid } = statSync(path)
  if (uid !== user && uid !== 0) return `${path} belongs to another user`
  // In a sticky folder such as /tmp nobody may rename or remove another user's files.
  if ((mode & writableByOthers) !== 0 && !(isParent && (mode & sticky) !== 0)) return `${path} can be written by others`
  return undefined
}

/**
 * Makes a folder for this user alone, and says why its content cannot be believed; `undefined` where it can: nobody but this user and
 * root may write to it, or put another in its place, by any of the folders above it.
 */
export const privateFolderFault = (path: string): string | undefined => {
  const user = process.getuid?.()
  if (user === undefined) return undefined
  const folder = resolve(path)
  try {
    mkdirSync(folder, { recursive: true, mode: ours })
    if (!lstatSync(folder).isDirectory()) return `${folder} is a link, not a folder`
    const parents = new Set([...parentsOf(folder), ...parentsOf(realpathSync(folder))])
    const fault =
      faultOf(folder, user, false) ??
      [...parents].map((parent) => faultOf(parent, user, true)).find((found) => found !== undefined)
    if (fault !== undefined) return fault
    const { mode, uid } = statSync(folder)
    if (uid === user && (mode & 0o777) !== ours) chmodSync(folder, ours)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
