/**
 * Packs the programs of the locked processes, each into one file, unless the file is newer than all it is made of: what such a process may
 * read is then a short list, and a process that takes types out by itself would hold the compiler for that, 20 MB each.
 */
import type { BuildOptions } from "esbuild"
import { readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { isFresh } from "./Freshness.ts"

const packages = fileURLToPath(new URL("../packages/", import.meta.url))
const contract = `${packages}engine/src`
const engines = `${packages}engines`

interface Packed {
  readonly from: string
  readonly to: string
  readonly sources: ReadonlyArray<string>
}

const packedEngine = (name: string): Packed => {
  const source = `${engines}/${name}/src`
  const entry = readdirSync(source).find((file) => file.endsWith("Engine.ts"))
  if (entry === undefined) throw new Error(`${source} has no file whose name ends in Engine.ts`)
  return { from: `${source}/${entry}`, to: `${engines}/${name}/dist/engine.mjs`, sources: [source, contract] }
}

const everything = (): ReadonlyArray<Packed> => [
  { from: `${contract}/host/main.ts`, to: `${packages}engine/dist/host.mjs`, sources: [contract] },
  { from: `${contract}/host/image.ts`, to: `${packages}engine/dist/image.mjs`, sources: [contract] },
  ...readdirSync(engines).map(packedEngine)
]

/** Options for whatever runs in a locked process. Guest programs are files of their own languages, packed as text. */
export const locked: BuildOptions = {
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node22",
  conditions: ["@glissade/source"],
  loader: { ".py": "text", ".rb": "text", ".lua": "text" },
  logLevel: "error"
}

/** Packs what is not fresh. */
export const buildEngines = async (): Promise<void> => {
  const stale = everything().filter(({ sources, to }) => !isFresh(to, sources))
  if (stale.length === 0) return
  const { build } = await import("esbuild")
  await Promise.all(stale.map(({ from, to }) => build({ ...locked, entryPoints: [from], outfile: to })))
}

await buildEngines()

/** Vitest asks for a function: what there is to do is done by then. */
export const setup = (): void => {}
