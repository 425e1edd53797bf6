import { assert, describe, it } from "@effect/vitest"
import { hashApiKey, isApiKey, looksLikeApiKey, makeApiKey, pattern, shownPrefix } from "@glissade/accounts/ApiKey"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { inspect } from "node:util"

/** Draws these bytes, and the last of them for ever. */
const drawing = (...bytes: ReadonlyArray<number>) => {
  let drawn = 0
  return Effect.provideService(
    SecureRandom.SecureRandom,
    SecureRandom.make((size) =>
      Uint8Array.from({ length: size }, () => bytes[Math.min(drawn++, bytes.length - 1)] ?? 0)
    )
  )
}

const made = makeApiKey.pipe(Effect.provide(SecureRandom.layerWebCrypto))

describe("an API key", () => {
  it.effect("is what the randomness makes of it, with a checksum at the end", () =>
    Effect.gen(function* () {
      const key = yield* drawing(0)(makeApiKey)
      assert.strictEqual(Redacted.value(key), "glissade_0000000000000000000000000000002C8GjS")
    })
  )

  it.effect("has the form that secret scanners look for, wherever it stands", () =>
    Effect.gen(function* () {
      const keys = yield* Effect.replicateEffect(made, 100)
      for (const key of keys) {
        const text = Redacted.value(key)
        assert.isTrue(isApiKey(key))
        assert.strictEqual(pattern.exec(`const key = "${text}";`)?.[0], text)
      }
      assert.strictEqual(new Set(keys.map(Redacted.value)).size, 100)
    })
  )

  it.effect("is shown by its first characters only, and never logged", () =>
    Effect.gen(function* () {
      const key = yield* made
      const text = Redacted.value(key)
      assert.strictEqual(shownPrefix(key), text.slice(0, 13))
      for (const shown of [String(key), JSON.stringify({ key }), inspect(key)]) assert.notInclude(shown, text)
    })
  )

  it.effect("is stored as a hash that is another for every key", () =>
    Effect.gen(function* () {
      const [one, other] = [yield* made, yield* made]
      assert.match(hashApiKey(one), /^[0-9a-f]{64}$/)
      assert.strictEqual(hashApiKey(one), hashApiKey(Redacted.make(Redacted.value(one))))
      assert.notStrictEqual(hashApiKey(one), hashApiKey(other))
    })
  )

  it.effect.prop("is none any more with one character changed", [Schema.Int], ([seed]) =>
    Effect.gen(function* () {
      const text = Redacted.value(yield* made)
      const at = 9 + (Math.abs(seed) % 36)
      const changed = text.slice(0, at) + (text[at] === "x" ? "y" : "x") + text.slice(at + 1)
      assert.isFalse(isApiKey(Redacted.make(changed)))
      assert.isTrue(looksLikeApiKey(Redacted.make(changed)))
    })
  )

  it.prop("is nothing that does not begin with its prefix", [Schema.String], ([text]) => {
    assert.isFalse(isApiKey(Redacted.make(text)))
  })
})
