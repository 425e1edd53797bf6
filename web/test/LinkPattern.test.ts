import { assert, describe, it } from "@effect/vitest"
import { linked } from "../src/output/LinkPattern.ts"

const found = (text: string) => Array.from(text.matchAll(linked), ([whole]) => whole)

describe("what becomes a link in an output", () => {
  for (const [text, links] of [
    ['  File "/home/user/lib.py", line 3, in f', ['File "/home/user/lib.py", line 3']],
    ["    at f (/home/user/main.js:1:6)", ["/home/user/main.js:1:6"]],
    ["lua: main.lua:3: oops", ["main.lua:3"]],
    ["from main.rb:2:in 'f'", ["main.rb:2"]],
    ["    at file:///home/user/a.mjs:1:2", ["///home/user/a.mjs:1:2"]],
    ["see https://example.org/a?b=1).", ["https://example.org/a?b=1"]],
    ["javascript:alert(1) 12:30 a.b", []]
  ] as const) {
    it(`is as it should be in ${text.trim()}`, () => {
      assert.deepStrictEqual(found(text), [...links])
    })
  }

  // Read anew from each character, a megabyte takes minutes.
  it.each(["a", "a.", "a/", "http://.", 'File "', "a.b:"])("is looked for in a megabyte of %s in one pass", (part) => {
    assert.isAtMost(found(part.repeat(2 ** 20 / part.length)).length, 2 ** 20)
  })
})
