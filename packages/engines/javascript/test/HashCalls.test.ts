import { assert, beforeAll, describe, it } from "@effect/vitest"
import { createHash, createHmac } from "node:crypto"
import { hashCall } from "../src/HashCalls.ts"
import { sameAsNode } from "./SameAsNode.ts"
import { Bench } from "./support.ts"

const bytes = (text: string) => new TextEncoder().encode(text)

const none = new Uint8Array(0)

describe("a hash that a program asks for", () => {
  it("is the bytes that Node has", () => {
    assert.deepStrictEqual(
      hashCall("digest", "sha256", bytes("a"), none, []),
      createHash("sha256").update("a").digest()
    )
    assert.deepStrictEqual(
      hashCall("mac", "md5", bytes("a"), bytes("k"), []),
      createHmac("md5", "k").update("a").digest()
    )
  })

  it.each([
    ["of another name", "digest", "shake256"],
    ["of a name that all objects have", "digest", "constructor"],
    ["by another operation", "createSign", "sha256"]
  ])("%s is nothing", (_, operation, name) => {
    assert.isUndefined(hashCall(operation, name, none, none, []))
  })

  it.each([
    ["of more rounds than are good for the others", "pbkdf2", [64, 2_000_001]],
    ["of more rounds, as the key is long", "pbkdf2", [1024 * 1024, 1_000]],
    ["with a key that is too long", "pbkdf2", [2 ** 30, 1]],
    ["whose salt is hashed too often", "pbkdf2", [4_000, 1], new Uint8Array(4 * 1024 * 1024)],
    ["that hashes much for each piece of the key", "scrypt", [1024 * 1024, 2, 128, 1024]],
    ["that hashes its salt often", "scrypt", [32, 2, 1, 1024], new Uint8Array(1024 * 1024)],
    ["with a number that is none", "pbkdf2", [16, NaN]],
    ["without numbers", "pbkdf2", []],
    ["that takes too much memory", "scrypt", [64, 2 ** 20, 8, 1]],
    ["that takes too long", "scrypt", [64, 2 ** 14, 8, 1_000]],
    ["with a cost that is no power of two", "scrypt", [64, 1_000, 8, 1]],
    ["with parameters that are no numbers", "scrypt", [64, undefined, {}, "1"]]
  ] as const)("%s is refused in words", (_, operation, numbers, salt = bytes("b")) => {
    assert.isString(hashCall(operation, "sha512", bytes("a"), salt, numbers))
  })
})

describe("programs that hash much", () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await Bench.start()
  })

  it("get the right bytes also while the memory grows", () => {
    const { stderr, stdout } = bench.run(
      `
      const c = require("crypto"), data = Buffer.from("abc"), held = []
      const right = c.hash("md5", data)
      let wrong = 0
      for (let i = 0; i < 10000; i++) {
        held.push({ i, text: "x".repeat(i % 97) + i })
        if (c.hash("md5", data) !== right) wrong++
      }
      console.log(right, wrong)`,
      { limits: { timeoutMs: 60_000 } }
    )
    assert.deepStrictEqual([stdout, stderr], [`${createHash("md5").update("abc").digest("hex")} 0\n`, ""])
  })

  it("keep no memory", () => {
    const { status } = bench.run(
      `const c = require("crypto"); let h = "a"; for (let i = 0; i < 8000; i++) h = c.hash("md5", h); process.stdout.write(h)`,
      { limits: { memoryBytes: 6 * 1024 * 1024, timeoutMs: 60_000 } }
    )
    assert.strictEqual(status, "success")
  })
})

describe("programs that hash without end", () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await Bench.start()
  })

  it.each([
    ["small texts", `for (;;) c.createHash("sha256").update("x").digest("hex")`],
    ["all that they can hold", `const b = Buffer.alloc(3e7); for (;;) c.hash("sha3-512", b)`],
    ["in rounds", `for (;;) c.pbkdf2Sync("p", "s", 100_000, 64, "sha512")`]
  ])("%s end at their limit", (_, code) => {
    assert.strictEqual(
      bench.run(`const c = require("crypto"); ${code}`, { limits: { timeoutMs: 500 } }).status,
      "timeout"
    )
    assert.strictEqual(bench.run("console.log(1)").stdout, "1\n")
  })
})

sameAsNode("hashes in pieces", [
  `const c = require("crypto")
const whole = c.createHash("sha1"), copy = whole.update("a").copy()
console.log(copy.update("b").digest("hex"), whole.digest("hex"))
try { whole.copy() } catch (e) { console.log(e.name, e.code, e.message) }
const buffer = Buffer.from("abc"), late = c.createHash("md5").update(buffer)
buffer[0] = 0
console.log(late.digest("base64"))
const many = c.createHash("sha512")
for (let i = 0; i < 5000; i++) many.update(String(i))
console.log(many.digest("hex"))
console.log(c.createHmac("sha3-256", "key").update("").digest("hex"), c.createHash("blake2s256").digest("hex"))
const key = Buffer.from("key"), mac = c.createHmac("sha384", key)
key.fill(0)
console.log(mac.update("text").digest("hex"))`,
  `const c = require("crypto")
for (const f of [
  () => c.pbkdf2Sync("p", "s", 0, 8, "md5"), () => c.pbkdf2Sync("p", "s", 1.5, 8, "md5"), () => c.pbkdf2Sync("p", "s", 1, -1, "md5"),
  () => c.pbkdf2Sync("p", "s", "1", 8, "md5"), () => c.pbkdf2Sync("p", "s", 1, 8, "nope"), () => c.createHmac("nope", "k"),
  () => c.hkdfSync("nope", "k", "s", "i", 8), () => c.hkdfSync("sha256", "k", "s", "i", 8161)
]) try { console.log(f()) } catch (e) { console.log(e.name, e.code, e.message) }
console.log(c.pbkdf2Sync("p", "s", 1000, 100, "sha512").toString("hex"))
console.log(c.scryptSync("p", "s", 64).toString("hex"), Buffer.from(c.hkdfSync("sha512", "k", "s", "i", 200)).toString("hex"))
c.pbkdf2("p", "s", 10, 8, "sha256", (e, k) => console.log(e, k))`,
  `const hex = (b) => Buffer.from(b).toString("hex"), data = new TextEncoder().encode("hello")
for (const name of ["SHA-1", "sha-256", { name: "SHA-384" }, "SHA-512"]) console.log(hex(await crypto.subtle.digest(name, data)))
console.log(hex(await crypto.subtle.digest("SHA-256", data.subarray(1, 3))), (await crypto.subtle.digest("SHA-1", data.buffer)) instanceof ArrayBuffer)
try { await crypto.subtle.digest("MD5", data) } catch (e) { console.log(e.name, e.code, e.message, e instanceof DOMException) }
const c = require("crypto")
for (const name of ["SHA-512/256", "RSA-SHA512/256", "SHA2-256", "sha2-512/224"]) console.log(c.createHash(name).update("a").digest("hex"))
console.log(c.hash("md5", "a", { outputEncoding: "base64" }), c.hash("md5", "a", "base64url"), c.hash("md5", "a", "buffer"), c.hash("md5", "a", {}))
for (const options of [undefined, {}, { N: 0 }, { cost: 4, blockSize: 2, parallelization: 2 }, { N: 2 ** 15, maxmem: 64 << 20 }]) console.log(c.scryptSync("p", "s", 16, options).toString("hex"))
for (const options of [{ N: -2 }, { r: 1.5 }, { p: "2" }]) try { c.scryptSync("p", "s", 16, options) } catch (e) { console.log(e.name, e.code) }
console.log(require("crypto").subtle === crypto.subtle, typeof crypto.subtle.encrypt)`
])
