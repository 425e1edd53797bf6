import { assert, describe, it } from "@effect/vitest"
import type { SnippetMarkup } from "../src/embed/Markup.ts"
import { markupOf } from "../src/embed/Markup.ts"

const plain: SnippetMarkup = {
  script: "https://run.example.org/embed/glissade-snippet.js",
  language: "python",
  code: "print(1)\n",
  stdin: "",
  args: "",
  expected: undefined,
  theme: undefined,
  hasPlayground: true
}

describe("the HTML of a snippet", () => {
  it("is the script and the program, with no attribute for what is as it comes", () => {
    assert.strictEqual(
      markupOf(plain),
      [
        '<script type="module" src="https://run.example.org/embed/glissade-snippet.js"></script>',
        "",
        "<glissade-snippet>",
        "  <pre><code>print(1)</code></pre>",
        "</glissade-snippet>"
      ].join("\n")
    )
  })

  it("says what was chosen", () => {
    const text = markupOf({
      ...plain,
      language: "lua",
      args: "a b",
      theme: "dark",
      hasPlayground: false,
      expected: "1\n"
    })
    assert.include(text, '<glissade-snippet language="lua" args="a b" playground="none" style="color-scheme: dark">')
    assert.include(text, '<pre slot="output">1</pre>')
  })

  it("has nothing of a program or its input be markup", () => {
    const text = markupOf({ ...plain, code: "</code></pre><script>&lt;", stdin: '"><img src=x>', expected: "</pre>" })
    assert.include(text, "&lt;/code>&lt;/pre>&lt;script>&amp;lt;</code>")
    assert.include(text, 'stdin="&quot;>&lt;img src=x>"')
    assert.include(text, '<pre slot="output">&lt;/pre></pre>')
  })
})
