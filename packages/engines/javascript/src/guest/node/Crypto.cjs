const { hashNames } = require("../../HashNames.ts")
const { Buffer } = require("./Buffer.cjs")
const { coded, invalidType, outOfRange, refused } = require("./Errors.cjs")
const { Transform } = require("./Stream.cjs")
const { host, loop } = prelude

const onlyHashes = "only hashes and random values are here"

const find = (name, argument) => {
  if (typeof name !== "string") throw invalidType(argument, "string", name)
  const plain = name
    .toLowerCase()
    .replace(/^rsa-/, "")
    .replace(/^sha2?-/, "sha")
    .replace("/", "-")
  const found = plain === "rmd160" ? "ripemd160" : plain
  return hashNames.includes(found) ? found : undefined
}

/** The host's name of a hash. */
const hashNamed = (name) => {
  const found = find(name, "algorithm")
  if (found === undefined) throw new Error("Digest method not supported")
  return found
}

/** The same for what is made of hashes, of which Node has another error. */
const digestNamed = (name, argument = "digest") => {
  const found = find(name, argument)
  if (found === undefined) throw coded(TypeError, "ERR_CRYPTO_INVALID_DIGEST", `Invalid digest: ${name}`)
  return found
}

const countOf = (name, value, least) => {
  if (typeof value !== "number") throw invalidType(name, "number", value)
  if (!Number.isInteger(value)) throw outOfRange(name, "an integer", value)
  if (value < least || value > 2147483647) throw outOfRange(name, `>= ${least} && <= 2147483647`, value)
  return value
}

/** Has the host hash, which does so two hundred times as fast. What it says in words is an error. */
const hashed = (operation, name, bytes, more, ...numbers) => {
  const answer = host.hash(operation, name, bytes, more, ...numbers)
  if (typeof answer !== "string") return answer
  throw coded(RangeError, operation === "scrypt" ? "ERR_CRYPTO_INVALID_SCRYPT_PARAMS" : "ERR_OUT_OF_RANGE", answer)
}

const nothing = new Uint8Array(0)

const bytesOf = (data, encoding, name = "data") => {
  if (typeof data === "string") return Buffer.from(data, encoding === "buffer" ? undefined : encoding)
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  if (data instanceof ArrayBuffer) return new Uint8Array(data)
  throw invalidType(name, ["string", "Buffer", "TypedArray", "DataView"], data)
}

const encoded = (bytes, encoding) => {
  const buffer = Buffer.from(bytes)
  return encoding === undefined || encoding === "buffer" ? buffer : buffer.toString(encoding)
}

/** A stream too: it writes its digest when what is piped into it has ended. */
class Hash extends Transform {
  #name
  /** The key of a code of authentication. */
  #key
  /** What is to be hashed, and room for more. */
  #bytes
  #length
  #done = false
  #digest
  constructor(name, options, key, bytes = nothing, length = 0) {
    super(options)
    this.#name = name
    this.#key = key
    this.#bytes = bytes
    this.#length = length
  }
  _transform(chunk, encoding, callback) {
    this.#add(bytesOf(chunk, encoding))
    callback()
  }
  _flush(callback) {
    this.push(Buffer.from(this.#finish()))
    callback()
  }
  update(data, encoding) {
    if (this.#done) throw coded(Error, "ERR_CRYPTO_HASH_FINALIZED", "Digest already called")
    this.#add(bytesOf(data, encoding))
    return this
  }
  digest(encoding) {
    if (this.#done) throw coded(Error, "ERR_CRYPTO_HASH_FINALIZED", "Digest already called")
    this.#done = true
    return encoded(this.#finish(), encoding)
  }
  #add(bytes) {
    const length = this.#length + bytes.length
    if (length > this.#bytes.length) {
      const longer = new Uint8Array(Math.max(length, Math.floor(1.5 * this.#bytes.length)))
      longer.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = longer
    }
    this.#bytes.set(bytes, this.#length)
    this.#length = length
  }
  #finish() {
    const bytes = this.#bytes.subarray(0, this.#length)
    this.#digest ??=
      this.#key === undefined ? hashed("digest", this.#name, bytes) : hashed("mac", this.#name, bytes, this.#key)
    return this.#digest
  }
  copy(options) {
    if (this.#done) throw coded(Error, "ERR_CRYPTO_HASH_FINALIZED", "Digest already called")
    return new this.constructor(this.#name, options, this.#key, this.#bytes.slice(0, this.#length), this.#length)
  }
}
class Hmac extends Hash {}

const uint = (bytes, size) => {
  let value = 0
  for (let i = 0; i < size; i++) value = value * 256 + bytes[i]
  return value
}

const randomBytes = (size, callback) => {
  if (typeof size !== "number") throw invalidType("size", "number", size)
  if (!(size >= 0 && size <= 2147483647)) throw outOfRange("size", ">= 0 && <= 2147483647", size)
  const bytes = Buffer.alloc(size)
  for (let at = 0; at < size; at += 65_536) globalThis.crypto.getRandomValues(bytes.subarray(at, at + 65_536))
  if (callback === undefined) return bytes
  return void loop.later(() => callback(null, bytes))
}

const randomInt = (min, max, callback) => {
  if (max === undefined || typeof max === "function") [min, max, callback] = [0, min, max]
  if (!Number.isSafeInteger(min)) throw invalidType("min", "safe integer", min)
  if (!Number.isSafeInteger(max)) throw invalidType("max", "safe integer", max)
  if (max <= min) throw outOfRange("max", `greater than the value of "min" (${min})`, max)
  const range = max - min
  const limit = 2 ** 48 - (2 ** 48 % range)
  let drawn
  do drawn = uint(randomBytes(6), 6)
  while (drawn >= limit)
  const value = min + (drawn % range)
  if (callback === undefined) return value
  return void loop.later(() => callback(null, value))
}

const randomFill = (target, offset = 0, size = target.byteLength - offset) => {
  const bytes = bytesOf(target).subarray(offset, offset + size)
  bytes.set(randomBytes(bytes.length))
  return target
}

const pbkdf2Sync = (password, salt, iterations, length, digest) =>
  Buffer.from(
    hashed(
      "pbkdf2",
      digestNamed(digest),
      bytesOf(password, undefined, "password"),
      bytesOf(salt, undefined, "salt"),
      countOf("keylen", length, 0),
      countOf("iterations", iterations, 1)
    )
  )

/** A parameter of scrypt by either of its names; 0 stands for the usual. */
const parameter = (options, name, long, usual) => countOf(name, options?.[name] ?? options?.[long] ?? 0, 0) || usual

const scryptSync = (password, salt, length, options) =>
  Buffer.from(
    hashed(
      "scrypt",
      "",
      bytesOf(password, undefined, "password"),
      bytesOf(salt, undefined, "salt"),
      countOf("keylen", length, 0),
      parameter(options, "N", "cost", 16384),
      parameter(options, "r", "blockSize", 8),
      parameter(options, "p", "parallelization", 1),
      parameter(options, "maxmem", "maxmem", 32 * 1024 * 1024)
    )
  )

const joined = (...parts) => new Uint8Array(Buffer.concat(parts))

/** RFC 5869: the key is drawn out of what is given, and then made as long as is wanted. */
const hkdfSync = (digest, key, salt, info, length) => {
  const name = digestNamed(digest)
  const size = hashed("digest", name, nothing).length
  if (!(length >= 0 && length <= 255 * size)) throw coded(RangeError, "ERR_CRYPTO_INVALID_KEYLEN", "Invalid key length")
  const drawn = hashed("mac", name, bytesOf(key), bytesOf(salt))
  const derived = new Uint8Array(Math.ceil(length / size) * size)
  let last = nothing
  for (let block = 1; (block - 1) * size < length; block++) {
    last = hashed("mac", name, joined(last, bytesOf(info), new Uint8Array([block])), drawn)
    derived.set(last, (block - 1) * size)
  }
  return derived.buffer.slice(0, length)
}

const { DOMException } = globalThis

/** What Web Crypto has of it. A rejection says what is not here. */
const subtle = {
  async digest(algorithm, data) {
    const name = String(algorithm?.name ?? algorithm)
    if (!/^sha-(?:1|256|384|512)$/i.test(name)) {
      throw new DOMException("Unrecognized algorithm name", "NotSupportedError")
    }
    if (typeof data === "string") throw invalidType("data", ["ArrayBuffer", "Buffer", "TypedArray", "DataView"], data)
    return hashed("digest", hashNamed(name), bytesOf(data)).buffer
  }
}
for (const name of [
  "decrypt",
  "deriveBits",
  "deriveKey",
  "encrypt",
  "exportKey",
  "generateKey",
  "importKey",
  "sign",
  "unwrapKey",
  "verify",
  "wrapKey"
]) {
  subtle[name] = async () => refused(`crypto.subtle.${name}`, onlyHashes)
}

const calledBack =
  (act) =>
  (...args) => {
    const callback = args.pop()
    if (typeof callback !== "function") throw invalidType("callback", "function", callback)
    const value = act(...args)
    loop.later(() => callback(null, value))
  }

const timingSafeEqual = (a, b) => {
  const [x, y] = [bytesOf(a, undefined, "buf1"), bytesOf(b, undefined, "buf2")]
  if (x.length !== y.length) {
    throw coded(RangeError, "ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH", "Input buffers must have the same byte length")
  }
  let different = 0
  for (let i = 0; i < x.length; i++) different |= x[i] ^ y[i]
  return different === 0
}

module.exports = {
  createHash: (name, options) => new Hash(hashNamed(name), options),
  createHmac: (name, key, options) =>
    new Hmac(digestNamed(name, "hmac"), options, bytesOf(key, undefined, "key").slice()),
  getHashes: () => [...hashNames],
  getRandomValues: (view) => globalThis.crypto.getRandomValues(view),
  hash: (name, data, options = "hex") =>
    encoded(
      hashed("digest", hashNamed(name), bytesOf(data)),
      typeof options === "string" ? options : (options?.outputEncoding ?? "hex")
    ),
  Hash,
  Hmac,
  hkdf: calledBack(hkdfSync),
  hkdfSync,
  pbkdf2: calledBack(pbkdf2Sync),
  pbkdf2Sync,
  pseudoRandomBytes: randomBytes,
  randomBytes,
  randomFill: calledBack(randomFill),
  randomFillSync: randomFill,
  randomInt,
  randomUUID: () => globalThis.crypto.randomUUID(),
  scrypt: calledBack((password, salt, length, options) => scryptSync(password, salt, length, options)),
  scryptSync,
  timingSafeEqual,
  subtle,
  webcrypto: globalThis.crypto
}
for (const name of [
  "createCipheriv",
  "createDecipheriv",
  "createSign",
  "createVerify",
  "createDiffieHellman",
  "createECDH",
  "generateKeyPairSync",
  "generateKeyPair",
  "publicEncrypt",
  "privateDecrypt",
  "sign",
  "verify"
]) {
  module.exports[name] = () => refused(`crypto.${name}`, onlyHashes)
}
