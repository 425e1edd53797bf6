import { descendantsOf } from "@glissade/test-kit/ProcessTree"
import { readFileSync } from "node:fs"
import { setTimeout } from "node:timers/promises"

/** A process as `/proc` shows it. */
export interface SeenProcess {
  readonly pid: number
  readonly command: string
  /** Real, effective, saved and that for files. */
  readonly uids: ReadonlyArray<number>
  readonly groups: ReadonlyArray<number>
  readonly capabilities: string
}

const numbers = (text: string): ReadonlyArray<number> => text.trim().split(/\s+/).filter(Boolean).map(Number)

export const processOf = (pid: number): SeenProcess => {
  const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
  const status = readFileSync(`/proc/${pid}/status`, "utf8")
  const field = (name: string) => new RegExp(`^${name}:(.*)$`, "m").exec(status)![1]!
  return {
    pid,
    command,
    uids: numbers(field("Uid")),
    groups: numbers(field("Groups")),
    capabilities: field("CapPrm").trim()
  }
}

/** Everything that runs under a process, but for what ends meanwhile. */
export const processesUnder = (pid: number): ReadonlyArray<SeenProcess> =>
  descendantsOf(pid).flatMap((descendant) => {
    try {
      return [processOf(descendant)]
    } catch {
      return []
    }
  })

const isThere = (pid: number): boolean => {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))
  } catch {
    return false
  }
}

/** Waits until none of the processes is there. */
export const untilGone = async (pids: ReadonlyArray<number>): Promise<void> => {
  while (pids.some(isThere)) await setTimeout(20)
}
