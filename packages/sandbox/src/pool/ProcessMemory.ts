import { readFileSync, writeFileSync } from "node:fs"

/** A file of a process in `/proc`; `undefined` without that file system, or if the process has ended. */
const readProc = (pid: number, file: string): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8")
  } catch {
    return undefined
  }
}

/**
 * The process at the end of a chain of single children: the interpreter, where bubblewrap wraps it. On kernels that do not list children,
 * the first process.
 */
export const innermostProcess = (pid: number): number => {
  let inner = pid
  while (true) {
    const children = readProc(inner, `task/${inner}/children`)?.trim().split(" ") ?? []
    if (children.length !== 1 || children[0] === "") return inner
    inner = Number(children[0])
  }
}

/** Resident memory of a process in bytes, as the kernel counts it; `undefined` if unknown. Takes some 20 µs. */
export const residentBytes = (pid: number): number | undefined => {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(pid, "status") ?? "") ?? []
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
}

/** Has the kernel kill this process and its children before the server when memory runs out. */
export const offerToOutOfMemoryKiller = (pid: number): void => {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, "1000")
  } catch {
    // Not Linux, or the process has ended.
  }
}
