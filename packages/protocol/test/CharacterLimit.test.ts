import { assert, describe, it } from "@effect/vitest"
import { isMaxCharacters } from "@glissade/protocol/CharacterLimit"
import * as Schema from "effect/Schema"

const fits = Schema.is(Schema.String.check(isMaxCharacters(3)))

describe("a limit of characters", () => {
  it.each([
    ["", true],
    ["abc", true],
    ["abcd", false],
    ["😀😀😀", true],
    ["😀😀😀😀", false],
    ["😀bc", true],
    ["x".repeat(10_000), false]
  ] as const)("counts what a person would: %s", (text, expected) => assert.strictEqual(fits(text), expected))
})
