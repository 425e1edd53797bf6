import { userPackages } from "@glissade/sandbox/registry/PackageFolders"
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import type { Identity } from "./ActAs.ts"
import { actAs } from "./ActAs.ts"
import { changeable } from "./ChangeableFiles.ts"
import { programFiles, unreadable } from "./ReadableFiles.ts"

const firstFreePort = (): number => {
  try {
    return Number(readFileSync("/proc/sys/net/ipv4/ip_unprivileged_port_start", "utf8"))
  } catch {
    return 1_024
  }
}

/** The first setting with a port that only root may listen on. Port 0 is any that is free. */
const rootsPort = (environment: NodeJS.ProcessEnv): string | undefined => {
  const first = firstFreePort()
  return ["PORT", "METRICS_PORT"]
    .filter((name) => Number(environment[name] || 0) > 0 && Number(environment[name]) < first)
    .map((name) => `${name}=${environment[name]}`)[0]
}

const wallProbeMs = 5_000

const wallFault = (environment: NodeJS.ProcessEnv, user: Partial<Identity>): string | undefined => {
  const { error, status, stderr } = spawnSync("bwrap", ["--unshare-all", "--ro-bind", "/", "/", "/bin/true"], {
    env: { PATH: `${environment["PATH"] ?? ""}:/usr/bin:/bin` },
    cwd: "/",
    encoding: "utf8",
    timeout: wallProbeMs,
    ...(user.uid !== undefined && { uid: user.uid, gid: user.gid })
  })
  if (status === 0 || (error as NodeJS.ErrnoException | undefined)?.code === "ENOENT") return undefined
  return (stderr || "").trim().split("\n")[0] || (error?.message ?? `it ended with ${status}`)
}

/** Why bubblewrap's wall stands around engines of root's, and not around those of the user. */
const lostWall = (environment: NodeJS.ProcessEnv, user: Identity): string | undefined => {
  if (environment["OS_WALL"] === "off") return undefined
  const fault = wallFault(environment, user)
  return fault === undefined || wallFault(environment, {}) !== undefined ? undefined : fault
}

/**
 * Why a server would not work as before if it ran as this user in place of root; `undefined` if it would. `isNamed`: somebody chose the
 * user, and has seen to what it can reach outside of this machine's files.
 */
export const obstacle = (environment: NodeJS.ProcessEnv, user: Identity, isNamed: boolean): string | undefined => {
  const name = `user ${user.uid}`
  if (environment["RUNNER_SOCKET"] && !isNamed)
    return "the runner of RUNNER_SOCKET may let root alone in (SERVER_USER says whom it lets in)"
  const port = rootsPort(environment)
  if (port !== undefined) return `${name} cannot listen on ${port}`
  if (!environment["PACKAGES_FOLDER"] && existsSync(userPackages()))
    return `${name} cannot see the packages in ${userPackages()} (PACKAGES_FOLDER may name a folder for all)`
  const path = unreadable(environment, (act) => actAs(user, act))
  if (path !== undefined) return `${name} cannot read ${path}`
  const changed = changeable(programFiles(environment), user)
  if (changed !== undefined) return `${name} can change ${changed}, which root runs at each start`
  const wall = lostWall(environment, user)
  return wall === undefined ? undefined : `${name} cannot have bubblewrap's wall (${wall})`
}
