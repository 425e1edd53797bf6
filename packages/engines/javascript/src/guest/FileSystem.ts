/* oxlint-disable unicorn/consistent-function-scoping -- only the text of the exported function reaches the machine */
import type { GuestValue } from "./GuestValue.ts"

/** The functions of `node:fs` that `glissade:fs` has, each also with `Sync` and in `promises`. */
export const fileFunctions = [
  "access",
  "appendFile",
  "copyFile",
  "mkdir",
  "readFile",
  "readdir",
  "rename",
  "rm",
  "rmdir",
  "stat",
  "unlink",
  "writeFile"
] as const

/**
 * The module `glissade:fs`: the most used part of `node:fs`, over files in memory. Functions that return a `Buffer` in Node return a
 * `Uint8Array` that converts to text.
 */
export const fileSystem = (p: GuestValue, host: GuestValue, loop: GuestValue): GuestValue => {
  const { decodeURIComponent: decodePath, TextDecoder, TextEncoder, URL } = globalThis as GuestValue
  const decoder = new TextDecoder()
  const decode = p.uncurry(TextDecoder.prototype.decode)
  const encoder = new TextEncoder()
  const encode = p.uncurry(TextEncoder.prototype.encode)
  const pathOfUrl = p.getter(URL.prototype, "pathname")
  const nothing = new p.Uint8Array(0)
  // By WASI errno.
  const faults: GuestValue = p.noProto({
    20: ["EEXIST", "file already exists", -17],
    28: ["EINVAL", "invalid argument", -22],
    31: ["EISDIR", "illegal operation on a directory", -21],
    37: ["ENAMETOOLONG", "name too long", -36],
    44: ["ENOENT", "no such file or directory", -2],
    51: ["ENOSPC", "no space left on device", -28],
    54: ["ENOTDIR", "not a directory", -20],
    55: ["ENOTEMPTY", "directory not empty", -39]
  })
  const bytesPrototype: GuestValue = p.create(p.Uint8Array.prototype)
  p.method(bytesPrototype, "toString", function (this: GuestValue) {
    return decode(decoder, this)
  })

  const pathOf = (value: GuestValue, name = "path"): string => {
    if (typeof value === "string") return value
    if (p.instance(URL, value)) return decodePath(pathOfUrl(value))
    throw loop.invalid(name, "string or an instance of URL", value)
  }
  const failed = (number: number, call: string, path: string, to?: string): GuestValue => {
    const [code, text, errno] = faults[number] ?? ["EIO", "i/o error", -5]
    const error = new p.Error(`${code}: ${text}, ${call} '${path}'${to === undefined ? "" : ` -> '${to}'`}`)
    return p.assign(error, { errno, code, syscall: call, path }, to === undefined ? {} : { dest: to })
  }
  const ask = (operation: string, call: string, path: string, more: GuestValue = nothing, to?: string): GuestValue => {
    const answer = host.files(operation, path, more)
    if (typeof answer === "number") throw failed(answer, call, path, to)
    return answer
  }
  const encodingOf = (options: GuestValue): GuestValue => {
    const encoding = typeof options === "string" ? options : options?.encoding
    if (encoding === undefined || encoding === null) return undefined
    if (p.lower(encoding) === "utf8" || p.lower(encoding) === "utf-8") return "utf8"
    throw p.assign(
      new p.TypeError(`The argument '${encoding}' is an encoding that is not available here; use 'utf8'`),
      {
        code: "ERR_INVALID_ARG_VALUE"
      }
    )
  }
  const bytesOf = (data: GuestValue): GuestValue => {
    if (typeof data === "string") return encode(encoder, data)
    if (p.isView(data) && p.typedTag(data) === "Uint8Array") return data
    if (p.isView(data) && p.typedTag(data) !== undefined) {
      return new p.Uint8Array(p.typedBuffer(data), p.typedOffset(data), p.typedBytes(data))
    }
    throw loop.invalid("data", "string or an instance of Uint8Array", data)
  }
  const list = (path: string): GuestValue => p.parse(ask("list", "scandir", path))
  const stat = (path: string): GuestValue => p.parse(ask("stat", "stat", path))
  const removeAll = (path: string, isFolder: boolean): void => {
    if (!isFolder) return ask("unlink", "rm", path)
    const entries = list(path)
    for (let i = 0; i < entries.length; i++) removeAll(`${path}/${entries[i][0]}`, entries[i][1])
    ask("rmdir", "rm", path)
  }
  const dirent = (path: string, [name, isFolder]: GuestValue): GuestValue => ({
    name,
    parentPath: path,
    isFile: () => !isFolder,
    isDirectory: () => isFolder
  })

  const sync: GuestValue = {
    access: (path: GuestValue) => void ask("stat", "access", pathOf(path)),
    appendFile: (path: GuestValue, data: GuestValue) => ask("append", "open", pathOf(path), bytesOf(data)),
    copyFile: (from: GuestValue, to: GuestValue) => {
      const source = pathOf(from, "src")
      ask("write", "copyfile", pathOf(to, "dest"), ask("read", "copyfile", source))
    },
    mkdir: (path: GuestValue, options: GuestValue) => {
      ask(options?.recursive ? "mkdirs" : "mkdir", "mkdir", pathOf(path))
    },
    readFile: (path: GuestValue, options: GuestValue) => {
      const encoding = encodingOf(options)
      const bytes = ask("read", "open", pathOf(path))
      if (encoding !== undefined) return decode(decoder, bytes)
      p.setProto(bytes, bytesPrototype)
      return bytes
    },
    readdir: (path: GuestValue, options: GuestValue) => {
      const entries = list(pathOf(path))
      const names: GuestValue = []
      for (let i = 0; i < entries.length; i++) {
        p.push(names, options?.withFileTypes ? dirent(pathOf(path), entries[i]) : entries[i][0])
      }
      return names
    },
    rename: (from: GuestValue, to: GuestValue) => {
      const [source, target] = [pathOf(from, "oldPath"), pathOf(to, "newPath")]
      ask("rename", "rename", source, encode(encoder, target), target)
    },
    rm: (path: GuestValue, options: GuestValue) => {
      const place = pathOf(path)
      const found = host.files("stat", place, nothing)
      if (typeof found === "number") {
        if (options?.force) return
        throw failed(found, "rm", place)
      }
      const [isFolder] = p.parse(found)
      if (isFolder && !options?.recursive) throw failed(31, "rm", place)
      removeAll(place, isFolder)
    },
    rmdir: (path: GuestValue) => ask("rmdir", "rmdir", pathOf(path)),
    stat: (path: GuestValue) => {
      const [isFolder, size, mtimeMs] = stat(pathOf(path))
      return { size, mtimeMs, mtime: new p.Date(mtimeMs), isFile: () => !isFolder, isDirectory: () => isFolder }
    },
    unlink: (path: GuestValue) => ask("unlink", "unlink", pathOf(path)),
    writeFile: (path: GuestValue, data: GuestValue, options: GuestValue) => {
      ask(options?.flag === "a" ? "append" : "write", "open", pathOf(path), bytesOf(data))
    }
  }

  const fs: GuestValue = { promises: {} }
  const names = p.keys(sync)
  for (let i = 0; i < names.length; i++) {
    const name = names[i]
    const run = sync[name]
    fs[`${name}Sync`] = run
    fs.promises[name] = async (...args: GuestValue) => p.apply(run, undefined, args)
    fs[name] = (...args: GuestValue) => {
      const callback = args[args.length - 1]
      if (typeof callback !== "function") throw loop.invalid("cb", "function", callback)
      let error: GuestValue = null
      let value: GuestValue
      try {
        value = p.apply(run, undefined, args)
      } catch (thrown) {
        error = thrown
      }
      loop.later(() => (error === null ? callback(null, value) : callback(error)))
    }
  }
  fs.existsSync = (path: GuestValue) =>
    (typeof path === "string" || p.instance(URL, path)) && typeof host.files("stat", pathOf(path), nothing) !== "number"
  return fs
}
