import { privateFolderFault } from "@glissade/sandbox/registry/PrivateFolder"
import { accessSync, constants, existsSync, statSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** The runner's program. Packages from a registry do not have it. */
export const runnerProgram = fileURLToPath(new URL("../../../runner/src/main.ts", import.meta.url))

const isRoot = process.getuid?.() === 0

/** Folders of runners that servers start: nobody but the user who starts them, and root, can write there. */
export const runnerFolders = isRoot ? "/var/lib/glissade-runner" : join(homedir(), ".cache", "glissade-runner")

/** Others may go through, to folders that let them: a server that is root no more, and the users of containers. They can list nothing. */
const passable = 0o711

/** What is to make containers, and the program that does. */
export type Containers =
  | { readonly containers: "gvisor"; readonly runsc: string }
  | { readonly containers: "bubblewrap"; readonly bwrap: string }

/** Where the programs are unless `RUNSC` or `BWRAP` says otherwise. */
export const defaultPrograms = { runsc: "/usr/bin/runsc", bwrap: "/usr/bin/bwrap" }

/** Why a program cannot be called; it is installed by its package, or named by a setting. */
const programObstacle = (path: string, called: string, name: string, setting: string): string | undefined => {
  const install = `apt-get install ${name}`
  try {
    accessSync(path, constants.X_OK)
    if (statSync(path).isFile()) return undefined
  } catch {
    // Told below.
  }
  if (Object.values(defaultPrograms).includes(path)) return `${called} is not installed (${install})`
  return `${path} is no program: ${setting} must be the path of ${called}, which ${install} installs`
}

const containersObstacle = (options: Containers): string | undefined => {
  if (options.containers === "bubblewrap") return programObstacle(options.bwrap, "bubblewrap", "bubblewrap", "BWRAP")
  const obstacle = programObstacle(options.runsc, "gVisor", "runsc", "RUNSC")
  if (obstacle !== undefined || isRoot) return obstacle
  return "the server was not started by root, which gVisor needs; CONTAINERS=bubblewrap needs no root and is weaker"
}

/** Why this process cannot start a runner; `undefined` where it can. */
export const runnerObstacle = (containers: Containers): string | undefined => {
  if (process.platform !== "linux") return "they need Linux"
  if (!existsSync(runnerProgram)) return "this installation has no runner"
  return containersObstacle(containers) ?? privateFolderFault(runnerFolders, passable)
}
