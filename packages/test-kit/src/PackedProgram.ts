import { buildSync } from "esbuild"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** A program in one file, as those of the locked processes are. */
export interface PackedProgram {
  readonly path: string
  readonly remove: () => void
}

/** Packs a test's own program for a locked process, which may read this one file of it. */
export const packProgram = (source: URL): PackedProgram => {
  const folder = mkdtempSync(join(tmpdir(), "glissade-"))
  const path = join(folder, "main.mjs")
  buildSync({
    entryPoints: [fileURLToPath(source)],
    outfile: path,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    conditions: ["@glissade/source"],
    logLevel: "error"
  })
  return { path, remove: () => rmSync(folder, { recursive: true }) }
}
