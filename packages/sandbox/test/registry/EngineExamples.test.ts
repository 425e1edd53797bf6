import { assert, it } from "@effect/vitest"
import { engineNamed } from "@glissade/test-kit/Engines"
import { examplesOf } from "../../src/registry/EngineExamples.ts"

it("the examples of a language are the files of its package, the main file apart", () => {
  const examples = examplesOf([engineNamed("javascript"), engineNamed("lua")])
  const several = examples("lua").find(({ title }) => title === "Several files")!
  assert.include(several.code, 'require("shapes")')
  assert.deepStrictEqual(
    several.files?.map(({ name }) => name),
    ["shapes.lua"]
  )
  assert.strictEqual(examples("lua").find(({ title }) => title === "Read stdin")?.stdin, "to be or not to be")
  assert.include(examples("typescript")[0]!.code, "interface")
})

it("a language of none of the engines has no examples", () => {
  assert.deepStrictEqual(examplesOf([engineNamed("lua")])("python"), [])
})
