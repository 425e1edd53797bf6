import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { infraFolder } from "../deploy/Tools.ts"
import { serviceSettings } from "../settings/Schema.ts"
import { evaluated, module } from "../evaluate/Evaluations.ts"
import { fixedOf } from "../costs/Fixed.ts"
import { costsPage } from "../costs/Page.ts"
import { withGeneratedParts } from "../module/Documents.ts"
import { eachOf } from "./Read.ts"

const document = (name: string) => readFileSync(join(infraFolder, "..", "docs", name), "utf8")

const named = (text: string) => new Set([...text.matchAll(/\bGLISSADE_[A-Z_]+[A-Z]\b/g)].map(([name]) => name))

describe("docs/deploy.md", () => {
  it("lists every variable that the caller's settings are read from, and no other", () => {
    const rows = document("deploy.md")
      .split("\n")
      .filter((line) => line.startsWith("| `GLISSADE_"))
      .join("\n")
    expect([...named(rows)].toSorted()).toEqual(
      [...named(readFileSync(join(infraFolder, "settings", "Caller.ts"), "utf8"))].toSorted()
    )
  })

  it("lists every setting of an environment's file", () => {
    const text = document("deploy.md")
    expect(Object.keys(serviceSettings).filter((name) => !text.includes(`\`${name}\``))).toEqual([])
  })

  it("lists every output", () => {
    const text = document("deploy.md")
    expect(Object.keys(module.output).filter((name) => !text.includes(`\`${name}\``))).toEqual([])
  })
})

describe("documents that are made", () => {
  it("have the parts that follow from the schema: node module/writeDocuments.ts writes them", () => {
    expect(document("deploy.md")).toBe(withGeneratedParts(document("deploy.md")))
  })

  it("have what the stack costs: npm run costs writes it", () => {
    expect(document("costs.md")).toBe(costsPage(fixedOf(evaluated.plain), fixedOf(evaluated.full)))
  })
})

describe("docs/operations.md", () => {
  it("has the section that each alarm names", () => {
    const headings = new Set([...document("operations.md").matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading))
    const alarms = ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"].flatMap((type) =>
      eachOf(evaluated.full, type)
    )
    const sections = alarms.map(
      ([, { alarm_description }]) => /docs\/operations\.md: (.+)$/.exec(String(alarm_description))?.[1]
    )
    expect([...new Set(sections)].filter((section) => !headings.has(section))).toEqual([])
  })
})
