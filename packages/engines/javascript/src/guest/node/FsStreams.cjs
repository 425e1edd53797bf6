const { Buffer } = require("./Buffer.cjs")
const { Readable, Writable } = require("./Stream.cjs")
const { closeSync, openSync, readSync, writeSync } = require("./FsDescriptors.cjs")

const optionsOf = (options) => (typeof options === "string" ? { encoding: options } : { ...options })

const attempt = (act, done) => {
  let error = null
  try {
    act()
  } catch (thrown) {
    error = thrown
  }
  done(error)
}

const open = (stream) => {
  const { fd } = stream.options
  if (typeof fd === "number") stream.fd = fd
  else {
    stream.fd = openSync(stream.path, stream.flags)
    process.nextTick(() => {
      stream.emit("open", stream.fd)
      stream.emit("ready")
    })
  }
}

const close = (stream) => {
  if (stream.fd > 2) closeSync(stream.fd)
  stream.fd = null
}

const keep = (stream, options, own) => {
  Object.assign(stream, own, { fd: null })
  Object.defineProperty(stream, "options", { value: options, enumerable: false })
}

class ReadStream extends Readable {
  constructor(path, given) {
    const options = optionsOf(given)
    super({ highWaterMark: 65_536, ...options })
    const { end = Infinity, flags = "r", start } = options
    keep(this, options, { path, flags, start, end, bytesRead: 0 })
  }
  _construct(done) {
    attempt(() => open(this), done)
  }
  _read(size) {
    try {
      const at = (this.start ?? 0) + this.bytesRead
      const buffer = Buffer.alloc(Math.max(0, Math.min(size, this.end - at + 1)))
      const place = this.fd === 0 || this.start === undefined ? null : at
      const count = buffer.length === 0 ? 0 : readSync(this.fd, buffer, 0, buffer.length, place)
      this.bytesRead += count
      this.push(count === 0 ? null : buffer.subarray(0, count))
    } catch (error) {
      this.destroy(error)
    }
  }
  _destroy(error, done) {
    attempt(
      () => close(this),
      (failure) => done(error ?? failure)
    )
  }
  close(done) {
    if (done) this.once("close", () => done())
    this.destroy()
  }
}

class WriteStream extends Writable {
  constructor(path, given) {
    const options = optionsOf(given)
    super({ decodeStrings: true, defaultEncoding: options.encoding ?? "utf8", ...options })
    const { flags = "w", start } = options
    keep(this, options, { path, flags, start, bytesWritten: 0 })
  }
  _construct(done) {
    attempt(() => open(this), done)
  }
  _write(chunk, encoding, done) {
    attempt(() => {
      const at = this.start === undefined ? undefined : this.start + this.bytesWritten
      this.bytesWritten += writeSync(this.fd, chunk, 0, chunk.length, at)
    }, done)
  }
  _destroy(error, done) {
    attempt(
      () => close(this),
      (failure) => done(error ?? failure)
    )
  }
  close(done) {
    if (done) this.once("close", () => done())
    this.end()
  }
}

module.exports = {
  ReadStream,
  WriteStream,
  createReadStream: (path, options) => new ReadStream(path, options),
  createWriteStream: (path, options) => new WriteStream(path, options)
}
