import * as Effect from "effect/Effect"
import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import type { ContainerFailed } from "./ContainerFailed.ts"
import { execute, versionOf } from "./Execute.ts"

/** How to call `runsc`. */
export interface Runsc {
  readonly path: string
  /** How the sentry gets at system calls: `systrap` where this build has it, else `ptrace`. */
  readonly platform: "systrap" | "ptrace"
  readonly version: string
  /** Folder of its own state. */
  readonly stateFolder: string
  /** Whether it makes a cgroup for each container. */
  readonly cgroups: boolean
}

const argumentsOf = ({ cgroups, platform, stateFolder }: Runsc): ReadonlyArray<string> => [
  `--root=${stateFolder}`,
  `--platform=${platform}`,
  "--network=none",
  "--log=/dev/null",
  ...(cgroups ? [] : ["--ignore-cgroups"])
]

const install = "Install gVisor (apt-get install runsc), or name its program in RUNSC"

/** Finds out what the program at `path` is. */
export const findRunsc = Effect.fnUntraced(function* (path: string, stateFolder: string, cgroups: boolean) {
  const version = yield* versionOf(path, /runsc version (\S+)/, install)
  const flags = yield* execute(path, ["flags"])
  const platform = flags.includes("systrap") ? "systrap" : "ptrace"
  return { path, platform, version, stateFolder, cgroups } satisfies Runsc
})

/** Runs a command of runsc that ends by itself. */
export const command = (runsc: Runsc, ...args: ReadonlyArray<string>): Effect.Effect<string, ContainerFailed> =>
  execute(runsc.path, [...argumentsOf(runsc), ...args])

/** Starts a container whose streams are pipes, as a process group of its own. */
export const start = (runsc: Runsc, ...args: ReadonlyArray<string>): ChildProcess =>
  spawn(runsc.path, [...argumentsOf(runsc), ...args], { stdio: ["pipe", "pipe", "ignore"], detached: true, env: {} })
