import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmdirSync, unlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { DataFolder } from "./DataFolder.ts"
import { EmbeddedPostgresFailed, onFolder } from "./EmbeddedPostgresFailed.ts"
import { port } from "./ServerSettings.ts"

/** Where PostgreSQL's socket is. */
export interface SocketFolder {
  readonly path: string
  /** Whether it was made for this server alone, since the data folder's path is too long for a socket. */
  readonly isTemporary: boolean
}

/** Bytes of a socket's path that the system takes. */
const maximumBytes = process.platform === "linux" ? 107 : 103

const socket = `.s.PGSQL.${port}`

const fits = (folder: string): boolean => Buffer.byteLength(join(folder, socket)) <= maximumBytes

/** Removes the folder and the two files that PostgreSQL makes in it. Not all that may be there: it belongs to another user than root. */
const remove = (folder: string): void => {
  for (const file of [socket, `${socket}.lock`]) {
    const path = join(folder, file)
    if (existsSync(path)) unlinkSync(path)
  }
  if (existsSync(folder)) rmdirSync(folder)
}

const make = ({ isOpenToGroup, path, user }: DataFolder): SocketFolder => {
  const own = join(path, "socket")
  const isTemporary = !fits(own)
  if (!isTemporary) {
    remove(own)
    mkdirSync(own, { mode: 0o700 })
  }
  const short = isTemporary ? [tmpdir(), "/tmp"].find((folder) => fits(join(folder, "glissade-123456"))) : undefined
  if (isTemporary && short === undefined) {
    const message = `The path ${path} is too long for a socket, and so is that of the folder for temporary files. Set DATA_DIR to a shorter path, or TMPDIR.`
    throw new EmbeddedPostgresFailed({ reason: "folder", message })
  }
  const folder = short === undefined ? own : mkdtempSync(join(short, "glissade-"))
  if (user) chownSync(folder, user.uid, user.gid)
  if (isOpenToGroup) chmodSync(folder, 0o710)
  return { path: folder, isTemporary }
}

/** Makes the folder, which only PostgreSQL's user, its group where that is wanted, and root can go into. Closing the scope removes it. */
export const socketFolder = (folder: DataFolder): Effect.Effect<SocketFolder, EmbeddedPostgresFailed, Scope.Scope> =>
  Effect.acquireRelease(
    onFolder(`PostgreSQL's socket cannot be made for ${folder.path}`, () => make(folder)),
    ({ path }) =>
      Effect.sync(() => {
        try {
          remove(path)
        } catch {
          // Whatever is in the way is removed, or told, at the next start.
        }
      })
  )
