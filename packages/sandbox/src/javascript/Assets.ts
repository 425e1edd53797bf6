import { readFileSync } from "node:fs"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"

/** The WebAssembly files of the engine. */
export type AssetName = "quickjs.wasm" | "url.so" | "encoding.so" | "structured-clone.so"

/** Where a file lies in the npm package `quickjs-wasi`; a bundle keeps the same folders. */
const placeOf = (name: AssetName): string =>
  name === "quickjs.wasm" ? name : `extensions/${name.slice(0, -".so".length)}/${name}`

/** The installed package, or the folder in `GLISSADE_QUICKJS` where a bundle carries it. */
const folder = (): string =>
  process.env["GLISSADE_QUICKJS"] ?? dirname(fileURLToPath(import.meta.resolve("quickjs-wasi/quickjs.wasm")))

export const readAsset = (name: AssetName): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(`${folder()}/${placeOf(name)}`))
