import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { run } from "../deploy/Command.ts"
import { infraFolder, installGo } from "../deploy/Tools.ts"

/** https://github.com/rhysd/actionlint */
const version = "v1.7.7"

const folder = join(infraFolder, "..", ".github", "workflows")
const workflows = readdirSync(folder).filter((name) => name.endsWith(".yml"))

/** The step that the workflows share calls actions too. */
const withActions = [...workflows.map((name) => join(folder, name)), join(folder, "../actions/stack/action.yml")]

/** A commit can be named by its whole hash alone: tags can be moved. The comment says which version that is. */
const pinned = /^(?:\.\/\S+|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/

describe("the workflows", () => {
  it("are what docs/deploy.md describes", () => {
    expect(workflows.toSorted()).toEqual(["ci.yml", "deploy.yml", "release.yml"])
  })

  it("are clean by actionlint", { timeout: 300_000 }, async () => {
    const program = await installGo("actionlint", "github.com/rhysd/actionlint/cmd/actionlint", version)
    const { stdout } = await run(program, ["-no-color", ...workflows.map((name) => join(folder, name))], {
      expected: [0, 1]
    })
    expect(stdout).toBe("")
  })

  it.for(workflows)("%s grants nothing by default", (name) => {
    expect(readFileSync(join(folder, name), "utf8")).toMatch(/^permissions:\n {2}contents: read\n/m)
  })

  it.for(withActions)("%s pins its actions by commit", (path) => {
    const uses = [...readFileSync(path, "utf8").matchAll(/uses: (.+)/g)].map(([, action]) => action)
    expect(uses.length).toBeGreaterThan(0)
    for (const action of uses) expect(action).toMatch(pinned)
  })
})
