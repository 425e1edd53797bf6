import type { Representation } from "@glissade/api/Representation"
import { makeRepresentation } from "@glissade/api/Representation"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { extname, join, relative, sep } from "node:path"

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml; charset=utf-8",
  ".wasm": "application/wasm"
}

/** File names that contain a hash of the content: the page's assets, and what the snippet loads. */
const isHashed = (path: string): boolean => path.startsWith("/assets/") || /^\/embed\/.+-[A-Z0-9]{8}\.js$/.test(path)

/** Files with a hash in their name are cached for good; all others are revalidated. */
const keep = (path: string): string => (isHashed(path) ? "public, max-age=31536000, immutable" : "no-cache")

/** Suffixes of the compressed files that the build writes beside the originals. */
const suffixes = { br: ".br", gzip: ".gz" } as const

const read = (file: string, path: string): Representation => {
  const compressed: { br?: Uint8Array; gzip?: Uint8Array } = {}
  for (const coding of ["br", "gzip"] as const) {
    if (existsSync(file + suffixes[coding])) compressed[coding] = readFileSync(file + suffixes[coding])
  }
  return makeRepresentation({
    contentType: types[extname(file)] ?? "application/octet-stream",
    cacheControl: keep(path),
    identity: readFileSync(file),
    compressed
  })
}

/** The files of a folder by their URL paths. Nothing else is served. */
export class StaticFiles {
  readonly #files = new Map<string, string>()
  readonly #read = new Map<string, Representation>()

  constructor(folder: string) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name)
      if (!entry.isFile() || [".br", ".gz", ".map"].includes(extname(file))) continue
      const path = `/${relative(folder, file).split(sep).join("/")}`
      this.#files.set(path, file)
      if (path.endsWith("/index.html")) this.#files.set(path.slice(0, -"index.html".length), file)
    }
  }

  has(path: string): boolean {
    return this.#files.has(path)
  }

  /** A file with its compressed forms, read when it is first asked for. */
  get(path: string): Representation | undefined {
    const file = this.#files.get(path)
    if (file === undefined) return undefined
    const known = this.#read.get(path) ?? read(file, path)
    this.#read.set(path, known)
    return known
  }
}
