const { Buffer } = require("./Buffer.cjs")
const { Readable, Writable } = require("./Stream.cjs")
const { closeSync, openSync, readSync, writeSync } = require("./FsDescriptors.cjs")

const optionsOf = (options) => (typeof options === "string" ? { encoding: options } : { ...options })

const opening = (stream, path, flags, fd) => {
  if (typeof fd === "number") return fd
  const opened = openSync(path, flags)
  process.nextTick(() => {
    stream.emit("open", opened)
    stream.emit("ready")
  })
  return opened
}

const attempt = (act, done) => {
  let error = null
  try {
    act()
  } catch (thrown) {
    error = thrown
  }
  done(error)
}

class ReadStream extends Readable {
  constructor(path, given) {
    const options = optionsOf(given)
    super({ highWaterMark: 65_536, ...options })
    const { end = Infinity, start } = options
    let at = start ?? 0
    Object.assign(this, { path, fd: null, flags: options.flags ?? "r", bytesRead: 0 })
    this._construct = (done) =>
      attempt(() => {
        this.fd = opening(this, path, this.flags, options.fd)
      }, done)
    this._read = (size) => {
      try {
        const buffer = Buffer.alloc(Math.max(0, Math.min(size, end - at + 1)))
        const count = buffer.length === 0 ? 0 : readSync(this.fd, buffer, 0, buffer.length, this.fd === 0 ? null : at)
        at += count
        this.bytesRead += count
        this.push(count === 0 ? null : buffer.subarray(0, count))
      } catch (error) {
        this.destroy(error)
      }
    }
    this._destroy = (error, done) => {
      if (this.fd > 2) closeSync(this.fd)
      this.fd = null
      done(error)
    }
  }
  close(done) {
    if (done) this.once("close", done)
    this.destroy()
  }
}

class WriteStream extends Writable {
  constructor(path, given) {
    const options = optionsOf(given)
    super({ decodeStrings: true, defaultEncoding: options.encoding ?? "utf8", ...options })
    Object.assign(this, { path, fd: null, flags: options.flags ?? "w", bytesWritten: 0 })
    let at = options.start
    this._construct = (done) =>
      attempt(() => {
        this.fd = opening(this, path, this.flags, options.fd)
      }, done)
    this._write = (chunk, encoding, done) =>
      attempt(() => {
        const count = writeSync(this.fd, chunk, 0, chunk.length, at)
        if (at !== undefined) at += count
        this.bytesWritten += count
      }, done)
    this._destroy = (error, done) => {
      if (this.fd > 2) closeSync(this.fd)
      this.fd = null
      done(error)
    }
  }
  close(done) {
    if (done) this.once("close", done)
    this.end()
  }
}

module.exports = {
  ReadStream,
  WriteStream,
  createReadStream: (path, options) => new ReadStream(path, options),
  createWriteStream: (path, options) => new WriteStream(path, options)
}
