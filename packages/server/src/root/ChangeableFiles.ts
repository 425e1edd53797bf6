import { parentsOf } from "@glissade/sandbox/registry/PrivateFolder"
import { realpathSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import type { Identity } from "./ActAs.ts"

const [forGroup, forAll, sticky] = [0o020, 0o002, 0o1000]

/** Whether a user may change a file, or what a folder holds. By owner and mode; lists of access are not looked at. */
const canChange = (path: string, { gid, groups, uid }: Identity, isParent: boolean): boolean => {
  const stat = statSync(path)
  if (stat.uid === uid) return true
  // In such a folder, as in /tmp, users cannot rename or remove what is not theirs.
  if (isParent && stat.isDirectory() && (stat.mode & sticky) !== 0) return false
  const isOfGroup = stat.gid === gid || groups.includes(stat.gid)
  return (stat.mode & forAll) !== 0 || (isOfGroup && (stat.mode & forGroup) !== 0)
}

/** A file of a folder stands for those beside it, which were made with it. */
const withFile = (path: string): ReadonlyArray<string> => {
  if (!statSync(path).isDirectory()) return [path]
  const file = readdirSync(path, { withFileTypes: true }).find((entry) => entry.isFile())
  return file ? [path, join(path, file.name)] : [path]
}

/** The first of these programs, of what is in them or of the folders above, that a user may change; `undefined` if there is none. */
export const changeable = (programs: ReadonlyArray<string>, user: Identity): string | undefined => {
  const own = programs.map((path) => realpathSync(path))
  const above = new Set(own.flatMap(parentsOf))
  return (
    own.flatMap(withFile).find((path) => canChange(path, user, false)) ??
    [...above].find((path) => canChange(path, user, true))
  )
}
