import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { run } from "../deploy/Command.ts"
import { infraFolder, installGo } from "../deploy/Tools.ts"

/** https://github.com/rhysd/actionlint */
const version = "v1.7.7"

const folder = join(infraFolder, "..", ".github", "workflows")
const workflows = readdirSync(folder).filter((name) => name.endsWith(".yml"))

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

  it.for(workflows)("%s grants nothing by default and pins its actions by major version", (name) => {
    const text = readFileSync(join(folder, name), "utf8")
    expect(text).toMatch(/^permissions:\n {2}contents: read\n/m)
    const uses = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action)
    expect(uses.length).toBeGreaterThan(0)
    for (const action of uses) expect(action).toMatch(/^(?:\.\/\S+|[\w-]+\/[\w-]+@v\d+)$/)
  })
})
