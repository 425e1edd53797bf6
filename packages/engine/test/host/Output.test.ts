import { assert, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { characterBoundary, LimitedOutput } from "../../src/host/Output.ts"

const encoder = new TextEncoder()

const take = (maximum: number, pieces: ReadonlyArray<Uint8Array>) => {
  const taken: Array<Uint8Array> = []
  const output = new LimitedOutput(maximum, (_stream, bytes) => taken.push(bytes.slice()))
  const answers = pieces.map((piece) => output.write("stdout", piece))
  return { text: Buffer.concat(taken).toString("utf8"), answers, truncated: output.truncated }
}

it.prop("a cut text is valid and as long as its limit allows", [Schema.String, Schema.Int], ([text, number]) => {
  const bytes = encoder.encode(text.toWellFormed())
  const maximum = Math.abs(number) % (bytes.length + 1)
  const length = characterBoundary(bytes, maximum)
  assert.isAtMost(length, maximum)
  assert.isAbove(length, maximum - 4)
  assert.notInclude(new TextDecoder("utf-8").decode(bytes.subarray(0, length)).replaceAll("\ufffd", ""), "\ufffd")
  assert.strictEqual(
    text.toWellFormed().startsWith(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, length))),
    true
  )
})

it("the write that passes the limit is refused, and every one after it", () => {
  const { answers, text, truncated } = take(5, [encoder.encode("abc"), encoder.encode("dé€"), encoder.encode("x")])
  assert.deepStrictEqual(answers, [true, false, false])
  assert.strictEqual(text, "abcd")
  assert.deepStrictEqual(truncated, { stdout: true, stderr: false })
})

it("bytes that are no UTF-8 are cut where the limit is", () => {
  assert.strictEqual(characterBoundary(new Uint8Array(20).fill(0x80), 10), 10)
})

it("each stream has the whole limit", () => {
  const output = new LimitedOutput(3, () => {})
  assert.deepStrictEqual(
    [output.write("stdout", encoder.encode("abc")), output.write("stderr", encoder.encode("abc"))],
    [true, true]
  )
})
