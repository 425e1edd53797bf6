import { assert, describe, it } from "@effect/vitest"
import { fromFragment, toFragment } from "@glissade/client/ProgramLink"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const Text = Schema.String.check(Schema.makeFilter((text: string) => text.isWellFormed()))

const Program = Schema.Struct({
  language: Text,
  code: Text,
  stdin: Text,
  args: Text,
  files: Schema.Array(Schema.Struct({ name: Text, content: Text })),
  runtime: Schema.optionalKey(Schema.Literal("native"))
})

describe("a link to a program", () => {
  it.effect.prop("gives the program back, and is the same for the same one", [Program], ([program]) =>
    Effect.promise(async () => {
      const fragment = await toFragment(program)
      assert.match(fragment, /^#program=1\.[\w-]+$/)
      assert.deepStrictEqual(await fromFragment(fragment), program)
      assert.strictEqual(await toFragment({ ...program }), fragment)
    })
  )

  it("that was made before is still read", async () => {
    const fragment = "#program=1.i1YqqCzJyM9T0lEqKMrMK9Ew1FTSUQKj6NhYAA"
    assert.deepStrictEqual(await fromFragment(fragment), {
      language: "python",
      code: "print(1)",
      stdin: "",
      args: "",
      files: []
    })
  })

  it("that was cut short or changed anywhere is refused, or is another program", async () => {
    const program = { language: "python", code: "print('hello, hello')", stdin: "a", args: "b", files: [] }
    const fragment = await toFragment(program)
    const broken = [
      ...Array.from({ length: fragment.length }, (_, length) => fragment.slice(0, length)),
      ...Array.from({ length: fragment.length }, (_, at) => `${fragment.slice(0, at)}!${fragment.slice(at + 1)}`)
    ]
    for (const text of broken) {
      const read = await fromFragment(text).catch((error: unknown) => error)
      if (!(read instanceof Error)) assert.notDeepEqual(read, program)
    }
  })

  it("that unfolds to more than a mebibyte is refused", async () => {
    const fragment = await toFragment({
      language: "",
      code: " ".repeat(1024 * 1024),
      stdin: "",
      args: "",
      files: []
    }).catch((error: unknown) => error)
    if (typeof fragment === "string") {
      const read = await fromFragment(fragment).catch((error: unknown) => error)
      assert.instanceOf(read, RangeError)
    } else assert.instanceOf(fragment, RangeError)
  })
})
