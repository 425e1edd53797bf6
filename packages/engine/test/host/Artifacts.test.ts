import { assert, describe, it } from "@effect/vitest"
import {
  decodeArtifact,
  encodeArtifact,
  maximumArtifactBytes,
  maximumArtifacts,
  mediaTypeOf,
  pickArtifacts
} from "../../src/host/Artifacts.ts"

const png = (length = 8) => {
  const bytes = new Uint8Array(length)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return bytes
}
/** A PNG file that says in its header that it has so many pixels. */
const sized = (width: number, height: number) => {
  const bytes = png(33)
  bytes.set(text("IHDR"), 12)
  new DataView(bytes.buffer).setUint32(16, width)
  new DataView(bytes.buffer).setUint32(20, height)
  return bytes
}
const text = (content: string) => new TextEncoder().encode(content)

describe("a file that a program left", () => {
  it.each([
    ["a.png", png(), "image/png"],
    ["a.PNG", png(), "image/png"],
    ["named otherwise", png(), "image/png"],
    ["é 😀.svg", text("<svg/>"), "image/svg+xml"],
    ["a.svg", text(""), undefined],
    ["a.png", sized(4096, 4096), "image/png"],
    ["a.png", sized(1, 4096 * 4096), "image/png"],
    ["a.png", sized(4096, 4097), undefined],
    ["a.svg", sized(20_000, 20_000), undefined],
    ["a.png", sized(0xffff_ffff, 0xffff_ffff), undefined],
    ["a.png", text("no picture"), undefined],
    ["a.html", text("<svg/>"), undefined],
    ["a\n.svg", text("<svg/>"), undefined],
    [`${"x".repeat(252)}.svg`, text("<svg/>"), undefined],
    ["\ud800.svg", text("<svg/>"), undefined]
  ])("named %j is shown as what it is", (name, bytes, expected) => {
    assert.strictEqual(mediaTypeOf({ name, bytes }), expected)
  })

  it("travels with its name and its bytes", () => {
    for (const name of ["", "é😀.svg", "x".repeat(255)]) {
      const { bytes, name: read } = decodeArtifact(encodeArtifact({ name, bytes: png(100) }))
      assert.strictEqual(read, name)
      assert.deepStrictEqual(new Uint8Array(bytes), png(100))
    }
  })

  it.each([[[]], [[0]], [[0, 9]], [[255, 255, 1]]])("that came as %o is no picture", (body) => {
    assert.isUndefined(mediaTypeOf(decodeArtifact(Uint8Array.from(body))))
  })
})

describe("the pictures of a run", () => {
  it("of too many pixels are not shown, and why is told", () => {
    const { artifacts, complaint } = pickArtifacts([{ name: "bomb.png", bytes: sized(20_000, 20_000) }])
    assert.deepStrictEqual(artifacts, [])
    assert.strictEqual(
      complaint,
      "out/bomb.png is not shown: a picture may have 16777216 pixels, and it has 400000000\n"
    )
  })

  it("are told by their names, and other files are left out", () => {
    const files = ["b.svg", "c.txt", "a.svg"].map((name) => ({ name, bytes: text("<svg/>") }))
    const { artifacts, complaint } = pickArtifacts(files)
    assert.deepStrictEqual(
      artifacts.map(({ name }) => name),
      ["a.svg", "b.svg"]
    )
    assert.strictEqual(complaint, "")
  })

  it("have it said when a file has the name of a picture and is none that is shown", () => {
    const files = ["b.jpg", "a.png", "c.txt"].map((name) => ({ name, bytes: text("no picture") }))
    const { artifacts, complaint } = pickArtifacts(files)
    assert.deepStrictEqual(artifacts, [])
    assert.strictEqual(complaint, "out/a.png is not shown: it is neither a PNG nor an SVG file\n")
  })

  it("may have 750,000 bytes in all; one that has more is named, and the next that fits is shown", () => {
    const { artifacts, complaint } = pickArtifacts([
      { name: "1.png", bytes: png(maximumArtifactBytes - 100) },
      { name: "2.png", bytes: png(101) },
      { name: "3.png", bytes: png(100) }
    ])
    assert.deepStrictEqual(
      artifacts.map(({ name }) => name),
      ["1.png", "3.png"]
    )
    assert.strictEqual(
      complaint,
      "out/2.png is not shown: the pictures of a run may have 750000 bytes in all, and it has 101\n"
    )
  })

  it("are a hundred at most", () => {
    const files = Array.from({ length: 150 }, (_, index) => ({ name: `${1000 + index}.svg`, bytes: text("<svg/>") }))
    const { artifacts, complaint } = pickArtifacts(files)
    assert.lengthOf(artifacts, maximumArtifacts)
    assert.strictEqual(complaint, "out/1100.svg is not shown: a run may have 100 pictures\n")
  })
})
