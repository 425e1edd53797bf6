import { maximumDepth, maximumFields, scanJson } from "../src/JsonScan.ts"
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"

const scan = (text: string) => scanJson(new TextEncoder().encode(text))

const list = (count: number, item = "1") => `[${Array<string>(count).fill(item).join(",")}]`
const fields = (count: number) => `{${Array.from({ length: count }, (_, n) => `"f${n}":${n}`).join(",")}}`

describe("the scan of a JSON text", () => {
  const rows: ReadonlyArray<readonly [string, string, ReadonlyArray<string | number>, string]> = [
    ["a list that is too long", `{"code":"","args":${list(101)}}`, ["args"], "100 items"],
    ["a list in a list", `{"files":[{},{"name":${list(101)}}]}`, ["files", 1, "name"], "100 items"],
    ["the body itself", list(101), [], "100 items"],
    ["too many fields", `{"files":[1,${fields(maximumFields + 1)}]}`, ["files", 1], "32 fields"],
    ["a field whose name is written in escapes", `{"\\u0061rgs":${list(101)}}`, ["args"], "100 items"],
    ["a name with a quote and brackets in it", `{"a\\"[{":${list(101)}}`, ['a"[{'], "100 items"],
    ["nesting", "[".repeat(maximumDepth + 1), [], "64 levels"],
    ["nesting of objects", '{"a":'.repeat(maximumDepth + 1), [], "64 levels"]
  ]
  for (const [what, text, path, says] of rows) {
    it(`tells of ${what}, and where it is`, () => {
      const issue = scan(text)
      assert.deepStrictEqual(issue?.path, path)
      assert.include(issue!.message, says)
    })
  }

  for (const [what, text] of [
    ["a list of the full length", list(100)],
    ["an object of the full width", fields(maximumFields)],
    ["the full depth", "[".repeat(maximumDepth) + "]".repeat(maximumDepth)],
    ["brackets and commas in a string", JSON.stringify({ code: "[".repeat(500) + ",".repeat(500) })],
    ["quotes in a string", JSON.stringify({ code: '",'.repeat(500) })],
    ["backslashes at the end of a string", JSON.stringify({ code: "\\".repeat(501), args: [",".repeat(200)] })],
    ["many lists beside one another", `[${list(100)},${list(100)}]`],
    ["nothing", ""],
    ["what is no JSON", ']]}}"\\']
  ] as const) {
    it(`says nothing of ${what}`, () => assert.isUndefined(scan(text)))
  }

  it.prop("says nothing of a small JSON text, whatever is in it", [Schema.Json], ([json]) => {
    const text = JSON.stringify(json)
    if (text.length < 100) assert.isUndefined(scan(text))
  })
})
