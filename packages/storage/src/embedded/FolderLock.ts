import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { randomBytes } from "node:crypto"
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync
} from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { onFolder } from "./EmbeddedPostgresFailed.ts"

/** What the file `lock` says of its holder. */
const Holder = Schema.Struct({
  pid: Schema.Int,
  /** The process of the server that it holds the folder for, where that is another one. */
  server: Schema.optionalKey(Schema.Int),
  host: Schema.String,
  /** When the process started, in the kernel's ticks since the boot: another process with its id has another time. */
  started: Schema.NullOr(Schema.Int),
  since: Schema.String,
  /** Where the process id counts: the boot and the namespace, where the system tells. */
  scope: Schema.String,
  /** Of this lock alone. */
  token: Schema.String.check(Schema.isPattern(/^[0-9a-f]{32}$/))
})
type Holder = typeof Holder.Type

const File = Schema.fromJsonString(Holder)
const encode = Schema.encodeSync(File)
const decode = Schema.decodeUnknownSync(File)

/** Somebody else uses the folder. */
export class FolderLocked extends Schema.TaggedError<FolderLocked>()("FolderLocked", {
  /** Process id, host and time of the holder, where its lock can be read. */
  holder: Schema.optionalKey(Schema.Struct({ pid: Schema.Int, host: Schema.String, since: Schema.String })),
  message: Schema.String
}) {}

/** A lock that this process holds. */
export interface FolderLock {
  /** Completes when somebody else took the folder: this process gave no sign of life for too long, or the file was removed. */
  readonly lost: Effect.Effect<void>
  /** Whether the folder is ours at this moment. */
  readonly isHeld: Effect.Effect<boolean>
}

/** A holder on another host is taken for dead after this long without a sign of life, which a living one gives every 10 s. */
const silenceMs = 30_000
const touchMs = 10_000

/** Whoever takes over is done with it at once, unless it is stopped in the middle. */
const heirPauseMs = 20
const heirTries = 50

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return undefined
  }
}

const namespaceOf = (): string => {
  try {
    return readlinkSync("/proc/self/ns/pid")
  } catch {
    return ""
  }
}

/**
 * Containers may share a host's name and boot, and yet cannot see each other's processes: they count as other hosts.
 */
const scope = (): string => `${textOf("/proc/sys/kernel/random/boot_id")?.trim() ?? ""} ${namespaceOf()}`.trim()

/** State and start of a process; `undefined` where the system does not tell. The name before them may contain anything. */
const statOf = (pid: number): { readonly state: string; readonly started: number } | undefined => {
  const text = textOf(`/proc/${pid}/stat`)
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ")
  return fields && { state: fields[0]!, started: Number(fields[19]) }
}

const isAlive = ({ pid, started }: Holder): boolean => {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false
  }
  const stat = statOf(pid)
  if (stat === undefined || started === null) return true
  return stat.started === started && stat.state !== "Z"
}

/** A lock as it stands. The holder is missing where the file cannot be understood. */
interface Found {
  readonly token: string
  readonly holder: Holder | undefined
  readonly touchedMs: number
}

/** A lock that is in the way. */
interface InTheWay extends Found {
  /** Whether somebody is about to take over and may yet find that another was first. */
  readonly isHeir: boolean
}

const find = (path: string): Found | undefined => {
  let descriptor: number
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw error
  }
  try {
    const touchedMs = fstatSync(descriptor).mtimeMs
    try {
      const holder = decode(readFileSync(descriptor, "utf8"))
      return { token: holder.token, holder, touchedMs }
    } catch {
      return { token: "unreadable", holder: undefined, touchedMs }
    }
  } finally {
    closeSync(descriptor)
  }
}

const isHeld = ({ holder, touchedMs }: Found, mine: Holder, nowMs: number): boolean =>
  holder?.host === mine.host && holder.scope === mine.scope ? isAlive(holder) : nowMs - touchedMs < silenceMs

const linked = (from: string, to: string): boolean => {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false
    throw error
  }
}

const lockIn = (folder: string): string => join(folder, "lock")

/** Who takes over from a dead holder first makes this file, which only one can: it is the lock from then on. */
const heirOf = (folder: string, token: string): string => join(folder, `lock.after.${token}`)

/** Begins the name of a lock that somebody is about to take. */
const unfinished = "lock.new."

/** Removes what those left who were killed while they took the lock. */
const sweep = (folder: string, mine: Holder, nowMs: number): void => {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(unfinished)) continue
    const path = join(folder, name)
    const found = find(path)
    if (found && !isHeld(found, mine, nowMs)) rmSync(path, { force: true })
  }
}

/**
 * Takes the lock, or gives the one that is in the way. A dead holder's lock is replaced by its heir, or the heir's heir if that was killed
 * while it did so. Whoever has made such a file looks again whether the dead locks are still there: if not, it came too late.
 */
const take = (folder: string, mine: Holder): InTheWay | undefined => {
  const own = join(folder, `${unfinished}${mine.token}`)
  writeFileSync(own, encode(mine), { flag: "wx", mode: 0o600 })
  try {
    // The file system's own clock, which hosts that share it have in common.
    const nowMs = statSync(own).mtimeMs
    sweep(folder, mine, nowMs)
    for (;;) {
      const dead: Array<{ readonly path: string; readonly token: string }> = []
      let path = lockIn(folder)
      for (let found = find(path); found; found = find(path)) {
        if (isHeld(found, mine, nowMs)) return { ...found, isHeir: dead.length > 0 }
        dead.push({ path, token: found.token })
        path = heirOf(folder, found.token)
      }
      if (!linked(own, path)) continue
      if (dead.length === 0) return undefined
      if (dead.every(({ path, token }) => find(path)?.token === token)) {
        renameSync(own, lockIn(folder))
        for (const { path } of dead.slice(1)) unlinkSync(path)
        unlinkSync(path)
        return undefined
      }
      unlinkSync(path)
    }
  } finally {
    rmSync(own, { force: true })
  }
}

const isOurs = (folder: string, { token }: Holder): boolean => {
  try {
    return find(lockIn(folder))?.token === token
  } catch (error) {
    // A disk that fails for a moment tells nothing; a link is no lock of ours.
    return (error as NodeJS.ErrnoException).code !== "ELOOP"
  }
}

/** Gives a sign of life: the same byte is written again, so that the file system notes its own time. */
const touch = (folder: string): void => {
  const descriptor = openSync(lockIn(folder), constants.O_WRONLY | constants.O_NOFOLLOW)
  try {
    writeSync(descriptor, "{", 0)
  } finally {
    closeSync(descriptor)
  }
}

const locked = (folder: string, { holder }: Found): FolderLocked => {
  if (holder === undefined) {
    const message = `The data folder ${folder} is locked by a file that this release cannot read: ${lockIn(folder)}. If nothing uses the folder, remove that file.`
    return new FolderLocked({ message })
  }
  const { host, since } = holder
  const pid = holder.server ?? holder.pid
  const where = host === hostname() && holder.scope === scope() ? "" : " If that one was killed, try again in 30 s."
  return new FolderLocked({
    holder: { pid, host, since },
    message: `The data folder ${folder} is used by another Glissade server: process ${pid} on ${host}, since ${since}. Stop it, or give this one a folder of its own in DATA_DIR.${where}`
  })
}

/**
 * Takes a folder for this process alone. On this host a holder counts as long as its process lives, on others (containers that share a
 * volume) as long as it gives signs of life. Closing the scope gives the folder back. `server` is the process that people know this one as, where
 * that is another one.
 */
export const lockFolder = Effect.fnUntraced(function* (folder: string, server?: number) {
  const mine: Holder = {
    pid: process.pid,
    ...(server !== undefined && { server }),
    host: hostname(),
    started: statOf(process.pid)?.started ?? null,
    since: DateTime.formatIso(DateTime.makeUnsafe(yield* Clock.currentTimeMillis)),
    scope: scope(),
    token: randomBytes(16).toString("hex")
  }
  const attempt = onFolder(`The data folder ${folder} cannot be locked`, () => take(folder, mine))
  const acquire = Effect.gen(function* () {
    let found = yield* attempt
    for (let tries = 1; found?.isHeir && tries < heirTries; tries++) {
      yield* Effect.sleep(heirPauseMs)
      found = yield* attempt
    }
    if (found) return yield* locked(folder, found)
  })
  yield* Effect.acquireRelease(acquire, () =>
    Effect.sync(() => {
      try {
        if (isOurs(folder, mine)) unlinkSync(lockIn(folder))
      } catch {
        // It is taken for dead later.
      }
    })
  )
  const lost = Deferred.makeUnsafe<void>()
  const signOfLife = Effect.gen(function* () {
    for (;;) {
      yield* Effect.sleep(touchMs)
      const isLost = yield* Effect.sync(() => {
        try {
          if (!isOurs(folder, mine)) return true
          touch(folder)
        } catch {
          // A disk that fails for a moment: the next sign may come through.
        }
        return false
      })
      if (isLost) return Deferred.doneUnsafe(lost, Effect.void)
    }
  })
  yield* Effect.forkScoped(signOfLife)
  return { lost: Deferred.await(lost), isHeld: Effect.sync(() => isOurs(folder, mine)) } satisfies FolderLock
})
