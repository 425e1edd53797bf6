import { readFileSync, statSync } from "node:fs"
import { dirname } from "node:path"

/** A user and a group of the operating system, by their numbers. */
export interface SystemUser {
  readonly uid: number
  readonly gid: number
}

/**
 * Whom PostgreSQL runs as where the server is root, which PostgreSQL refuses to be. Nothing else uses this number: systemd hands out none
 * from 65520 on, Debian reserves them, and containers with users of their own have them. `nobody` (65534) is no such user: whatever else
 * runs as `nobody` could read the data and signal the processes. No entry in /etc/passwd is needed.
 * https://systemd.io/UIDS-GIDS/
 */
export const databaseUser: SystemUser = { uid: 65_528, gid: 65_528 }

/** Whether this process is root. */
export const isRoot = (): boolean => process.getuid?.() === 0

/** Whom PostgreSQL runs as; `undefined` for the server's own user. */
export const userForDatabase = (): SystemUser | undefined => (isRoot() ? databaseUser : undefined)

/**
 * Whom `initdb` runs as where the server is root: it wants a user that /etc/passwd has, and root will not do. The group is the database's,
 * without which nobody gets into the folder. `undefined` if there is no such user.
 */
export const userForInitialization = (): SystemUser | undefined => {
  const entry = /^nobody:[^:]*:(\d+):/m.exec(readFileSync("/etc/passwd", "utf8"))?.[1]
  return entry === undefined || entry === "0" ? undefined : { uid: Number(entry), gid: databaseUser.gid }
}

const parentsOf = (path: string): ReadonlyArray<string> => {
  const parent = dirname(path)
  return parent === path ? [] : [...parentsOf(parent), parent]
}

/** The first folder above a path that a user cannot go through; `undefined` if there is none. */
export const closedParent = (path: string, { gid, uid }: SystemUser): string | undefined =>
  parentsOf(path).find((parent) => {
    const { gid: group, mode, uid: owner } = statSync(parent)
    const passable = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001
    return (mode & passable) === 0
  })
