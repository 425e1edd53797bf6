import { assert, describe, it } from "@effect/vitest"
import { execFileSync, spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { MemoryGroup } from "../src/MemoryGroup.ts"

const groupExists = (name: string) => execFileSync("find", ["/sys/fs/cgroup", "-name", name]).length > 0

/** The id of a process that has ended. */
const gone = () => {
  for (;;) {
    const { pid } = spawnSync("true")
    if (!existsSync(`/proc/${pid}`)) return pid
  }
}

describe.skipIf(!MemoryGroup.canBeMade())("groups of containers", () => {
  it("whose runner is gone are known by their names, whoever it was", () => {
    const names = { left: `python-${gone()}-1`, own: `python-${process.pid}-1001`, other: `of-somebody-else` }
    const groups = Object.values(names).map((name) => MemoryGroup.make(name))
    try {
      assert.isFalse(groups.includes(undefined))
      const left = MemoryGroup.left()
      assert.include(left, names.left)
      assert.notInclude(left, names.own)
      assert.notInclude(left, names.other)
      assert.isTrue(MemoryGroup.end(names.left))
      assert.isFalse(groupExists(names.left))
      assert.notInclude(MemoryGroup.left(), names.left)
    } finally {
      for (const group of groups) group?.remove()
    }
  })

  it("are removed with the processes in them, in the trees of all controllers", async () => {
    const name = `python-${gone()}-2`
    const group = MemoryGroup.makeJoined(name, 10)!
    const [file] = group.joinFiles
    spawnSync("sh", ["-c", `for file in ${group.joinFiles.join(" ")}; do echo $$ > $file; done; sleep 60 & exit 0`], {
      stdio: "ignore"
    })
    assert.isDefined(file)
    while (!MemoryGroup.end(name)) await new Promise((resolve) => setTimeout(resolve, 20))
    assert.isFalse(groupExists(name))
  })
})
