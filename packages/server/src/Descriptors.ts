import { readFileSync } from "node:fs"

/** Descriptors that this process may have open at once; nothing where that cannot be known. */
export const descriptorLimit = (): number | undefined => {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? []
    return soft === undefined ? undefined : Number(soft)
  } catch {
    return undefined
  }
}

/** Descriptors that are kept for interpreters (five each), files, and what else a server opens. */
export const keptBack = 256

/**
 * How many connections a server may have open under a limit of descriptors. The rest is kept for interpreters: one that dies must be
 * replaced while clients hold all that they can get.
 */
export const maximumSockets = (limit: number | undefined): number =>
  limit === undefined ? Infinity : limit >= 2 * keptBack ? limit - keptBack : Math.floor(limit / 2)
