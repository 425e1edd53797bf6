import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { JsonLines } from "@glissade/containers/JsonLines"

describe("JsonLines", () => {
  it.prop(
    "gives the lines of a stream, however it is cut into pieces",
    [Schema.Array(Schema.String), Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 9 })))],
    ([texts, sizes]) => {
      const lines = texts.map((text) => JSON.stringify(text))
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""))
      const splitter = new JsonLines(10_000)
      const given: Array<string> = []
      for (let start = 0, turn = 0; start < bytes.length; turn++) {
        const end = start + (sizes[turn % sizes.length] ?? 5)
        given.push(...splitter.push(bytes.subarray(start, end))!)
        start = end
      }
      assert.deepStrictEqual(
        given,
        lines.map((line) => Buffer.from(line).toString("utf8"))
      )
    }
  )

  it("gives nothing once a line is longer than the bound, also before it ends", () => {
    assert.isUndefined(new JsonLines(4).push(Buffer.from("12345")))
    assert.isUndefined(new JsonLines(4).push(Buffer.from("12345\n")))
    assert.deepStrictEqual(new JsonLines(4).push(Buffer.from("1234\n")), ["1234"])
  })

  it("reads nothing after that", () => {
    const splitter = new JsonLines(4)
    splitter.push(Buffer.from("12345"))
    assert.isUndefined(splitter.push(Buffer.from("\n1\n")))
  })
})
