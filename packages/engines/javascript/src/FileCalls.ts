import type { LeftFile, Program } from "@glissade/engine/Engine"
import { fail, FileFault } from "@glissade/engine/wasm/Errno"
import type { FileNode } from "@glissade/engine/wasm/Files"
import { Files, longestPath } from "@glissade/engine/wasm/Files"
import { leftFiles, picturesFolder } from "@glissade/engine/wasm/LeftFiles"
import { homeFolder, normalize } from "./Paths.ts"

/** It comes with the first file in it, so that `readdir` tells what Node's does. */
const pictures = `${homeFolder}/${picturesFolder}`

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** The whole numbers from 0 on that a call begins with, 8 bytes each. */
function numbersIn(bytes: Uint8Array, count: 1): [number]
function numbersIn(bytes: Uint8Array, count: 2): [number, number]
function numbersIn(bytes: Uint8Array, count: number): Array<number> {
  if (bytes.length < count * 8) return fail("inval")
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: count }, (_, index) => {
    const value = view.getFloat64(index * 8, true)
    return Number.isSafeInteger(value) && value >= 0 ? value : fail("inval")
  })
}

/** The files of one program, which it reads and writes with `glissade:fs`. They are created on the first call. */
export class FileCalls {
  readonly #program: Program
  readonly #main: string
  readonly #room: () => number
  #files: Files | undefined

  /** `room` returns how many bytes files may take in all. */
  constructor(program: Program, main: string, room: () => number) {
    this.#program = program
    this.#main = main
    this.#room = room
  }

  /** Peak size of the program's files, in bytes. */
  get peakBytes(): number {
    return this.#files?.peakBytes ?? 0
  }

  get bytes(): number {
    return this.#files?.bytes ?? 0
  }

  /** Whether a write was refused for lack of room. */
  get refused(): boolean {
    return this.#files?.refused ?? false
  }

  left(): ReadonlyArray<LeftFile> {
    return this.#files === undefined ? [] : leftFiles(this.#files)
  }

  /** The content of a file, or `undefined` if there is none or no file was used yet. */
  content(path: string): Uint8Array | undefined {
    const bytes = this.#files === undefined ? undefined : this.call("read", path, new Uint8Array(0))
    return bytes instanceof Uint8Array ? bytes : undefined
  }

  /** Returns bytes, JSON, nothing, or an errno. `more` is the data to write, or another path. */
  call(operation: string, path: string, more: Uint8Array): Uint8Array | string | number | undefined {
    try {
      return this.#perform(operation, path, more)
    } catch (thrown) {
      if (thrown instanceof FileFault) return thrown.errno
      throw thrown
    }
  }

  #open(): Files {
    if (this.#files !== undefined) return this.#files
    const files = new Files()
    files.now = Date.now
    const folder = files.makePath(homeFolder, files.root)
    files.makePath("/tmp", files.root)
    for (const { content, name } of this.#program.files) files.install(name, content, folder)
    files.install(this.#main, encoder.encode(this.#program.code), files.root)
    files.room = () => this.#room() - files.bytes
    this.#files = files
    return files
  }

  #perform(operation: string, name: string, more: Uint8Array): Uint8Array | string | undefined {
    const files = this.#open()
    const absolute = (path: string) => normalize(path.startsWith("/") ? path : `${homeFolder}/${path}`)
    const path = absolute(name)
    const place = () => files.find(path, files.root)
    const existing = (): FileNode => {
      const node = files.node(path, files.root)
      return node.kind === "file" ? node : fail("isdir")
    }
    switch (operation) {
      case "read": {
        const file = existing()
        return file.bytes.subarray(0, file.size)
      }
      case "write":
      case "append": {
        if (path.startsWith(`${pictures}/`)) files.makePath(pictures, files.root)
        const to = place()
        const file = to.node === undefined ? files.makeFile(to) : existing()
        if (operation === "write") files.truncate(file, 0)
        files.write(file, file.size, more)
        return undefined
      }
      case "part": {
        const file = existing()
        const [from, length] = numbersIn(more, 2)
        return file.bytes.subarray(Math.min(from, file.size), Math.min(from + length, file.size))
      }
      case "put": {
        const [from] = numbersIn(more, 1)
        files.write(existing(), from, more.subarray(8))
        return undefined
      }
      case "truncate":
        files.truncate(existing(), numbersIn(more, 1)[0])
        return undefined
      case "list": {
        const node = files.node(path, files.root)
        if (node.kind === "file") return fail("notdir")
        return JSON.stringify(Array.from(node.entries, ([entry, { kind }]) => [entry, kind === "folder"]))
      }
      case "stat": {
        const node = files.node(path, files.root)
        return JSON.stringify([node.kind === "folder", node.kind === "file" ? node.size : 0, node.modifiedMs])
      }
      case "mkdir":
        files.makeFolder(place())
        return undefined
      case "mkdirs":
        files.makePath(path, files.root)
        return undefined
      case "unlink":
        files.removeFile(place())
        return undefined
      case "rmdir":
        files.removeFolder(place())
        return undefined
      case "rename":
        if (more.length > longestPath) return fail("nametoolong")
        files.rename(place(), files.find(absolute(decoder.decode(more)), files.root))
        return undefined
      default:
        return fail("nosys")
    }
  }
}
