import { utf8Fault } from "../src/Utf8Fault.ts"
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"

const bytes = (...parts: ReadonlyArray<string | number>) =>
  new Uint8Array(parts.flatMap((part) => (typeof part === "number" ? [part] : [...new TextEncoder().encode(part)])))

describe("where bytes are not UTF-8", () => {
  const rows: ReadonlyArray<readonly [string, Uint8Array, number | undefined]> = [
    ["text of every length of character", bytes("aé☃😀"), undefined],
    ["nothing", bytes(), undefined],
    ["a byte that begins nothing", bytes("aé", 0xff, "a"), 3],
    ["Latin-1", bytes("caf", 0xe9, "!"), 3],
    ["a continuation without a beginning", bytes("☃", 0x80), 3],
    ["a character that is cut off", bytes("abc", 0xe2, 0x98), 3],
    ["a character that is cut off by another", bytes("é", 0xf0, 0x9f, "a"), 2],
    ["a slash that is too long", bytes("a", 0xc0, 0xaf), 1],
    ["three bytes for one that needs two", bytes("a", 0xe0, 0x80, 0xaf), 1],
    ["a surrogate", bytes("a", 0xed, 0xa0, 0x80), 1],
    ["more than Unicode has", bytes("a", 0xf4, 0x90, 0x80, 0x80), 1]
  ]
  for (const [what, input, expected] of rows) {
    it(`is told for ${what}: ${expected ?? "nowhere"}`, () => assert.strictEqual(utf8Fault(input), expected))
  }

  it.prop("is the place of the one bad byte in good text", [Schema.String, Schema.String], ([before, after]) => {
    const good = bytes(before.toWellFormed())
    assert.isUndefined(utf8Fault(good))
    assert.strictEqual(utf8Fault(bytes(before.toWellFormed(), 0xff, after.toWellFormed())), good.length)
  })
})
