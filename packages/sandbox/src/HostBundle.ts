import { fileURLToPath } from "node:url"
import { isFresh } from "./Freshness.ts"

/**
 * Where `scripts/build-host.ts` puts the host's program as one file without types: a process that takes types out by itself holds the
 * compiler for that, 20 MB each.
 */
export const hostBundle = fileURLToPath(new URL("../.cache/host/main.mjs", import.meta.url))

const sources = fileURLToPath(new URL(".", import.meta.url))

/** The bundle, where there is one that is newer than all it is made of. */
export const freshHostBundle = (): string | undefined => (isFresh(hostBundle, [sources]) ? hostBundle : undefined)
