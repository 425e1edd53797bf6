import { assert, it } from "@effect/vitest"
import type { Ending, ProgramError } from "../../src/Engine.ts"
import { clipEnding } from "../../src/host/HostEnding.ts"
import { HostEnding } from "@glissade/sandbox/process/HostAnswers"
import * as Schema from "effect/Schema"

const ending: Ending = { status: "error", exitCode: 1, memoryBytes: 1, reusable: true }

const clipped = (error: unknown): ProgramError => clipEnding({ ...ending, error: error as ProgramError }).error!

it("an error is cut to what travels, at a character", () => {
  const { message, type } = clipped({ type: `${"t".repeat(199)}\u{1f600}`, message: "m".repeat(5_000) })
  assert.deepStrictEqual([type, message.length], ["t".repeat(199), 1_000])
})

it.each([
  [
    { line: 3, column: 4 },
    { line: 3, column: 4 }
  ],
  [{ line: 0, column: 4 }, {}],
  [{ line: 1e20 }, {}],
  [{ line: 3, column: 0 }, { line: 3 }],
  [{ line: 3, column: 2 ** 53 }, { line: 3 }],
  [{ line: Number.NaN }, {}],
  [{ line: "3" }, {}]
])("a place is one or is left out: %j", (place, expected) => {
  const { message: _message, type: _type, ...left } = clipped({ type: "T", message: "m", ...place })
  assert.deepStrictEqual(left, expected)
})

it.each([
  [1e20, null],
  [1.5, null],
  [Number.NaN, null],
  [255, 255],
  [null, null]
])("an exit code is an integer that fits: %s", (exitCode, expected) => {
  assert.strictEqual(clipEnding({ ...ending, exitCode }).exitCode, expected)
})

const odd: ReadonlyArray<unknown> = [
  {},
  { type: 1, message: {} },
  { type: "\ud800".repeat(300), message: "\0".repeat(20_000) },
  { type: "", message: null, line: -1, column: "x" }
]

it.each(odd)("whatever an engine says can be read by the parent: %j", (error) => {
  const said = clipEnding({ ...ending, exitCode: 1e20, memoryBytes: Number.NaN, error: error as ProgramError })
  const text = JSON.stringify({ ...said, truncated: { stdout: false, stderr: false }, durationMs: 1 })
  assert.isBelow(Buffer.byteLength(text), 16_384)
  const read = Schema.decodeUnknownSync(Schema.fromJsonString(HostEnding))(text)
  assert.isNotEmpty(read.error?.type)
})
