import * as Effect from "effect/Effect"
import { randomBytes } from "node:crypto"
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync
} from "node:fs"
import { lchown, readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import type { DataFolder } from "./DataFolder.ts"
import { syncFolder } from "./DataFolder.ts"
import type { SystemUser } from "./DatabaseUser.ts"
import { userForInitialization } from "./DatabaseUser.ts"
import { EmbeddedPostgresFailed, onFolder, onFolderLater, otherwise } from "./EmbeddedPostgresFailed.ts"
import { LastLines } from "./LastLines.ts"
import { startSupervised } from "./SupervisedProcess.ts"

/** Glissade's database, and the role that owns it. The role is no superuser: it cannot read files or run programs. */
export const database = "glissade"

/** The only way in: by the socket, as this role, with the password. */
const access = `local all ${database} scram-sha-256\n`

/** The role may make databases, so that a restore can fill one and then take it. */
const statements = (password: string): string =>
  [
    `CREATE ROLE ${database} LOGIN CREATEDB PASSWORD '${password}';`,
    `CREATE DATABASE ${database} OWNER ${database};`,
    ""
  ].join("\n")

/**
 * The locale that tells letters from other characters, for search by trigrams: in `C` only those of English are letters. Order and case are
 * PostgreSQL's own, so that no update of the system changes them.
 */
const characters = process.platform === "darwin" ? "UTF-8" : "C.UTF-8"

const initialization = (cluster: string): ReadonlyArray<string> => [
  `--pgdata=${cluster}`,
  // A superuser without a password, whom `access` does not let in.
  "--username=postgres",
  "--auth=reject",
  "--encoding=UTF8",
  "--locale=C",
  `--lc-ctype=${characters}`,
  "--locale-provider=builtin",
  "--builtin-locale=C.UTF-8",
  "--data-checksums",
  "--no-instructions"
]

const prefix = "new-"

const belongsTo = (path: string, uid: number): string =>
  `PostgreSQL's folder ${path} belongs to the user id ${uid}. Start Glissade as the user that made it, or change its owner.`

/** Fails if the data is not this major version's, or not for this user. */
export const checkCluster = Effect.fnUntraced(function* ({ cluster, user }: DataFolder, major: string) {
  const fault = (reason: "folder" | "version", message: string) => new EmbeddedPostgresFailed({ reason, message })
  yield* onFolder(`The data in ${cluster} cannot be used`, () => {
    const owner = statSync(cluster).uid
    if (owner !== (user?.uid ?? process.getuid?.())) throw fault("folder", belongsTo(cluster, owner))
    const path = join(cluster, "PG_VERSION")
    const version = existsSync(path) ? readFileSync(path, "utf8").trim() : ""
    if (!/^\d{1,3}$/.test(version)) {
      throw fault("folder", `${cluster} is not a folder of PostgreSQL's. Set DATA_DIR to another one. ${otherwise}`)
    }
    if (version !== major) {
      throw fault(
        "version",
        `The data in ${cluster} is PostgreSQL ${version}'s, and this release of Glissade has PostgreSQL ${major}. Nothing was changed. Make a backup with the release that wrote it, move ${cluster} away, and restore the backup with this release.`
      )
    }
  })
})

/** Gives a folder and all that is in it to a user. */
const hand = async (folder: string, { gid, uid }: SystemUser): Promise<void> => {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    await lchown(join(entry.parentPath, entry.name), uid, gid)
  }
  await lchown(folder, uid, gid)
}

/** Writes a file of ours that the disk keeps. */
const write = (path: string, text: string): void => {
  const descriptor = openSync(path, "w", 0o600)
  try {
    writeFileSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Runs one of PostgreSQL's programs to its end. */
const run = Effect.fnUntraced(function* (
  file: string,
  args: ReadonlyArray<string>,
  user: SystemUser | undefined,
  input?: string
) {
  const lines = new LastLines()
  const { exited } = yield* startSupervised({
    file,
    args,
    user,
    onLine: (line) => lines.add(line),
    ...(input !== undefined && { input })
  })
  const code = yield* exited
  if (code === 0) return
  const cannotRun = code === 126 || code === 127
  return yield* new EmbeddedPostgresFailed({
    reason: cannotRun ? "unsupported" : "failed",
    message: cannotRun
      ? `PostgreSQL cannot be run on this machine: ${lines.text}. ${otherwise}`
      : `PostgreSQL's data could not be set up: ${lines.text || `${file} ended with ${code}`}. ${otherwise}`
  })
}, Effect.scoped)

const initializer = (folder: DataFolder) =>
  Effect.gen(function* () {
    if (!folder.user) return undefined
    const user = yield* onFolder("PostgreSQL's data cannot be set up", userForInitialization)
    if (user) return user
    const message = `As root, Glissade sets up PostgreSQL's data as the user nobody, which /etc/passwd does not have. Start Glissade as another user. ${otherwise}`
    return yield* new EmbeddedPostgresFailed({ reason: "unsupported", message })
  })

/** Sets up the data in a folder beside, and takes it when all is done: after a kill in between, nothing is half made. */
export const makeCluster = Effect.fnUntraced(function* (folder: DataFolder, programs: string) {
  const what = `PostgreSQL's data cannot be set up in ${folder.path}`
  const user = yield* initializer(folder)
  const partial = yield* onFolder(what, () => {
    const partial = mkdtempSync(join(folder.path, prefix))
    if (user) chownSync(partial, user.uid, user.gid)
    return partial
  })
  const cluster = join(partial, "cluster")
  yield* Effect.gen(function* () {
    yield* run(join(programs, "initdb"), initialization(cluster), user)
    const password = randomBytes(32).toString("hex")
    yield* onFolder(what, () => write(join(cluster, "pg_hba.conf"), access))
    yield* run(
      join(programs, "postgres"),
      [
        "--single",
        "-D",
        cluster,
        "-c",
        "exit_on_error=on",
        "-c",
        "log_min_messages=error",
        "-c",
        "log_checkpoints=off",
        "-c",
        "log_error_verbosity=terse",
        "-c",
        "log_min_error_statement=panic",
        "postgres"
      ],
      user,
      statements(password)
    )
    yield* onFolderLater(what, () => (folder.user ? hand(cluster, folder.user) : Promise.resolve()))
    yield* onFolder(what, () => {
      write(`${folder.password}.new`, `${password}\n`)
      renameSync(`${folder.password}.new`, folder.password)
      syncFolder(cluster)
      renameSync(cluster, folder.cluster)
      syncFolder(folder.path)
    })
  }).pipe(Effect.ensuring(Effect.promise(() => rm(partial, { recursive: true, force: true }).catch(() => {}))))
})

/** Removes what kills in the middle of a first start have left. */
export const removePartial = ({ path }: DataFolder): Effect.Effect<void, EmbeddedPostgresFailed> =>
  onFolderLater(`${path} cannot be tidied up`, async () => {
    for (const name of await readdir(path)) {
      if (name.startsWith(prefix)) await rm(join(path, name), { recursive: true, force: true })
    }
  })
