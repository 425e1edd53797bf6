import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { infraFolder } from "../deploy/Tools.ts"
import { resources, synthesize } from "./Synthesized.ts"

const document = (name: string) => readFileSync(join(infraFolder, "..", "docs", name), "utf8")

describe("docs/deploy.md", () => {
  it("lists every variable that the settings are read from, and no other", () => {
    const named = (text: string) => new Set([...text.matchAll(/GLISSADE_[A-Z_]+[A-Z]/g)].map(([name]) => name))
    const listed = named(
      document("deploy.md")
        .split("\n")
        .filter((line) => line.startsWith("| `GLISSADE_"))
        .join("\n")
    )
    expect([...listed].toSorted()).toEqual(
      [...named(readFileSync(join(infraFolder, "Settings.ts"), "utf8"))].toSorted()
    )
  })

  it("lists every output", () => {
    for (const name of Object.keys(synthesize().output)) expect(document("deploy.md")).toContain(`\`${name}\``)
  })
})

describe("docs/operations.md", () => {
  it("has the section that each alarm names", () => {
    const headings = [...document("operations.md").matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading)
    for (const [, { alarm_description }] of resources(synthesize(), "aws_cloudwatch_metric_alarm")) {
      expect(headings).toContain(/docs\/operations\.md: (.+)$/.exec(String(alarm_description))?.[1])
    }
  })
})
