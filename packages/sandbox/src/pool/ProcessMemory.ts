import { readFileSync, writeFileSync } from "node:fs"

/** What `/proc` says of a process; nothing where there is no such file system, or no such process any more. */
const readProc = (pid: number, file: string): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8")
  } catch {
    return undefined
  }
}

/**
 * The process at the end of a row of single children: the interpreter itself, where others (bubblewrap) stand before it. A kernel that
 * does not list children gives the first one.
 */
export const innermostProcess = (pid: number): number => {
  let inner = pid
  while (true) {
    const children = readProc(inner, `task/${inner}/children`)?.trim().split(" ") ?? []
    if (children.length !== 1 || children[0] === "") return inner
    inner = Number(children[0])
  }
}

/** Bytes of memory that a process has resident, as the kernel counts them; nothing where that cannot be known. Takes some 20 µs. */
export const residentBytes = (pid: number): number | undefined => {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(pid, "status") ?? "") ?? []
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
}

/** Has the kernel take this process and its children first when memory runs out, and not the server. */
export const offerToOutOfMemoryKiller = (pid: number): void => {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, "1000")
  } catch {
    // Not Linux, or the process has ended already: there is nothing to set.
  }
}
