/**
 * Bundles the programs of the sandboxed processes, each into one file, unless the file is newer than its inputs. So the list of what such a
 * process may read is short, and no process has to strip types, for which it would hold the compiler, 20 MB each.
 */
import type { BuildOptions } from "esbuild"
import { mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { isFresh } from "./Freshness.ts"
import { guestUnitsPlugin } from "./GuestUnits.ts"
import { packedDeclarations } from "./Declarations.ts"

const packages = fileURLToPath(new URL("../packages/", import.meta.url))
const contract = `${packages}engine/src`
const engines = `${packages}engines`
const javascript = `${engines}/javascript`

interface Packed {
  readonly from: string
  readonly to: string
  readonly sources: ReadonlyArray<string>
  readonly options?: BuildOptions
}

const packedEngine = (name: string): Packed => {
  const source = `${engines}/${name}/src`
  const entry = readdirSync(source).find((file) => file.endsWith("Engine.ts"))
  if (entry === undefined) throw new Error(`${source} has no file whose name ends in Engine.ts`)
  return { from: `${source}/${entry}`, to: `${engines}/${name}/dist/engine.mjs`, sources: [source, contract] }
}

/** Scripts that the JavaScript engine reads when a program first needs them. They find neither files nor a console. */
const onDemand: BuildOptions = {
  format: "iife",
  globalName: "exported",
  platform: "neutral",
  mainFields: ["module", "main"],
  minify: true,
  charset: "ascii",
  define: { process: "undefined", require: "undefined", __filename: "undefined" }
}

const packedScript = (source: string, name: string): Packed => {
  const from = `${javascript}/src/typescript/${source}`
  return { from, to: `${javascript}/dist/${name}`, sources: [from, `${javascript}/package.json`], options: onDemand }
}

const packedChecker: Packed = {
  from: `${javascript}/src/checker/CheckerEngine.ts`,
  to: `${javascript}/dist/checker.mjs`,
  sources: [`${javascript}/src`, contract]
}

const everything = (): ReadonlyArray<Packed> => [
  { from: `${contract}/host/main.ts`, to: `${packages}engine/dist/host.mjs`, sources: [contract] },
  { from: `${contract}/host/image.ts`, to: `${packages}engine/dist/image.mjs`, sources: [contract] },
  packedScript("Api.ts", "typescript.js"),
  packedScript("Parser.ts", "parser.js"),
  packedChecker,
  ...readdirSync(engines).map(packedEngine)
]

/** Options for whatever runs in a sandboxed process. Guest programs are files in their own languages, bundled as text. */
const locked: BuildOptions = {
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node22",
  conditions: ["@glissade/source"],
  loader: { ".py": "text", ".rb": "text", ".lua": "text" },
  plugins: [guestUnitsPlugin],
  logLevel: "error"
}

const stale = everything().filter(({ sources, to }) => !isFresh(to, sources))
if (stale.length > 0) {
  const { build } = await import("esbuild")
  await Promise.all(
    stale.map(({ from, options, to }) => build({ ...locked, ...options, entryPoints: [from], outfile: to }))
  )
}

const declarations = `${javascript}/dist/declarations.json`
const declared = fileURLToPath(new URL("Declarations.ts", import.meta.url))
if (!isFresh(declarations, [`${javascript}/package.json`, declared])) {
  mkdirSync(`${javascript}/dist`, { recursive: true })
  writeFileSync(declarations, JSON.stringify(packedDeclarations(javascript)))
}

/** Vitest requires a function; the work is done when this module is loaded. */
export const setup = (): void => {}
