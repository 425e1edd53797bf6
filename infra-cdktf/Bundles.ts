import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { FunctionName } from "./settings/Schema.ts"
import { functionNames } from "./settings/Schema.ts"

/** One Lambda function's code. */
export interface Bundle {
  /** The zip's path. */
  readonly path: string
  /** SHA-256 of the zip in base64, as Lambda states it. */
  readonly sha256: string
  /** Location of the handler, such as `index.handler`. */
  readonly handler: string
}

export interface Bundles {
  /** The name of what was built, such as `0.1.0+1a2b3c4d`: the same for the same code. */
  readonly release: string
  readonly functions: { readonly [name in FunctionName]: Bundle }
}

interface Manifest {
  readonly release?: unknown
  readonly functions?: Readonly<Record<string, unknown>>
}

const isEntry = (
  entry: unknown
): entry is { readonly zip: string; readonly sha256: string; readonly handler: string } =>
  typeof entry === "object" &&
  entry !== null &&
  ["zip", "sha256", "handler"].every((key) => typeof (entry as Record<string, unknown>)[key] === "string")

/** Reads the bundles and their manifest from `npm run build` at the root. */
export const readBundles = (folder: string): Bundles => {
  const path = join(folder, "manifest.json")
  if (!existsSync(path)) {
    throw new Error(`There is no ${path}: run "npm ci && npm run build" in the folder above first`)
  }
  const { functions = {}, release } = JSON.parse(readFileSync(path, "utf8")) as Manifest
  if (typeof release !== "string") throw new Error(`${path} must name the release: run "npm run build" again`)
  const bundle = (name: FunctionName): Bundle => {
    const entry = functions[name]
    if (!isEntry(entry)) throw new Error(`${path} must name the zip, sha256 and handler of "${name}"`)
    return { path: join(folder, entry.zip), sha256: entry.sha256, handler: entry.handler }
  }
  const all = Object.fromEntries(functionNames.map((name) => [name, bundle(name)])) as Record<FunctionName, Bundle>
  return { release, functions: all }
}
