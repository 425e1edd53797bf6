import { assert, it } from "@effect/vitest"
import { UnreadBytes } from "../src/UnreadBytes.ts"

/** A connection that holds what it is told until it is cut. */
const connection = (bound: UnreadBytes) => {
  const state = { held: 0, isCut: false }
  bound.add({
    heldBytes: () => state.held,
    cut: () => {
      state.isCut = true
      state.held = 0
    }
  })
  return {
    state,
    hold: (more: number | string) => {
      state.held += Buffer.byteLength(typeof more === "string" ? more : "x".repeat(more))
      bound.grow(more)
    }
  }
}

it("cuts those that hold most when all together hold too much", () => {
  const bound = new UnreadBytes(100)
  const [small, middle, large] = [connection(bound), connection(bound), connection(bound)]
  small.hold(10)
  middle.hold(40)
  large.hold(50)
  assert.isFalse(large.state.isCut)
  small.hold(1)
  assert.isTrue(large.state.isCut)
  assert.isFalse(small.state.isCut)
})

it("cuts nobody who reads what is sent, however much that is", () => {
  const bound = new UnreadBytes(100)
  const reader = connection(bound)
  for (let n = 0; n < 1_000; n++) {
    reader.hold(50)
    reader.state.held = 0
  }
  assert.isFalse(reader.state.isCut)
})

it("counts a text by its bytes, of which a character may have three", () => {
  const bound = new UnreadBytes(100)
  const reader = connection(bound)
  reader.hold("\u4e2d".repeat(33))
  assert.isFalse(reader.state.isCut)
  reader.hold("\u4e2d")
  assert.isTrue(reader.state.isCut)
})

it("forgets a connection that is gone", () => {
  const bound = new UnreadBytes(100)
  const gone = { heldBytes: () => 90, cut: () => assert.fail("it is gone") }
  bound.add(gone)
  bound.grow(90)
  bound.remove(gone)
  const other = connection(bound)
  other.hold(50)
  assert.isFalse(other.state.isCut)
})
