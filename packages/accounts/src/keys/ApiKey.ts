import { ApiKeyHash } from "@glissade/protocol/Ids"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { createHash } from "node:crypto"
import { crc32 } from "node:zlib"

/** What every key begins with, so that it is told from an access token and found by secret scanners. */
export const prefix = "glissade_"

/** A key anywhere in a text, for secret scanners: 30 random characters and a checksum of 6. */
export const pattern = /\bglissade_[0-9A-Za-z]{36}\b/

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/** 178 random bits. */
const randomLength = 30
const checksumLength = 6

/** How much of a key its owner knows it by; 24 of its random bits. */
const shownLength = prefix.length + 4

/** CRC-32 of the random part in base62: a scanner can tell a key from what only looks like one, and a mistyped key costs no lookup. */
const checksumOf = (random: string): string => {
  let left = crc32(random)
  let text = ""
  while (text.length < checksumLength) {
    text = digits[left % 62] + text
    left = Math.floor(left / 62)
  }
  return text
}

/** Makes a key. */
export const makeApiKey: Effect.Effect<Redacted.Redacted, never, SecureRandom.SecureRandom> = Effect.gen(function* () {
  const { intBetween } = yield* SecureRandom.SecureRandom
  const drawn = yield* Effect.replicateEffect(intBetween(0, digits.length - 1), randomLength)
  const random = drawn.map((index) => digits[index]).join("")
  return Redacted.make(prefix + random + checksumOf(random))
})

/** Whether a token is meant as a key, valid or not. */
export const looksLikeApiKey = (token: Redacted.Redacted): boolean => Redacted.value(token).startsWith(prefix)

const whole = new RegExp(`^${prefix}([0-9A-Za-z]{${randomLength}})([0-9A-Za-z]{${checksumLength}})$`)

/** Whether a token has the form of a key, and the right checksum. */
export const isApiKey = (token: Redacted.Redacted): boolean => {
  const [, random, checksum] = whole.exec(Redacted.value(token)) ?? []
  return random !== undefined && checksumOf(random) === checksum
}

/** All that is stored of a key. It has enough random bits that SHA-256 cannot be reversed, and is looked up by this and never compared. */
export const hashApiKey = (key: Redacted.Redacted): ApiKeyHash =>
  ApiKeyHash.make(createHash("sha256").update(Redacted.value(key)).digest("hex"))

/** The first characters of a key, to show in a list. */
export const shownPrefix = (key: Redacted.Redacted): string => Redacted.value(key).slice(0, shownLength)
