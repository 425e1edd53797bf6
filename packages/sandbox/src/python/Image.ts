import { createHash, randomUUID } from "node:crypto"
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { FileQuota } from "./FileQuota.ts"
import { Gate } from "./Gate.ts"
import { compileHarness } from "./harness/Harness.ts"
import { preload } from "./harness/Preload.ts"
import * as Pyodide from "./Pyodide.ts"
import { installZones, preloadZones } from "./Zones.ts"

/**
 * The memory of an interpreter that has the common modules loaded: booting from it takes a tenth of the time. The file is a
 * header that names the build it belongs to, then the memory.
 */
const magic = "glissade-python-image-2\n"

const digestOf = (memory: Uint8Array): string => createHash("sha256").update(memory).digest("hex")

/** Pyodide reads the memory as 32-bit words, so the header's length is a multiple of four. */
const header = (key: string, digest: string): Buffer =>
  Buffer.from(`${magic}${key}\n${digest}`.padEnd(191).concat("\n"), "latin1")

/** The image is of another build or damaged. */
export class ImageRefused extends Error {}

/** What an interpreter boots from without an image. */
export interface PythonAssets {
  /** Folder of the npm package `pyodide`. */
  readonly pyodideFolder: string
  /** A wheel of the Python package `tzdata`; without it `zoneinfo` knows no zones. */
  readonly zones?: string | undefined
}

/** Names everything that an image depends on: the interpreter's build and what is run in it before the image is taken. */
export const imageKey = (assets: PythonAssets): string => {
  const { pyodideFolder, zones } = assets
  const hash = createHash("sha256")
  hash.update(magic)
  hash.update(readFileSync(join(pyodideFolder, "package.json")))
  hash.update(readFileSync(join(pyodideFolder, "pyodide-lock.json")))
  hash.update(preloadOf(assets))
  if (zones !== undefined) hash.update(readFileSync(zones))
  return hash.digest("hex")
}

/** What is run in an interpreter before its image is taken, or in place of that. */
export const preloadOf = ({ zones }: PythonAssets): string =>
  [preload, ...(zones === undefined ? [] : [preloadZones]), compileHarness].join("")

/** Reads the memory from an image; refuses one that was made of another build, or is not as it was made. */
export const readImage = (path: string, key: string): Uint8Array<ArrayBuffer> => {
  const bytes = readFileSync(path)
  const { length } = header(key, "")
  const memory = bytes.subarray(length)
  if (!bytes.subarray(0, length).equals(header(key, digestOf(memory)))) {
    throw new ImageRefused(`${path} is not an image of this build of the Python engine: delete it, it is made anew`)
  }
  return memory
}

/** Boots an interpreter without an image (2 to 5 seconds) and writes its image; an image is there whole or not at all. */
export const makeImage = async (assets: PythonAssets, path: string): Promise<void> => {
  const { module, pyodide } = await Pyodide.load({
    folder: assets.pyodideFolder,
    gate: new Gate(new FileQuota()),
    snapshot: undefined
  })
  installZones(module, assets.zones)
  pyodide.runPython(preloadOf(assets))
  const temporary = `${path}.${randomUUID()}`
  mkdirSync(dirname(path), { recursive: true })
  try {
    const memory = pyodide.makeMemorySnapshot()
    writeFileSync(temporary, Buffer.concat([header(imageKey(assets), digestOf(memory)), memory]))
    renameSync(temporary, path)
  } finally {
    rmSync(temporary, { force: true })
  }
}
