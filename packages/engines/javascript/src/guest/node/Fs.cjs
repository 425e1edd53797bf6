const { needFunction, refused } = require("./Errors.cjs")
const { failed } = require("./FsErrors.cjs")
const files = require("./FsFiles.cjs")
const descriptors = require("./FsDescriptors.cjs")
const { Dirent, Stats } = require("./FsStats.cjs")

const { ask, bytesOf, encodingOf, nothing, numbers, pathOf, shownAs, statOf } = files
const { host, loop } = prelude
const encoder = new TextEncoder()

const constants = {
  F_OK: 0,
  R_OK: 4,
  W_OK: 2,
  X_OK: 1,
  COPYFILE_EXCL: 1,
  ...descriptors.constants
}

const write = (path, data, options, usual) => {
  const encoding = encodingOf(options)
  const bytes = bytesOf(data, encoding)
  const stream = typeof path === "number" ? undefined : descriptors.streamAt(path)
  if (typeof path === "number" || stream !== undefined) return void descriptors.writeSync(stream ?? path, bytes)
  const place = pathOf(path)
  const mode = descriptors.modeOf(options?.flag ?? usual)
  if (mode.fresh || !mode.creates) descriptors.prepare(place, mode)
  ask(mode.appends ? "append" : "write", "open", place, bytes)
}

const made = (path) => {
  // Node says which folder was the first that it had to make.
  const parts = path.split("/")
  for (let i = 1; i <= parts.length; i++) {
    const folder = parts.slice(0, i).join("/")
    if (folder !== "" && !files.exists(folder)) return require("./Path.cjs").resolve(folder)
  }
  return undefined
}

const readAll = (fd) => {
  const { path, stream, at } = descriptors.fileOf(fd, "read")
  if (stream !== undefined) return stream === 0 ? descriptors.restOfStdin() : nothing
  return ask("part", "read", path, numbers(at, 2 ** 31))
}

/** The functions that are there at once, with a callback and as a promise. */
const sync = {
  access: (path) => void ask("stat", "access", pathOf(path)),
  appendFile: (path, data, options) => write(path, data, options, "a"),
  chmod: (path) => void ask("stat", "chmod", pathOf(path)),
  chown: (path) => void ask("stat", "chown", pathOf(path)),
  copyFile: (from, to, mode) => {
    const [source, target] = [pathOf(from, "src"), pathOf(to, "dest")]
    if (mode === constants.COPYFILE_EXCL && files.exists(target)) throw failed(20, "copyfile", source, target)
    ask("write", "copyfile", target, ask("read", "copyfile", source, nothing, target), target)
  },
  cp: (from, to, options) => {
    const [source, target] = [pathOf(from, "src"), pathOf(to, "dest")]
    if (!files.exists(source)) throw failed(44, "cp", source)
    files.copyAll(source, target, options)
  },
  lstat: (path, options) => sync.stat(path, options, "lstat"),
  mkdir: (path, options) => {
    const place = pathOf(path)
    const first = options?.recursive ? made(place) : undefined
    ask(options?.recursive ? "mkdirs" : "mkdir", "mkdir", place)
    return first
  },
  mkdtemp: (prefix) => {
    const letters = Array.from(
      host.random(6),
      (byte) => "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[byte % 62]
    )
    const path = `${pathOf(prefix, "prefix")}${letters.join("")}`
    ask("mkdir", "mkdtemp", path)
    return path
  },
  open: (path, flags) => descriptors.openSync(path, flags),
  readFile: (path, options) => {
    const encoding = encodingOf(options)
    const stream = typeof path === "number" ? path : descriptors.streamAt(path)
    if (stream !== undefined && Number.isInteger(stream)) return shownAs(readAll(stream), encoding)
    const place = pathOf(path)
    if (files.isFolder(place)) throw failed(31, "read")
    return shownAs(ask("read", "open", place), encoding)
  },
  readdir: (path, options) => files.walk(pathOf(path), "", typeof options === "string" ? {} : options, []),
  realpath: (path) => {
    ask("stat", "realpath", pathOf(path))
    return require("./Path.cjs").resolve(pathOf(path))
  },
  rename: (from, to) => {
    const [source, target] = [pathOf(from, "oldPath"), pathOf(to, "newPath")]
    ask("rename", "rename", source, encoder.encode(target), target)
  },
  rm: (path, options) => {
    const place = pathOf(path)
    const found = host.files("stat", place, nothing)
    if (typeof found === "number") {
      if (options?.force) return
      throw failed(found, "lstat", place)
    }
    const [folder] = JSON.parse(found)
    if (folder && !options?.recursive) throw failed(31, "rm", place)
    files.removeAll(place, folder)
  },
  rmdir: (path) => ask("rmdir", "rmdir", pathOf(path)),
  stat: (path, options, call = "stat") => {
    const place = pathOf(path)
    if (options?.throwIfNoEntry === false && !files.exists(place)) return undefined
    return statOf(place, call)
  },
  truncate: (path, length = 0) => ask("truncate", "open", pathOf(path), numbers(length)),
  unlink: (path) => ask("unlink", "unlink", pathOf(path)),
  utimes: (path) => void ask("stat", "utime", pathOf(path)),
  writeFile: (path, data, options) => write(path, data, options, "w")
}
/** Functions of open files, which have no promise under their name. */
const onDescriptors = {
  close: descriptors.closeSync,
  fstat: descriptors.fstatSync,
  fsync: (fd) => void descriptors.fileOf(fd, "fsync"),
  ftruncate: descriptors.ftruncateSync
}

const calledBack =
  (name, run) =>
  (...args) => {
    const callback = args.pop()
    needFunction("cb", callback)
    let error = null
    let value
    try {
      value = run(...args)
    } catch (thrown) {
      error = thrown
    }
    loop.later(() =>
      error === null ? (value === undefined ? callback(null) : callback(null, value)) : callback(error)
    )
  }

const fs = { constants, Dirent, Stats }
const promises = { constants }
for (const [name, run] of Object.entries(sync)) {
  fs[`${name}Sync`] = { [`${name}Sync`]: (...args) => run(...args) }[`${name}Sync`]
  fs[name] = { [name]: calledBack(name, run) }[name]
  if (name !== "open") promises[name] = { [name]: async (...args) => later(() => run(...args)) }[name]
}
for (const [name, run] of Object.entries(onDescriptors)) {
  fs[`${name}Sync`] = run
  fs[name] = calledBack(name, run)
}

/** Node's promises of files settle after a turn of its loop. */
const later = (run) =>
  new Promise((resolve, reject) => {
    loop.later(() => {
      try {
        resolve(run())
      } catch (error) {
        reject(error)
      }
    })
  })

const several =
  (act) =>
  (...args) => {
    const callback = args.pop()
    needFunction("cb", callback)
    loop.later(() => {
      let count
      try {
        count = act(...args)
      } catch (error) {
        callback(error)
        return
      }
      callback(null, count, args[1])
    })
  }

/** What a handle does besides reading and writing. */
const ofHandles = {
  appendFile: (fd, data, options) => write(fd, data, options, "a"),
  readFile: (fd, options) => shownAs(readAll(fd), encodingOf(options)),
  writeFile: (fd, data, options) => write(fd, data, options, "w"),
  lines: (fd) => require("./Readline.cjs").createInterface({ input: fs.createReadStream(undefined, { fd }) }),
  readStream: (fd, options) => fs.createReadStream(undefined, { ...options, fd }),
  writeStream: (fd, options) => fs.createWriteStream(undefined, { ...options, fd })
}
promises.open = async (path, flags) => {
  const fd = descriptors.openSync(path, flags)
  return require("./FsHandles.cjs").handleOf(fd, ofHandles)
}

Object.assign(fs, {
  exists: (path, callback) => loop.later(() => callback(fs.existsSync(path))),
  existsSync: (path) => {
    try {
      return files.exists(pathOf(path))
    } catch {
      return false
    }
  },
  opendirSync: (path) => {
    const names = fs.readdirSync(path, { withFileTypes: true })
    return {
      path,
      readSync: () => names.shift() ?? null,
      closeSync: () => {},
      close: async () => {},
      async *[Symbol.asyncIterator]() {
        yield* names
      }
    }
  },
  promises,
  read: several(descriptors.readSync),
  readSync: descriptors.readSync,
  readv: several(descriptors.readvSync),
  readvSync: descriptors.readvSync,
  writev: several(descriptors.writevSync),
  writevSync: descriptors.writevSync,
  write: several(descriptors.writeSync),
  writeSync: descriptors.writeSync
})
fs.realpath.native = fs.realpath
fs.realpathSync.native = fs.realpathSync
promises.opendir = async (path) => fs.opendirSync(path)

for (const name of ["createReadStream", "createWriteStream", "ReadStream", "WriteStream"]) {
  Object.defineProperty(fs, name, {
    get: () => require("./FsStreams.cjs")[name],
    set(value) {
      Object.defineProperty(fs, name, { value, writable: true })
    },
    enumerable: true,
    configurable: true
  })
}
const noLinks = () => refused("A link", "files here are in memory, and have one name each")
const noWatching = () => refused("fs.watch", "nothing but the program changes its files")
for (const name of ["link", "symlink", "readlink"]) fs[name] = fs[`${name}Sync`] = noLinks
for (const name of ["watch", "watchFile", "unwatchFile"]) fs[name] = noWatching

module.exports = fs
