import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** The WebAssembly files of the engine, by the name they have in the package `quickjs-wasi`. */
export type AssetName = "quickjs.wasm" | "url.so" | "encoding.so" | "structured-clone.so"

/** Finds an asset on disk. A bundle that carries the files elsewhere sets `GLISSADE_QUICKJS` to their folder. */
export const assetPath = (name: AssetName): string => {
  const folder = process.env["GLISSADE_QUICKJS"]
  return folder === undefined ? fileURLToPath(import.meta.resolve(`quickjs-wasi/${name}`)) : `${folder}/${name}`
}

export const readAsset = (name: AssetName): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(assetPath(name)))
