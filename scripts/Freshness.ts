import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"

/** When a file was last modified, or the newest of a folder and everything in it: removing a file modifies its folder. */
const newest = (path: string): number => {
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

/** Whether a built file exists and is newer than all its inputs: files, and folders with their content. */
export const isFresh = (built: string, sources: ReadonlyArray<string>): boolean => {
  const stats = statSync(built, { throwIfNoEntry: false })
  return stats !== undefined && sources.every((source) => newest(source) < stats.mtimeMs)
}
