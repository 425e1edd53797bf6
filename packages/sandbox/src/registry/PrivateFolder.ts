import { chmodSync, lstatSync, mkdirSync, realpathSync, statSync } from "node:fs"
import { homedir } from "node:os"
import { dirname, join, resolve } from "node:path"

/** The folder for compiled code and memory images. Its content is trusted: it is run. */
export const defaultCacheFolder = (): string => join(homedir(), ".cache", "glissade")

const writableByOthers = 0o022
const sticky = 0o1000
const ours = 0o700

/** The folders above a path, the nearest first. */
export const parentsOf = (path: string): ReadonlyArray<string> => {
  const parent = dirname(path)
  return parent === path ? [] : [parent, ...parentsOf(parent)]
}

/** Why other users could replace the content of this folder; `undefined` if they cannot. */
const faultOf = (path: string, user: number, isParent: boolean): string | undefined => {
  const { mode, uid } = statSync(path)
  if (uid !== user && uid !== 0) return `${path} belongs to another user`
  // In a sticky folder such as /tmp users cannot rename or remove each other's files.
  if ((mode & writableByOthers) !== 0 && !(isParent && (mode & sticky) !== 0)) return `${path} can be written by others`
  return undefined
}

/**
 * Makes a folder for this user only, or with another mode for what others may do in it. Returns why its content cannot be trusted, or
 * `undefined` if it can: only this user and root can write to it or, through a folder above it, replace it. A folder that was there may be
 * of use to others, as `/etc` is, so it is never closed to them, only opened as far as is wanted.
 */
export const privateFolderFault = (path: string, wanted = ours): string | undefined => {
  const user = process.getuid?.()
  if (user === undefined) return undefined
  const folder = resolve(path)
  try {
    const isNew = mkdirSync(folder, { recursive: true, mode: wanted }) !== undefined
    if (!lstatSync(folder).isDirectory()) return `${folder} is a link, not a folder`
    const parents = new Set([...parentsOf(folder), ...parentsOf(realpathSync(folder))])
    const fault =
      faultOf(folder, user, false) ??
      [...parents].map((parent) => faultOf(parent, user, true)).find((found) => found !== undefined)
    if (fault !== undefined) return fault
    const { mode, uid } = statSync(folder)
    const allowed = isNew ? wanted : (mode & 0o7777) | wanted
    if (uid === user && (mode & 0o7777) !== allowed) chmodSync(folder, allowed)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** Why other users could replace a file or folder that is only read, or what is in it; `undefined` if they cannot. */
export const readOnlyFault = (path: string): string | undefined => {
  const user = process.getuid?.()
  if (user === undefined) return undefined
  const real = realpathSync(path)
  return [real, ...parentsOf(real)].map((one) => faultOf(one, user, one !== real)).find((found) => found !== undefined)
}
