import { assert, describe, it } from "@effect/vitest"
import { cursorAfter } from "../src/format/CursorAfter.ts"

/** Where `|` is after a formatter made `after` of what was before. */
const moved = (marked: string, after: string) => {
  const at = cursorAfter(marked.replace("|", ""), marked.indexOf("|"), after)
  return `${after.slice(0, at)}|${after.slice(at)}`
}

describe("the cursor after formatting", () => {
  it("stays behind the character that it was behind", () => {
    assert.strictEqual(moved("f( a,|b )", "f(a, b)"), "f(a,| b)")
    assert.strictEqual(moved("x=1\ny|=2", "x = 1\ny = 2\n"), "x = 1\ny| = 2\n")
  })

  it("is at the beginning where nothing but space was before it", () => {
    assert.strictEqual(moved("\n\n |x", "x\n"), "|x\n")
  })

  it("is at the end where the text has become shorter than what was before it", () => {
    assert.strictEqual(moved("a;;;|", "a\n"), "a\n|")
  })

  it("counts a character of two units as one", () => {
    assert.strictEqual(moved("'😀'  + |b", "'😀' + b"), "'😀' +| b")
  })
})
