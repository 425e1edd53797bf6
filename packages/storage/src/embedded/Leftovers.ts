import * as Effect from "effect/Effect"
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs"
import { join } from "node:path"
import { EmbeddedPostgresFailed, onFolder } from "./EmbeddedPostgresFailed.ts"

/** PostgreSQL removes this file when it ends in order. Its first line is the process id. */
const pidFile = (cluster: string): string => join(cluster, "postmaster.pid")

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}

/** The folder that a process works in; `undefined` if it has ended, or the system does not tell. */
const workingFolder = (pid: number | string): string | undefined => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

interface Leftovers {
  readonly postmaster: number | undefined
  readonly pids: ReadonlyArray<number>
}

/** The processes of a data folder: all of PostgreSQL's work in it. Where there is no `/proc`, the first one. */
const find = (cluster: string): Leftovers => {
  const noted = existsSync(pidFile(cluster)) ? Number.parseInt(readFileSync(pidFile(cluster), "utf8"), 10) : Number.NaN
  const hasProc = existsSync("/proc/self/cwd")
  if (!hasProc) {
    const pids = noted > 1 && isAlive(noted) ? [noted] : []
    return { postmaster: pids[0], pids }
  }
  const pids = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && workingFolder(name) === cluster)
    .map(Number)
  return { postmaster: pids.find((pid) => pid === noted), pids }
}

const signal = (pids: ReadonlyArray<number>, name: NodeJS.Signals): void => {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch {
      // It has just ended.
    }
  }
}

const pauseMs = 50

/** A server that was killed has its PostgreSQL end within 4 s. */
const patienceMs = 5_000

/** Waits until all have ended. Gives those that have not in time. */
const untilGone = (cluster: string, milliseconds: number): Effect.Effect<ReadonlyArray<number>> =>
  Effect.gen(function* () {
    for (let waited = 0; ; waited += pauseMs) {
      const { pids } = find(cluster)
      if (pids.length === 0 || waited >= milliseconds) return pids
      yield* Effect.sleep(pauseMs)
    }
  })

/**
 * A process that has since got the noted process id would keep PostgreSQL from starting. Where the system tells that it is another one, the
 * note is removed.
 */
const forget = (cluster: string): void => {
  const path = pidFile(cluster)
  if (!existsSync(path)) return
  const folder = workingFolder(Number.parseInt(readFileSync(path, "utf8"), 10))
  if (folder !== undefined && folder !== cluster) rmSync(path)
}

/**
 * Ends what a killed server, or a killed first process of PostgreSQL's, has left running on a data folder. Call it only with the folder's
 * lock.
 */
export const endLeftovers = Effect.fnUntraced(function* (cluster: string) {
  if (!existsSync(pidFile(cluster))) return
  const what = `What runs in ${cluster} cannot be seen`
  const { pids, postmaster } = yield* onFolder(what, () => find(cluster))
  if (pids.length > 0) {
    if (postmaster !== undefined) signal([postmaster], "SIGINT")
    const slow = yield* untilGone(cluster, postmaster === undefined ? patienceMs / 5 : patienceMs)
    signal(slow, "SIGKILL")
    const left = yield* untilGone(cluster, patienceMs)
    if (left.length > 0) {
      return yield* new EmbeddedPostgresFailed({
        reason: "locked",
        message: `Processes of PostgreSQL that an earlier server left still use ${cluster} and do not end: ${left.join(", ")}. End them, then start again.`
      })
    }
  }
  yield* onFolder(what, () => forget(cluster))
})
