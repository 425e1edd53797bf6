import { readFileSync } from "node:fs"

/** How many descriptors this process may have open at once; `undefined` where that is unknown. */
export const descriptorLimit = (): number | undefined => {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? []
    return soft === undefined ? undefined : Number(soft)
  } catch {
    return undefined
  }
}

/** Descriptors reserved for interpreters (five each), files and everything else that is not a client's socket. */
export const keptBack = 256

/**
 * How many connections a server may have open under a limit of descriptors. The rest is reserved: an interpreter that dies must be
 * replaceable while clients hold every connection they can get.
 */
export const maximumSockets = (limit: number | undefined): number =>
  limit === undefined ? Infinity : limit >= 2 * keptBack ? limit - keptBack : Math.floor(limit / 2)
