import { databaseUser } from "@glissade/storage/DatabaseUser"
import { spawn } from "node:child_process"
import { existsSync, readFileSync, rmSync } from "node:fs"
import type { Socket } from "node:net"
import { extname } from "node:path"
import { fileURLToPath } from "node:url"
import { isLoopback } from "../LoopbackHost.ts"
import { makeRunnerFolder } from "../native/RunnerFolder.ts"
import { defaultPrograms, runnerObstacle } from "../native/RunnerObstacle.ts"
import type { HelperTask } from "../helper/HelperTask.ts"
import type { Identity } from "./ActAs.ts"
import { become } from "./ActAs.ts"
import { HelperChannel } from "./HelperChannel.ts"
import type { HowStarted, LeftRoot } from "./HowStarted.ts"
import { obstacle } from "./Obstacle.ts"
import { groupOf, serverUser } from "./ServerUser.ts"
import { givenCacheFault, userFolder } from "./UserCache.ts"

const helperProgram = fileURLToPath(new URL(`../helper/main${extname(import.meta.url)}`, import.meta.url))

/** What the helper needs of the environment. Secrets of the server are not among it. */
const helperSettings = ["PATH", "HOME", "TMPDIR", "DATA_DIR"]

const runnerSettings = ["CONTAINERS", "RUNSC", "BWRAP", "RUNNER_POOL", "RUNNER_POOL_TOTAL", "RUNNER_RUNS"]

const select = (environment: NodeJS.ProcessEnv, names: ReadonlyArray<string>): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])))

const passwd = "/etc/passwd"

/** Whether the server may want a PostgreSQL of its own. Settings that contradict each other count as if it did: the server refuses them later. */
const wantsDatabase = ({ AUTH, DATABASE_URL, HOST }: NodeJS.ProcessEnv): boolean =>
  !DATABASE_URL && AUTH !== "none" && (Boolean(AUTH) || !HOST || isLoopback(HOST))

/** Why there is no runner of this server's own: for a reason, or since nobody wants one. */
const nativeFault = ({
  BWRAP = defaultPrograms.bwrap,
  CONTAINERS,
  NATIVE,
  RUNNER_SOCKET,
  RUNSC = defaultPrograms.runsc
}: NodeJS.ProcessEnv): { readonly reason: string | undefined } | undefined => {
  if (NATIVE === "off" || RUNNER_SOCKET) return { reason: undefined }
  const reason = runnerObstacle(
    // Whatever else it says is refused where the settings are read.
    CONTAINERS === "bubblewrap" ? { containers: CONTAINERS, bwrap: BWRAP } : { containers: "gvisor", runsc: RUNSC }
  )
  return reason === undefined ? undefined : { reason }
}

/** Starts the helper in a session of its own: what a terminal sends to a server that drains must not end it. */
const startHelper = (environment: NodeJS.ProcessEnv, task: HelperTask): HelperChannel | undefined => {
  const conditions = process.execArgv.filter((argument) => argument.startsWith("--conditions="))
  const child = spawn(process.execPath, [...conditions, helperProgram, JSON.stringify(task)], {
    env: select(environment, helperSettings),
    stdio: ["ignore", "inherit", "inherit", "pipe"],
    detached: true
  })
  child.on("error", () => {})
  if (child.pid === undefined) return undefined
  child.unref()
  return new HelperChannel(child.stdio[3] as Socket, () => {
    throw new Error("the server's helper, which runs as root, ended")
  })
}

/** What is wrong with the settings of the user. */
export class ServerUserUnusable extends Error {}

/**
 * Makes this process, which root started, one of another user, before anything of the server is loaded. What still needs root is done by a
 * helper that stays root: it runs PostgreSQL as the user of its own, and the runner of native programs. Where something would not work as
 * before, the process stays root, unless somebody chose the user.
 */
export const leaveRoot = (environment: NodeJS.ProcessEnv): HowStarted => {
  const chosen = serverUser(environment["SERVER_USER"], [databaseUser.uid])
  if (chosen.type === "root") return { type: "as-started" }
  if (chosen.type === "invalid") throw new ServerUserUnusable(chosen.message)
  const stay = (reason: string): HowStarted => {
    if (chosen.isNamed) throw new ServerUserUnusable(`SERVER_USER: ${reason}`)
    return { type: "root", reason }
  }
  const { uid } = chosen
  const hasDatabase = wantsDatabase(environment)
  // Members of its group get to the database's socket.
  const gid = groupOf(uid, existsSync(passwd) ? readFileSync(passwd, "utf8") : "")
  const user: Identity = { uid, gid, groups: hasDatabase ? [databaseUser.gid] : [] }
  let helper: HelperChannel | undefined
  let native: LeftRoot["native"]
  try {
    const found = obstacle(environment, user, chosen.isNamed)
    if (found !== undefined) return stay(found)
    const own = userFolder(user)
    if ("fault" in own) return stay(`user ${uid} has no folder of its own: ${own.fault}`)
    const cache = environment["CACHE_FOLDER"]
    const denied = cache ? givenCacheFault(cache, user) : undefined
    if (denied !== undefined) return stay(`user ${uid} cannot keep anything in CACHE_FOLDER (${denied})`)
    const fault = nativeFault(environment)
    const runner = fault === undefined ? makeRunnerFolder(user.gid) : undefined
    const task: HelperTask = {
      server: process.pid,
      ...(runner && {
        runner: { folder: runner.folder, group: user.gid, settings: select(environment, runnerSettings) }
      })
    }
    const isHelped = hasDatabase || runner !== undefined
    helper = isHelped ? startHelper(environment, task) : undefined
    if (isHelped && helper === undefined) {
      if (runner) rmSync(runner.folder, { recursive: true })
      return stay("its helper could not be started")
    }
    native = runner ? { type: "runner", place: runner } : { type: "off", reason: fault?.reason }
    environment["HOME"] = own.path
    environment["CACHE_FOLDER"] = cache || own.path
  } catch (error) {
    if (error instanceof ServerUserUnusable) throw error
    return stay(`root cannot become user ${uid} (${(error as Error).message})`)
  }
  // From here on there is no way back: whatever fails ends the server.
  become(user)
  return { type: "left", uid, helper, native }
}
