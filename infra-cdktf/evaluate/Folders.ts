import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const temporary: Array<string> = []

/** Removes the folders that were made. */
export const removeFolders = (): void => {
  for (const folder of temporary.splice(0)) rmSync(folder, { recursive: true, force: true })
}

/** A folder that is removed at the end of the process; tests remove it after each file (`test/setup.ts`), since their workers are killed. */
export const newFolder = (): string => {
  if (temporary.length === 0) process.once("exit", removeFolders)
  const folder = mkdtempSync(join(tmpdir(), "glissade-infra-"))
  temporary.push(folder)
  return folder
}
