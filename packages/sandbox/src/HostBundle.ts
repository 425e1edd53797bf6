import { existsSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/**
 * Where `scripts/build-host.ts` puts the host's program as one file without types: a process that takes types out by itself holds the
 * compiler for that, 20 MB each.
 */
export const hostBundle = fileURLToPath(new URL("../.cache/host/main.mjs", import.meta.url))

const sources = fileURLToPath(new URL(".", import.meta.url))

const newest = (folder: string): number =>
  Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true }).map(
      ({ name, parentPath }) => statSync(join(parentPath, name)).mtimeMs
    )
  )

/** The bundle, where there is one that is newer than all it is made of. */
export const freshHostBundle = (): string | undefined =>
  existsSync(hostBundle) && statSync(hostBundle).mtimeMs > newest(sources) ? hostBundle : undefined
