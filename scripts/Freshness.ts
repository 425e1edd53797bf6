import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"

/** When a file was last written, or the newest of a folder and all below it: taking a file away writes its folder. */
const newest = (path: string): number => {
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

/** Whether a file that was built is there, and newer than all that it is made of: files, and folders with what is in them. */
export const isFresh = (built: string, sources: ReadonlyArray<string>): boolean => {
  const stats = statSync(built, { throwIfNoEntry: false })
  return stats !== undefined && sources.every((source) => newest(source) < stats.mtimeMs)
}
