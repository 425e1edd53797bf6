import { assert, it } from "@effect/vitest"
import { FrameFault, FrameReader, header, Kind } from "../../src/host/Frame.ts"

const frame = (kind: number, body: string): Buffer =>
  Buffer.concat([header(kind, Buffer.byteLength(body)), Buffer.from(body)])

it("frames come out as they went in, however the pipe cut them", () => {
  const bytes = Buffer.concat([frame(Kind.ready, ""), frame(Kind.stdout, "hello"), frame(Kind.ending, "{}")])
  for (let size = 1; size <= bytes.length; size++) {
    const reader = new FrameReader()
    const frames: Array<[number, string]> = []
    for (let start = 0; start < bytes.length; start += size) {
      for (const { body, kind } of reader.push(bytes.subarray(start, start + size))) {
        frames.push([kind, Buffer.from(body).toString()])
      }
    }
    assert.deepStrictEqual(frames, [
      [Kind.ready, ""],
      [Kind.stdout, "hello"],
      [Kind.ending, "{}"]
    ])
  }
})

it.each([
  ["of an unknown kind", header(99, 0)],
  ["of a kind that only the parent sends", header(16, 4)],
  ["of output that is too long", header(Kind.stdout, 65_537)],
  ["of an ending that is too long", header(Kind.ending, 16_385)],
  ["of a picture that is too long", header(Kind.artifact, 751_025)],
  ["of a length that would take all memory", header(Kind.stderr, 0xffffffff)]
])("a frame %s is refused before its body is read", (_name, bytes) => {
  assert.throws(() => new FrameReader().push(Buffer.from(bytes)), FrameFault)
})
