import { assert, describe, it } from "@effect/vitest"
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"

const assets = fileURLToPath(new URL("../dist/assets/", import.meta.url))

const files = readdirSync(assets).filter((name) => /\.(?:js|css)$/.test(name))

const gzipped = (names: Iterable<string>) =>
  [...names].reduce((total, name) => total + gzipSync(readFileSync(assets + name)).length, 0)

/** A chunk with all that it needs before it runs. */
const withImports = (name: string, seen = new Set<string>()): Set<string> => {
  if (seen.has(name)) return seen
  seen.add(name)
  const code = readFileSync(assets + name, "utf8")
  for (const [, chunk] of code.matchAll(/\b(?:from|import)"\.\/([^"]+\.js)"/g)) withImports(chunk!, seen)
  return seen
}

/** What a chunk loads later. */
const lazyOf = (name: string): ReadonlyArray<string> =>
  [...readFileSync(assets + name, "utf8").matchAll(/import\(`?"?\.\/([\w.-]+\.js)/g)].map(([, chunk]) => chunk!)

describe("the built page", () => {
  const shell = withImports(files.find((name) => /^index-.*\.js$/.test(name))!)
  const editor = files.find((name) => name.startsWith("CodeEditor-"))!
  const languages = lazyOf(editor)

  it("can be used after at most 20 KB of script and 6 KB of style", () => {
    assert.isAtMost(gzipped(shell), 20_480)
    assert.isAtMost(gzipped(files.filter((name) => name.endsWith(".css"))), 6_144)
  })

  it("has the editor with any one language after at most 140 KB more", () => {
    assert.isAtLeast(languages.length, 2)
    for (const language of languages) {
      const needed = withImports(language, withImports(editor))
      assert.isAtMost(gzipped([...needed].filter((name) => !shell.has(name))), 143_360, language)
    }
  })
})
