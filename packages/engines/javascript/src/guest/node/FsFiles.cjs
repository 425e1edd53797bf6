const { coded, invalidType } = require("./Errors.cjs")
const { failed } = require("./FsErrors.cjs")
const { Dirent, Stats } = require("./FsStats.cjs")
const { host } = prelude

const nothing = new Uint8Array(0)
const encoder = new TextEncoder()
const numbers = (...values) => new Uint8Array(new Float64Array(values).buffer)

const pathOf = (value, name = "path") => {
  const path =
    value instanceof URL
      ? decodeURIComponent(value.pathname)
      : ArrayBuffer.isView(value)
        ? `${require("./Buffer.cjs").Buffer.from(value)}`
        : value
  if (typeof path !== "string") throw invalidType(name, ["string", "Buffer", "URL"], value)
  if (path.includes("\0")) {
    throw coded(
      TypeError,
      "ERR_INVALID_ARG_VALUE",
      `The argument '${name}' must be a string, Uint8Array, or URL without null bytes. Received ${prelude.inspect(value)}`
    )
  }
  return path
}

const ask = (operation, call, path, more = nothing, to = undefined) => {
  const answer = host.files(operation, path, more)
  if (typeof answer === "number") throw failed(answer, call, path, to)
  return answer
}

/** Text or bytes as bytes. */
const bytesOf = (data, encoding) => {
  if (typeof data === "string") {
    return encoding === undefined || /^utf-?8$/i.test(encoding)
      ? encoder.encode(data)
      : require("./Buffer.cjs").Buffer.from(data, encoding)
  }
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  throw invalidType("data", ["string", "Buffer", "TypedArray", "DataView"], data)
}

const encodingOf = (options) => {
  const encoding = typeof options === "string" ? options : options?.encoding
  if (encoding === undefined || encoding === null || encoding === "buffer") return undefined
  if (
    typeof encoding === "string" &&
    (/^utf-?8$/i.test(encoding) || require("./Buffer.cjs").Buffer.isEncoding(encoding))
  )
    return encoding
  throw coded(
    TypeError,
    "ERR_INVALID_ARG_VALUE",
    `The argument 'encoding' is invalid encoding. Received ${prelude.inspect(encoding)}`
  )
}

/** Bytes as `readFile` returns them. */
const shownAs = (bytes, encoding) => {
  if (encoding !== undefined && /^utf-?8$/i.test(encoding))
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
  const buffer = require("./Buffer.cjs").asBuffer(bytes)
  return encoding === undefined ? buffer : buffer.toString(encoding)
}

/** Names in order, each with whether it is a folder. */
const list = (path) => JSON.parse(ask("list", "scandir", path)).toSorted(([a], [b]) => (a < b ? -1 : 1))
const statOf = (path, call = "stat") => new Stats(...JSON.parse(ask("stat", call, path)))
const exists = (path) => typeof host.files("stat", path, nothing) !== "number"
const isFolder = (path) => {
  const found = host.files("stat", path, nothing)
  return typeof found === "string" && JSON.parse(found)[0]
}

const removeAll = (path, folder) => {
  if (!folder) return ask("unlink", "rm", path)
  for (const [name, inner] of list(path)) removeAll(`${path}/${name}`, inner)
  ask("rmdir", "rm", path)
}

const copyAll = (from, to, options) => {
  if (!isFolder(from)) {
    if (exists(to) && options?.force === false) {
      if (options.errorOnExist) throw failed(20, "cp", from, to)
      return
    }
    ask("write", "cp", to, ask("read", "cp", from))
    return
  }
  if (!options?.recursive) {
    throw coded(
      Error,
      "ERR_FS_EISDIR",
      `Recursive option not enabled, cannot copy a directory: cp returned EISDIR (${from} is a directory (not copied)) ${from}`
    )
  }
  ask("mkdirs", "mkdir", to)
  for (const [name] of list(from)) copyAll(`${from}/${name}`, `${to}/${name}`, options)
}

const walk = (folder, inner, options, found) => {
  for (const [name, isFolderToo] of list(inner === "" ? folder : `${folder}/${inner}`)) {
    const relative = inner === "" ? name : `${inner}/${name}`
    const parent = inner === "" ? folder : `${folder}/${inner}`
    found.push(options?.withFileTypes ? new Dirent(name, parent, isFolderToo) : relative)
    if (options?.recursive && isFolderToo) walk(folder, relative, options, found)
  }
  return found
}

module.exports = {
  ask,
  bytesOf,
  copyAll,
  encodingOf,
  exists,
  isFolder,
  list,
  nothing,
  numbers,
  pathOf,
  removeAll,
  shownAs,
  statOf,
  walk
}
