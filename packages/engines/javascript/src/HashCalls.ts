import { createHash, createHmac, pbkdf2Sync, scryptSync } from "node:crypto"
import { hashNames } from "./HashNames.ts"

/** There is nothing else that a name can reach. */
const hashes: ReadonlySet<string> = new Set(hashNames)

/** Nothing stops a call before it is done: so many blocks of 64 bytes take two seconds with SHA-256, and six with the slowest. */
const mostBlocks = 2_000_000

/** The memory that `scrypt` may take, in bytes, unless it is told otherwise, as in Node, and at most. */
const usualMemory = 32 * 1024 * 1024
const mostMemory = 64 * 1024 * 1024

const blocksOf = (bytes: number): number => Math.ceil(bytes / 64) + 1

/** A megabyte of keys takes a second. */
const longestKey = 1024 * 1024

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0

const derived = (
  [length, ...counts]: ReadonlyArray<unknown>,
  derive: (length: number, counts: ReadonlyArray<number>) => Uint8Array | string
): Uint8Array | string => {
  if (length === 0) return new Uint8Array(0)
  if (!isCount(length) || !counts.every(isCount)) return "a parameter is no whole number above 0"
  if (length > longestKey) return `a key can have ${longestKey} bytes here`
  return derive(length, counts)
}

const pbkdf2 = (name: string, password: Uint8Array, salt: Uint8Array, numbers: ReadonlyArray<unknown>) =>
  derived(numbers, (length, [iterations = 1]) => {
    const blockBytes = createHash(name).digest().length
    // The salt is hashed once for each block of the key.
    if ((iterations + blocksOf(salt.length)) * Math.ceil(length / blockBytes) > mostBlocks)
      return `that takes more than the ${mostBlocks} rounds of hashing that one call may take here`
    return pbkdf2Sync(password, salt, iterations, length, name)
  })

const scrypt = (password: Uint8Array, salt: Uint8Array, numbers: ReadonlyArray<unknown>) =>
  derived(numbers, (length, [N = 1, r = 1, p = 1, maxmem = usualMemory]) => {
    // Beside the mixing, the salt is hashed for each block that is mixed, and all of these once for each piece of the key.
    const hashed = 4 * r * p * blocksOf(salt.length) + Math.ceil(length / 32) * blocksOf(128 * r * p)
    if (N * r * p > 2 ** 21 || hashed > mostBlocks) return "Invalid scrypt params: that takes too long here"
    return scryptSync(password, salt, length, { N, r, p, maxmem: Math.min(maxmem, mostMemory) })
  })

/**
 * Hashes for programs, made by Node's own OpenSSL: in the machine they take 200 times as long. Arguments are bytes, the name of a hash from a list, and numbers;
 * the answer is bytes, or words where they cannot be had, or nothing where there is no such hash. Nothing is kept between calls.
 */
export const hashCall = (
  operation: string,
  name: string,
  bytes: Uint8Array,
  more: Uint8Array,
  numbers: ReadonlyArray<unknown>
): Uint8Array | string | undefined => {
  if (operation !== "scrypt" && !hashes.has(name)) return undefined
  try {
    switch (operation) {
      case "digest":
        return createHash(name).update(bytes).digest()
      case "mac":
        return createHmac(name, more).update(bytes).digest()
      case "pbkdf2":
        return pbkdf2(name, bytes, more, numbers)
      case "scrypt":
        return scrypt(bytes, more, numbers)
      default:
        return undefined
    }
  } catch (cause) {
    return (cause as Error).message
  }
}
