import { assert, describe, it } from "@effect/vitest"
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"

const assets = fileURLToPath(new URL("../dist/assets/", import.meta.url))

const files = readdirSync(assets).filter((name) => /\.(?:js|css)$/.test(name))

const gzipped = (names: ReadonlyArray<string>) =>
  names.reduce((total, name) => total + gzipSync(readFileSync(assets + name)).length, 0)

describe("the built page", () => {
  const scripts = files.filter((name) => name.endsWith(".js"))
  const shell = scripts.filter((name) => name.startsWith("index-"))

  it("is at most 180 KB of script, gzipped, with the editor and every language", () => {
    assert.isAtMost(gzipped(scripts), 180_000)
  })

  it("can be used after at most 20 KB of script and 6 KB of style", () => {
    assert.isAtMost(gzipped(shell), 20_480)
    assert.isAtMost(gzipped(files.filter((name) => name.endsWith(".css"))), 6_144)
  })
})
