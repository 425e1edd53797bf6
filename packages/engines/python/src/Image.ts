import { createHash, randomUUID } from "node:crypto"
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import type { BootImage } from "@glissade/engine/Engine"
import { MemoryImage } from "@glissade/engine/wasm/MemoryImage"
import type { PythonAssets } from "./Assets.ts"
import { FileQuota } from "./FileQuota.ts"
import { Gate } from "./Gate.ts"
import preload from "./guest/preload.py"
import { harness } from "./Harness.ts"
import type { Start } from "./Interpreter.ts"
import { ProgramStreams, ready } from "./Interpreter.ts"
import { layOut } from "./Layout.ts"
import { checkPackages } from "./Packages.ts"
import type { Loaded } from "./Pyodide.ts"
import * as Pyodide from "./Pyodide.ts"
import { reproducibly } from "./Reproducible.ts"
import { preloadZones } from "./Zones.ts"

/**
 * The memory of an interpreter that is ready for a program: booting from it takes a twentieth of the time. The file is a header with the
 * build it belongs to and the digest of the rest, then a description, then the memory's non-zero pieces.
 */
const magic = "glissade-python-image-4\n"

const headerBytes = 192

const digestOf = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex")

const header = (key: string, content: Uint8Array): Buffer =>
  Buffer.from(`${magic}${key}\n${digestOf(content)}`.padEnd(headerBytes - 1).concat("\n"), "latin1")

/** The image belongs to another build or is damaged. */
export class ImageRefused extends Error {}

/** What runs in an interpreter before any program. */
const preparation = ({ packages }: PythonAssets): string =>
  [preload, preloadZones, harness(packages?.modules ?? [])].join("\n")

/** The description after the header, as JSON: the addresses of the pieces, and the instance's state beside its memory. */
interface Description extends Omit<Start, "memory"> {
  readonly length: number
  readonly pieces: ReadonlyArray<{ readonly offset: number; readonly length: number }>
}

const encode = ({ memory, ...rest }: Start): Buffer => {
  const pieces = memory.filled.map(({ bytes, offset }) => ({ offset, length: bytes.length }))
  const text = JSON.stringify({ ...rest, length: memory.length, pieces } satisfies Description)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(Buffer.byteLength(text))
  return Buffer.concat([length, Buffer.from(text), ...memory.filled.map(({ bytes }) => bytes)])
}

const decode = (content: Buffer): Start => {
  const begin = 4 + content.readUInt32LE()
  const { length, pieces, ...rest } = JSON.parse(content.toString("utf8", 4, begin)) as Description
  let at = begin
  const filled = pieces.map((piece) => {
    at += piece.length
    return { offset: piece.offset, bytes: content.subarray(at - piece.length, at) }
  })
  return { ...rest, memory: new MemoryImage(length, filled) }
}

/** Reads an image; refuses one of another build, or a damaged one. Copies nothing. */
export const readImage = ({ key, path }: BootImage): Start => {
  const bytes = readFileSync(path)
  const content = bytes.subarray(headerBytes)
  if (!bytes.subarray(0, headerBytes).equals(header(key, content))) {
    throw new ImageRefused(`${path} is not an image of this build of the Python engine: delete it, it is made anew`)
  }
  return decode(content)
}

/** Boots an interpreter without an image, in 2 to 5 seconds, and prepares it. */
export const bootAnew = async (
  assets: PythonAssets,
  gate: Gate,
  streams: ProgramStreams,
  files: FileQuota
): Promise<{ readonly loaded: Loaded; readonly start: Start }> => {
  if (assets.packages !== undefined) checkPackages(assets.packages)
  const loaded = await Pyodide.load(assets.pyodideFolder, gate)
  layOut(loaded.module, assets, streams, files.packages)
  loaded.runPython(preparation(assets))
  return { loaded, start: ready(loaded) }
}

/** Writes the image of a new interpreter, atomically. */
export const writeImage = async (assets: PythonAssets, { key, path }: BootImage): Promise<void> => {
  const files = new FileQuota()
  const gate = new Gate(files)
  const { start } = await reproducibly(() => bootAnew(assets, gate, new ProgramStreams(gate), files))
  const content = encode(start)
  const temporary = `${path}.${randomUUID()}`
  mkdirSync(dirname(path), { recursive: true })
  try {
    writeFileSync(temporary, Buffer.concat([header(key, content), content]))
    renameSync(temporary, path)
  } finally {
    rmSync(temporary, { force: true })
  }
}
