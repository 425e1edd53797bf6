const { Buffer } = require("./Buffer.cjs")
const { EventEmitter } = require("./Events.cjs")
const descriptors = require("./FsDescriptors.cjs")

/** What `fs.promises.open` gives. `files` has what handles do with whole files and streams. */
class FileHandle extends EventEmitter {
  #fd
  #files
  constructor(fd, files) {
    super()
    this.#fd = fd
    this.#files = files
  }
  get fd() {
    return this.#fd
  }
  async close() {
    if (this.#fd < 0) return
    const fd = this.#fd
    this.#fd = -1
    try {
      descriptors.closeSync(fd)
    } catch (error) {
      // A stream over it has closed it.
      if (error.code !== "EBADF") throw error
    }
    this.emit("close")
  }
  async appendFile(data, options) {
    return this.#files.appendFile(this.#fd, data, options)
  }
  async read(...args) {
    const isView = ArrayBuffer.isView(args[0])
    const buffer = isView ? args[0] : (args[0]?.buffer ?? Buffer.alloc(16_384))
    return { bytesRead: descriptors.readSync(this.#fd, buffer, ...(isView ? args.slice(1) : [args[0]])), buffer }
  }
  async readv(buffers, position) {
    return { bytesRead: descriptors.readvSync(this.#fd, buffers, position), buffers }
  }
  async readFile(options) {
    return this.#files.readFile(this.#fd, options)
  }
  async stat() {
    return descriptors.fstatSync(this.#fd)
  }
  async sync() {}
  async datasync() {}
  async truncate(length) {
    return descriptors.ftruncateSync(this.#fd, length)
  }
  async write(data, ...rest) {
    return { bytesWritten: descriptors.writeSync(this.#fd, data, ...rest), buffer: data }
  }
  async writev(buffers, position) {
    return { bytesWritten: descriptors.writevSync(this.#fd, buffers, position), buffers }
  }
  async writeFile(data, options) {
    return this.#files.writeFile(this.#fd, data, options)
  }
  readLines() {
    return this.#files.lines(this.#fd)
  }
  createReadStream(options) {
    return this.#files.readStream(this.#fd, options)
  }
  createWriteStream(options) {
    return this.#files.writeStream(this.#fd, options)
  }
  async [Symbol.asyncDispose ?? Symbol.for("asyncDispose")]() {
    await this.close()
  }
}

module.exports = { handleOf: (fd, files) => new FileHandle(fd, files) }
