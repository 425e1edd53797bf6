import type { ChildProcess } from "node:child_process"

/**
 * Has a process that leads a group (`detached`) end together with what it leaves in the group. Bubblewrap's inner process, until it is set
 * up, waits for the outer one for good and keeps the pipes open, so that `close` would never come.
 */
export const endWithGroup = (leader: ChildProcess): void => {
  leader.on("exit", () => {
    try {
      process.kill(-leader.pid!, "SIGKILL")
    } catch {
      // Nothing was left, or the system has no groups.
    }
  })
}
