import { assert, describe, it } from "@effect/vitest"
import { jsonLength, splitByJsonLength, utf8Length } from "@glissade/core/Utf8"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

describe("jsonLength", () => {
  it.effect.prop("is what JSON.stringify makes of a text, in UTF-8", [Schema.String], ([text]) =>
    Effect.sync(() => assert.strictEqual(jsonLength(text), utf8Length(JSON.stringify(text)) - 2))
  )

  it("counts escapes, surrogate pairs and lone surrogates as they are written", () => {
    for (const text of ['"\\\b\t\n\f\r', "\0\x1f\x7f", "é☃😀", "\ud800", "\udc00x\ud800"]) {
      assert.strictEqual(jsonLength(text), utf8Length(JSON.stringify(text)) - 2, JSON.stringify(text))
    }
  })
})

describe("splitByJsonLength", () => {
  it.effect.prop("cuts into pieces that are the text again, each small enough", [Schema.String], ([text]) =>
    Effect.sync(() => {
      const pieces = splitByJsonLength(text, 12)
      assert.strictEqual(pieces.map((piece) => piece.text).join(""), text)
      for (const piece of pieces) {
        assert.isAtMost(piece.bytes, 12)
        assert.strictEqual(piece.bytes, jsonLength(piece.text))
      }
    })
  )

  it("never cuts a character in two", () => {
    const pieces = splitByJsonLength("😀".repeat(10), 9)
    assert.deepStrictEqual(
      pieces.map((piece) => piece.text),
      Array.from({ length: 5 }, () => "😀😀")
    )
  })
})
