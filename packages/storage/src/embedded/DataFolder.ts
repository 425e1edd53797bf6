import * as Effect from "effect/Effect"
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from "node:fs"
import { homedir } from "node:os"
import { dirname, isAbsolute, join, resolve } from "node:path"
import type { SystemUser } from "./DatabaseUser.ts"
import { closedParent, isRoot, userForDatabase } from "./DatabaseUser.ts"
import { EmbeddedPostgresFailed, onFolder } from "./EmbeddedPostgresFailed.ts"

/** Where a server keeps its data unless `DATA_DIR` says otherwise. */
export const defaultDataFolder = (environment: Readonly<Record<string, string | undefined>>): string => {
  if (isRoot()) return "/var/lib/glissade"
  const { HOME, XDG_DATA_HOME } = environment
  // The specification has relative paths ignored.
  const data = XDG_DATA_HOME && isAbsolute(XDG_DATA_HOME) ? XDG_DATA_HOME : join(HOME || homedir(), ".local", "share")
  return join(data, "glissade")
}

/** A data folder that is ready for use. */
export interface DataFolder {
  readonly path: string
  /** PostgreSQL's own folder. */
  readonly cluster: string
  /** The password of the database, on one line. */
  readonly password: string
  /** PostgreSQL's settings, written at each start: they are those of this release. */
  readonly settings: string
  /** PostgreSQL's programs, where they cannot be run from their package. */
  readonly programs: string
  /** Whom PostgreSQL runs as; `undefined` for the server's own user. */
  readonly user: SystemUser | undefined
  /** Whether members of PostgreSQL's group get to its socket, besides PostgreSQL's user and root. */
  readonly isOpenToGroup: boolean
}

const closed = (path: string, parent: string, { uid }: SystemUser): EmbeddedPostgresFailed =>
  new EmbeddedPostgresFailed({
    reason: "folder",
    message: `As root, Glissade runs PostgreSQL as the user id ${uid}, which cannot get to ${path}: ${parent} is closed to it. Set DATA_DIR to another folder, such as /var/lib/glissade, open this one with chmod o+x, or start Glissade as another user.`
  })

/** Characters that `initdb` passes on to a shell as they are. */
const unusable = /["$`\\\n]/

/**
 * Makes the folder if it is missing, and closes it to others. Where the server is root, the folder stays root's, so that PostgreSQL's
 * user cannot lay traps for root in it: that user may go through to what it owns.
 */
export const prepareDataFolder = Effect.fnUntraced(function* (given: string, isOpenToGroup = false) {
  const user = userForDatabase()
  return yield* onFolder(`The data folder ${given} cannot be used`, (): DataFolder => {
    if (unusable.test(given)) {
      throw new EmbeddedPostgresFailed({
        reason: "folder",
        message: `PostgreSQL cannot work in ${given}: set DATA_DIR to a folder without quotation marks, backslashes, dollar signs and backticks in its name.`
      })
    }
    mkdirSync(dirname(resolve(given)), { recursive: true, mode: user ? 0o711 : 0o700 })
    mkdirSync(given, { recursive: true, mode: 0o700 })
    const path = realpathSync(given)
    const { mode, uid } = statSync(path)
    if (user) {
      if (uid !== 0) {
        const message = `The data folder ${path} belongs to the user id ${uid}. Start Glissade as that user, or set DATA_DIR to a folder of root's.`
        throw new EmbeddedPostgresFailed({ reason: "folder", message })
      }
      const parent = closedParent(path, user)
      if (parent !== undefined) throw closed(path, parent, user)
      chownSync(path, 0, user.gid)
      chmodSync(path, 0o710)
    } else if (uid === process.getuid?.() && (mode & 0o077) !== 0) chmodSync(path, 0o700)
    return {
      path,
      cluster: join(path, "postgresql"),
      password: join(path, "password"),
      settings: join(path, "postgresql.conf"),
      programs: join(path, "programs"),
      user,
      isOpenToGroup
    }
  })
})

/** Has the disk keep what a folder lists. */
export const syncFolder = (path: string): void => {
  const descriptor = openSync(path, "r")
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Writes a file that PostgreSQL can read and, where the server is root, cannot change. */
export const writeForDatabase = ({ user }: DataFolder, path: string, text: string): void => {
  const partial = `${path}.new`
  rmSync(partial, { force: true })
  writeFileSync(partial, text, { mode: 0o600, flag: "wx" })
  if (user) {
    chownSync(partial, 0, user.gid)
    chmodSync(partial, 0o640)
  }
  renameSync(partial, path)
}
