import { afterEach, assert, beforeEach, describe, it } from "@effect/vitest"
import { isFresh } from "../../scripts/Freshness.ts"
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

describe("what was built", () => {
  let folder: string
  const at = (path: string) => join(folder, path)
  const age = (path: string, seconds: number) => utimesSync(at(path), seconds, seconds)
  const isBuiltFresh = () => isFresh(at("built"), [at("src"), at("settings")])

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "glissade-"))
    mkdirSync(at("src/deep"), { recursive: true })
    for (const file of ["built", "settings", "src/main", "src/deep/part"]) writeFileSync(at(file), "")
    for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) age(path, 1000)
    age("built", 2000)
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  it("is fresh where all that it is made of is older", () => assert.isTrue(isBuiltFresh()))

  it("is not where it is missing", () => {
    rmSync(at("built"))
    assert.isFalse(isBuiltFresh())
  })

  for (const path of ["settings", "src/main", "src/deep/part"]) {
    it(`is not after ${path} was written`, () => {
      age(path, 3000)
      assert.isFalse(isBuiltFresh())
    })

    it(`is not when ${path} was written at the same time`, () => {
      age(path, 2000)
      assert.isFalse(isBuiltFresh())
    })
  }

  for (const path of ["src/main", "src/deep/part"]) {
    it(`is not after ${path} was taken away`, () => {
      rmSync(at(path))
      assert.isFalse(isBuiltFresh())
    })
  }
})
