import { readFileSync } from "node:fs"
import { join } from "node:path"

/** The folder of TypeScript's own declarations, as the checker sees it. */
export const libraryFolder = "/lib"

/** The declarations of Node, as the checker sees them. */
export const nodeDeclarations = "/node/index.d.ts"

/** The declarations of the language and of Node by their paths, which the build packs into one file. */
export const readDeclarations = (ownFolder: string): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(
      JSON.parse(readFileSync(join(ownFolder, "dist", "declarations.json"), "utf8")) as Record<string, string>
    )
  )
