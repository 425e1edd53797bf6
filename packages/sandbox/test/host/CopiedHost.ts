import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const source = fileURLToPath(new URL("../../src", import.meta.url))

export interface CopiedHost {
  readonly hostMain: string
  readonly remove: () => void
}

/** A copy of the host's program with one of this folder's as its main: only the copy's folder is what its process may read. */
export const copyHost = (main: string): CopiedHost => {
  const folder = mkdtempSync(join(tmpdir(), "glissade-"))
  for (const name of readdirSync(source)) {
    if (statSync(join(source, name)).isDirectory()) cpSync(join(source, name), join(folder, name), { recursive: true })
  }
  cpSync(join(source, "../package.json"), join(folder, "package.json"))
  const text = readFileSync(fileURLToPath(new URL(`./${main}`, import.meta.url)), "utf8")
  const hostMain = join(folder, "host", main)
  writeFileSync(hostMain, text.replaceAll("../../src/host/", "./").replaceAll("../../src/", "../"))
  return { hostMain, remove: () => rmSync(folder, { recursive: true }) }
}
