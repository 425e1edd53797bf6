import { assert, describe, it } from "@effect/vitest"
import { editorWith, gzipped, languages, shell, styles } from "./Chunks.ts"

describe("the built page", () => {
  it("can be used after at most 20 KB of script, in one file, and 6 KB of style", () => {
    assert.strictEqual(shell.size, 1)
    assert.isAtMost(gzipped(shell), 20_480)
    assert.isAtMost(gzipped(styles), 6_144)
  })

  it.each(languages)("has the editor with %s after at most 140 KB more", (language) => {
    assert.isAtMost(gzipped(editorWith(language)), 143_360)
  })
})
