const { asBuffer, Buffer } = require("./Buffer.cjs")
const { coded, invalidType } = require("./Errors.cjs")
const { StringDecoder: Library } = require("string_decoder/lib/string_decoder.js")

const isUrl = (encoding) => /^base64url$/i.test(encoding)
const decoding = Symbol("methods")

/** UTF-8 by the standard's own decoder: the library counts the bytes of faulty characters otherwise. */
const ofUtf8 = () => {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true })
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() }
}

/** The library's, with the encoding that it does not know, for all views of bytes, and with Node's errors. */
function StringDecoder(encoding) {
  if (encoding !== undefined && encoding !== null && !Buffer.isEncoding(encoding)) {
    throw coded(TypeError, "ERR_UNKNOWN_ENCODING", `Unknown encoding: ${encoding}`)
  }
  Library.call(this, isUrl(encoding) ? "base64" : encoding)
  const { end, write } = this
  const methods = {
    write: Object.hasOwn(this, "write") ? write : Library.prototype.write,
    end: Object.hasOwn(this, "end") ? end : Library.prototype.end
  }
  delete this.write
  delete this.end
  Object.defineProperty(this, decoding, { value: this.encoding === "utf8" ? ofUtf8() : methods })
  if (isUrl(encoding)) this.encoding = "base64url"
}
Object.setPrototypeOf(StringDecoder.prototype, Library.prototype)

const spelled = (decoder, text) =>
  decoder.encoding === "base64url" ? text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "") : text

Object.assign(StringDecoder.prototype, {
  write(buf) {
    if (typeof buf === "string") return buf
    if (!ArrayBuffer.isView(buf)) throw invalidType("buf", ["Buffer", "TypedArray", "DataView"], buf)
    const bytes = asBuffer(new Uint8Array(buf.buffer, buf.byteOffset, buf.byteLength))
    return spelled(this, this[decoding].write.call(this, bytes))
  },
  end(buf) {
    const begun = buf === undefined ? "" : this.write(buf)
    const text = begun + spelled(this, this[decoding].end.call(this))
    this.lastNeed = 0
    this.lastTotal = 0
    return text
  }
})

module.exports = { StringDecoder }
