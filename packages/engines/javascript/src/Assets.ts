import { readFileSync } from "node:fs"
import { join } from "node:path"

/** The WebAssembly files of the engine. */
export type AssetName = "quickjs.wasm" | "url.so" | "encoding.so" | "structured-clone.so"

/** Path of a file in the npm package `quickjs-wasi`. */
const placeOf = (name: AssetName): string =>
  name === "quickjs.wasm" ? name : `extensions/${name.slice(0, -".so".length)}/${name}`

/** Reads a file of the package from a folder. */
export const readAsset = (folder: string, name: AssetName): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(join(folder, placeOf(name))))
