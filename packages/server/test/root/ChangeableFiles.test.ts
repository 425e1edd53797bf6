import { afterAll, assert, describe, it } from "@effect/vitest"
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { changeable } from "../../src/root/ChangeableFiles.ts"

const user = { uid: 65_529, gid: 65_529, groups: [65_528] }

describe.skipIf(process.getuid?.() !== 0)("a program that root runs", () => {
  const folder = mkdtempSync(join(tmpdir(), "glissade-programs-"))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  let count = 0
  /** Makes a program in a folder, both root's and closed to others, and lets something be changed. */
  const program = (change: (parent: string, file: string) => void) => {
    const parent = join(folder, String((count += 1)))
    const file = join(parent, "src", "start.ts")
    mkdirSync(join(parent, "src"), { recursive: true })
    writeFileSync(file, "")
    change(parent, file)
    return { parent, file, told: changeable([join(parent, "src")], user) }
  }

  it("is root's alone where nobody else may write", () => {
    assert.isUndefined(program(() => {}).told)
  })

  it.each([
    ["is the user's", (file: string) => chownSync(file, user.uid, 0)],
    ["may be written by all", (file: string) => chmodSync(file, 0o666)],
    [
      "may be written by a group of the user",
      (file: string) => {
        chownSync(file, 0, 65_528)
        chmodSync(file, 0o664)
      }
    ]
  ])("can be changed where a file %s", (_, change) => {
    const { file, told } = program((__, path) => change(path))
    assert.strictEqual(told, file)
  })

  it("can be replaced by whoever may write to a folder above it, unless that keeps people's files apart", () => {
    const { parent, told } = program((path) => chmodSync(path, 0o777))
    assert.strictEqual(told, parent)
    assert.isUndefined(program((path) => chmodSync(path, 0o1777)).told)
  })

  it("may be written by a group that the user is not in", () => {
    const { told } = program((_, file) => {
      chownSync(file, 0, 4)
      chmodSync(file, 0o664)
    })
    assert.isUndefined(told)
  })
})
