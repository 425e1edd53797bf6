import { readFileSync } from "node:fs"

/** The processes that a process has started (`/proc`, Linux); none where it has ended. */
const childrenOf = (pid: number): ReadonlyArray<number> => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number)
  } catch {
    return []
  }
}

/** Everything that runs under a process. */
export const descendantsOf = (pid: number): ReadonlyArray<number> =>
  childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)])

/** An engine's process stands at the end of the line: bubblewrap starts it. */
export const innermost = (pid: number): number => {
  const [child] = childrenOf(pid)
  return child === undefined ? pid : innermost(child)
}
