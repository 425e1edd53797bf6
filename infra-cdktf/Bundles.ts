import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { FunctionName } from "./environments.ts"
import { functionNames } from "./environments.ts"

/** One Lambda function's code. */
export interface Bundle {
  /** The zip's path. */
  readonly path: string
  /** SHA-256 of the zip in base64, as Lambda states it. */
  readonly sha256: string
  /** Location of the handler, such as `index.handler`. */
  readonly handler: string
}

export type Bundles = { readonly [name in FunctionName]: Bundle }

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
  const manifest = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>
  const bundle = (name: FunctionName): Bundle => {
    const entry = manifest[name]
    if (!isEntry(entry)) throw new Error(`${path} must name the zip, sha256 and handler of "${name}"`)
    return { path: join(folder, entry.zip), sha256: entry.sha256, handler: entry.handler }
  }
  return Object.fromEntries(functionNames.map((name) => [name, bundle(name)])) as Record<FunctionName, Bundle>
}
