import { assert, it } from "@effect/vitest"
import { maximumPieceBytes, OutputBatcher } from "@glissade/core/OutputBatcher"
import { jsonLength } from "@glissade/core/Utf8"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const Writes = Schema.Array(
  Schema.Struct({
    stream: Schema.Literals(["stdout", "stderr"]),
    stage: Schema.optionalKey(Schema.Literal("compile")),
    data: Schema.String,
    times: Schema.Literals([1, 9])
  })
)

it.effect.prop(
  "loses nothing, keeps the order within each stream of each stage, and fits every piece into a message",
  [Writes],
  ([writes]) =>
    Effect.sync(() => {
      const batcher = new OutputBatcher()
      const nothing: Record<string, string> = { stdout: "", stderr: "", "compile stdout": "", "compile stderr": "" }
      const expected = { ...nothing }
      for (const { data, stage, stream, times } of writes) {
        const text = data.repeat(times)
        batcher.add({ type: "output", stream, ...(stage && { stage }), data: text })
        expected[stage ? `${stage} ${stream}` : stream] += text
      }
      const seen = { ...nothing }
      for (const { data, stage, stream } of batcher.take()) {
        seen[stage ? `${stage} ${stream}` : stream] += data
        assert.isAtMost(jsonLength(data), maximumPieceBytes)
      }
      assert.deepStrictEqual(seen, expected)
      assert.isTrue(batcher.isEmpty)
    })
)

it("keeps the order between the streams", () => {
  const batcher = new OutputBatcher()
  for (const [stream, data] of [
    ["stdout", "a"],
    ["stderr", "!"],
    ["stdout", "b"]
  ] as const) {
    batcher.add({ type: "output", stream, data })
  }
  assert.deepStrictEqual(
    batcher.take().map(({ data }) => data),
    ["a", "!", "b"]
  )
})

it("makes a few pieces of output that goes to both streams in turn, byte by byte", () => {
  const batcher = new OutputBatcher()
  let pieces = 0
  for (let n = 0; n < 100_000; n++) {
    batcher.add({ type: "output", stream: n % 2 === 0 ? "stdout" : "stderr", data: "x" })
    if (batcher.isFull) pieces += batcher.take().length
  }
  assert.isBelow(pieces + batcher.take().length, 200)
})
