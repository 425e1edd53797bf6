const { md5, ripemd160, sha1 } = require("@noble/hashes/legacy.js")
const { sha224, sha256, sha384, sha512, sha512_256, sha512_224 } = require("@noble/hashes/sha2.js")
const { Buffer } = require("./Buffer.cjs")
const { coded, invalidType, outOfRange, refused } = require("./Errors.cjs")
const { Transform } = require("./Stream.cjs")
const { loop } = prelude

const sha3 = () => require("@noble/hashes/sha3.js")
const blake2 = () => require("@noble/hashes/blake2.js")

const hashes = {
  __proto__: null,
  blake2b512: () => blake2().blake2b,
  blake2s256: () => blake2().blake2s,
  md5: () => md5,
  ripemd160: () => ripemd160,
  rmd160: () => ripemd160,
  sha1: () => sha1,
  sha224: () => sha224,
  sha256: () => sha256,
  "sha3-224": () => sha3().sha3_224,
  "sha3-256": () => sha3().sha3_256,
  "sha3-384": () => sha3().sha3_384,
  "sha3-512": () => sha3().sha3_512,
  sha384: () => sha384,
  sha512: () => sha512,
  "sha512-224": () => sha512_224,
  "sha512-256": () => sha512_256
}

const hashNamed = (name) => {
  if (typeof name !== "string") throw invalidType("algorithm", "string", name)
  const found = hashes[name.toLowerCase().replace(/^rsa-/, "").replace(/^sha-/, "sha")]
  if (found === undefined) throw new Error("Digest method not supported")
  return found()
}

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
  #state
  #done = false
  #bytes
  constructor(state, options) {
    super(options)
    this.#state = state
  }
  _transform(chunk, encoding, callback) {
    this.#state.update(bytesOf(chunk, encoding))
    callback()
  }
  _flush(callback) {
    this.push(Buffer.from(this.#finish()))
    callback()
  }
  update(data, encoding) {
    if (this.#done) throw coded(Error, "ERR_CRYPTO_HASH_FINALIZED", "Digest already called")
    this.#state.update(bytesOf(data, encoding))
    return this
  }
  digest(encoding) {
    if (this.#done) throw coded(Error, "ERR_CRYPTO_HASH_FINALIZED", "Digest already called")
    this.#done = true
    return encoded(this.#finish(), encoding)
  }
  #finish() {
    this.#bytes ??= this.#state.digest()
    return this.#bytes
  }
  copy() {
    return new this.constructor(this.#state.clone())
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
    require("@noble/hashes/pbkdf2.js").pbkdf2(hashNamed(digest), bytesOf(password), bytesOf(salt), {
      c: iterations,
      dkLen: length
    })
  )

const scryptSync = (password, salt, length, options = {}) =>
  Buffer.from(
    require("@noble/hashes/scrypt.js").scrypt(bytesOf(password), bytesOf(salt), {
      N: options.N ?? options.cost ?? 16384,
      r: options.r ?? options.blockSize ?? 8,
      p: options.p ?? options.parallelization ?? 1,
      dkLen: length
    })
  )

const hkdfSync = (digest, key, salt, info, length) =>
  new Uint8Array(
    require("@noble/hashes/hkdf.js").hkdf(hashNamed(digest), bytesOf(key), bytesOf(salt), bytesOf(info), length)
  ).buffer

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
  createHash: (name, options) => new Hash(hashNamed(name).create(), options),
  createHmac: (name, key, options) =>
    new Hmac(require("@noble/hashes/hmac.js").hmac.create(hashNamed(name), bytesOf(key, undefined, "key")), options),
  getHashes: () => Object.keys(hashes),
  getRandomValues: (view) => globalThis.crypto.getRandomValues(view),
  hash: (name, data, encoding = "hex") => encoded(hashNamed(name)(bytesOf(data)), encoding),
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
  module.exports[name] = () => refused(`crypto.${name}`, "only hashes and random values are here")
}
