import { assert, describe, it } from "@effect/vitest"
import { privateFolderFault } from "@glissade/sandbox/registry/PrivateFolder"
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"

const root = mkdtempSync(join(tmpdir(), "glissade-private-"))
afterAll(() => rmSync(root, { recursive: true }))

const made = (name: string, mode: number): string => {
  const folder = join(root, name)
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, mode)
  return folder
}

const modeOf = (folder: string): number => statSync(folder).mode & 0o777

describe("a folder whose content is believed", () => {
  it("is made for this user alone, with the folders above it", () => {
    const folder = join(root, "a/b/c")
    assert.isUndefined(privateFolderFault(folder))
    for (const path of ["a", "a/b", "a/b/c"]) assert.strictEqual(modeOf(join(root, path)), 0o700)
  })

  it("stays open to those who could read it before", () => {
    const folder = made("readable", 0o755)
    assert.isUndefined(privateFolderFault(folder))
    assert.strictEqual(modeOf(folder), 0o755)
  })

  it("is opened as far as others are to pass through it", () => {
    const folder = made("closed", 0o500)
    assert.isUndefined(privateFolderFault(folder, 0o711))
    assert.strictEqual(modeOf(folder), 0o711)
  })

  for (const mode of [0o777, 0o770, 0o722, 0o1777]) {
    it(`may not have the mode ${mode.toString(8)}: somebody else may have written there before`, () => {
      const folder = made(`writable-${mode}`, mode)
      assert.strictEqual(privateFolderFault(folder), `${folder} can be written by others`)
    })
  }

  it("may not lie in one where others could put another in its place", () => {
    const parent = made("parent", 0o777)
    assert.strictEqual(privateFolderFault(join(parent, "below/it")), `${parent} can be written by others`)
  })

  it("may lie in one where others may not rename it", () => {
    assert.isUndefined(privateFolderFault(join(made("sticky", 0o1777), "below")))
  })

  it("may not be a link", () => {
    const folder = join(root, "link")
    symlinkSync(made("target", 0o700), folder)
    assert.include(privateFolderFault(folder), "is a link")
  })

  it("may not lie behind a link to where others may write", () => {
    const target = made("open", 0o777)
    mkdirSync(join(target, "below"), { mode: 0o700 })
    symlinkSync(join(target, "below"), join(root, "way"))
    assert.strictEqual(privateFolderFault(join(root, "way/cache")), `${target} can be written by others`)
  })

  it("may not be a file", () => assert.isString(privateFolderFault(join(root, "a/../../../etc/passwd/x"))))

  describe.skipIf(process.getuid?.() !== 0)("as root", () => {
    const nobody = 65_534

    it("may not belong to somebody else, and neither may what is above it", () => {
      const folder = made("theirs", 0o700)
      chownSync(folder, nobody, nobody)
      assert.strictEqual(privateFolderFault(folder), `${folder} belongs to another user`)
      assert.strictEqual(privateFolderFault(join(folder, "mine")), `${folder} belongs to another user`)
    })
  })
})
