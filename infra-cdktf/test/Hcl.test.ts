import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { expression, object, quote } from "../Hcl.ts"
import { errorsOf, testRuns } from "../evaluate/Evaluated.ts"
import { newFolder } from "../evaluate/Folders.ts"

/** Templates, with what Terraform makes of them where `var.name` is `x` and `var.on` is true. */
const templates: ReadonlyArray<readonly [template: string, value: string]> = [
  ["", ""],
  ["plain", "plain"],
  ['"quoted"', '"quoted"'],
  ['back\\slash \\n \\"', 'back\\slash \\n \\"'],
  ["$5 and 100 %", "$5 and 100 %"],
  ["a } and a {", "a } and a {"],
  ["$${literal}", "${literal}"],
  ["${var.name}", "x"],
  ["a-${var.name}-${var.name}", "a-x-x"],
  ['${var.on ? "yes" : "no"}', "yes"],
  ['${var.on ? "a-${var.name}" : "no"}', "a-x"],
  ['"${{a = "}", b = "{"}.a}"', '"}"'],
  ['{"json": "${var.name}", "list": [1, "\\"x\\""]}', '{"json": "x", "list": [1, "\\"x\\""]}'],
  [
    JSON.stringify({ policy: { arn: "${var.name}/*", text: 'a "b" \\ c' } }),
    JSON.stringify({ policy: { arn: "x/*", text: 'a "b" \\ c' } })
  ]
]

/** Texts of all characters that mean something in templates, the same in every run. */
const texts = Array.from({ length: 200 }, (_, number) => {
  const characters = ['"', "\\", "{", "}", "$", "%", "[", "]", " ", "a", "n", "é", "💡"]
  let seed = number + 1
  const next = () => (seed = (seed * 48_271) % 2_147_483_647)
  next()
  const text = Array.from({ length: next() % 12 }, () => characters[next() % characters.length]).join("")
  // These begin an expression and a directive.
  return text.replaceAll(/[$%]+(?=\{)/g, "")
})

const objects: ReadonlyArray<readonly [values: Readonly<Record<string, string>>, value: unknown]> = [
  [{}, {}],
  [
    { "a-b": '"', c: "${var.name}" },
    { "a-b": '"', c: "x" }
  ]
]

let outputs: Readonly<Record<string, unknown>>
let errors: ReadonlyArray<string>

beforeAll(async () => {
  const folder = newFolder()
  const values = {
    ...Object.fromEntries(templates.map(([template], index) => [`template-${index}`, template])),
    // As in a policy: within the expression of a condition.
    ...Object.fromEntries(
      templates.map(([template], index) => [`quoted-${index}`, expression(`var.on ? ${quote(template)} : "no"`)])
    ),
    ...Object.fromEntries(texts.map((text, index) => [`text-${index}`, expression(`[${quote(text)}, "last"]`)])),
    ...Object.fromEntries(objects.map(([one], index) => [`object-${index}`, expression(`merge(${object(one)}, {})`)]))
  }
  writeFileSync(
    join(folder, "main.tf.json"),
    JSON.stringify({
      variable: { name: { default: "x" }, on: { default: true } },
      output: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]))
    })
  )
  const events = (await testRuns(folder, { hcl: { run: [{ hcl: { command: "plan" } }] } }))("hcl")
  errors = errorsOf(events)
  const plan = events.find(({ test_plan }) => test_plan !== undefined)?.test_plan
  outputs = Object.fromEntries(Object.entries(plan?.output_changes ?? {}).map(([name, { after }]) => [name, after]))
})

describe("quote", () => {
  it("makes nothing that Terraform cannot read", () => {
    expect(errors).toEqual([])
  })

  it.for(templates.map(([template, value], index) => [template, value, index] as const))(
    "has Terraform make the same of the template within an expression as of itself: %s",
    ([, value, index]) => {
      expect(outputs[`template-${index}`]).toBe(value)
      expect(outputs[`quoted-${index}`]).toBe(value)
    }
  )
})

describe("quote of any text", () => {
  it("is that text in Terraform", () => {
    expect(new Set(texts).size).toBeGreaterThan(150)
    expect(texts.map((_, index) => outputs[`text-${index}`])).toEqual(texts.map((text) => [text, "last"]))
  })
})

describe("object", () => {
  it.for(objects.map(([values, value], index) => [values, value, index] as const))(
    "is Terraform's object of the templates: %j",
    ([, value, index]) => {
      expect(outputs[`object-${index}`]).toEqual(value)
    }
  )
})
