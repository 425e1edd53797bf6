import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { findEngines } from "@glissade/sandbox/registry/EngineRegistry"
import { readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"

const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const folder = beside("engines/")
const engines = readdirSync(folder).map((name) => `${folder}${name}`)

/** Two boots at once on one processor would delay both, so only the slowest engine boots ahead; the others boot on first use. */
const slowest = findEngines(engines).installed.toSorted(
  (one, other) => other.manifest.cost.startMilliseconds - one.manifest.cost.startMilliseconds
)[0]

/**
 * The engines beside a bundled handler: each with its program, its files and its memory image, so that no function boots Python without an
 * image. A function runs one program at a time.
 */
export const layer = EngineSandbox.layer({
  engines,
  interpreters: 1,
  // Lambda allows no user namespaces, so looking for bubblewrap would only slow the start.
  osWall: "off",
  warm: slowest === undefined ? [] : [slowest.name],
  // No image is made in a function. Without a name, the program that makes one would be looked up in `node_modules`.
  programs: { host: beside("host.mjs"), image: beside("host.mjs") }
})
