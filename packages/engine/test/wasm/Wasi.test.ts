import { assert, describe, it } from "@effect/vitest"
import { ProgramInput } from "../../src/host/ProgramInput.ts"
import { Descriptors } from "../../src/wasm/Descriptors.ts"
import { Files } from "../../src/wasm/Files.ts"
import { LinearMemory } from "../../src/wasm/LinearMemory.ts"
import { descriptorCalls } from "../../src/wasm/Wasi.ts"

const MiB = 1 << 20

/** A memory with a vector of pieces at 0, each of them the same bytes, and a program that writes it. */
const writing = (pieces: ReadonlyArray<number>) => {
  const memory = new WebAssembly.Memory({ initial: (4 * MiB) / 65_536 })
  const linear = new LinearMemory()
  linear.attach(memory)
  for (const [index, length] of pieces.entries()) {
    linear.set32(index * 8, MiB)
    linear.set32(index * 8 + 4, length)
  }
  const files = new Files()
  const written: Array<number> = []
  const output = { write: (_stream: string, bytes: Uint8Array) => written.push(bytes.length) > 0 }
  const descriptors = new Descriptors(files, new ProgramInput(new Uint8Array(0)), output, () => {})
  const calls = descriptorCalls(linear, () => descriptors) as Record<
    string,
    (...args: Array<number | bigint>) => number
  >
  return { calls, descriptors, files, linear, written }
}

describe("a write of many pieces", () => {
  it("leaves in one piece", () => {
    const { calls, linear, written } = writing([3, 0, 4, 5])
    assert.strictEqual(calls["fd_write"]!(1, 0, 4, 64), 0)
    assert.deepStrictEqual(written, [12])
    assert.strictEqual(linear.u32(64), 12)
  })

  it("gathers a megabyte at most, and answers that less was written", () => {
    const { calls, linear, written } = writing(Array.from({ length: 1_024 }, () => 600_000))
    assert.strictEqual(calls["fd_write"]!(1, 0, 1_024, 65_536), 0)
    assert.deepStrictEqual(written, [600_000])
    assert.strictEqual(linear.u32(65_536), 600_000)
  })

  it("goes to a file in the same way, and a piece that is larger is not copied", () => {
    const { calls, descriptors, files, linear } = writing([2 * MiB, 2 * MiB])
    const options = { readable: true, writable: true, append: false, create: true, exclusive: false, truncate: false }
    const descriptor = descriptors.open("/x", files.root, { ...options, folder: false })
    assert.strictEqual(calls["fd_pwrite"]!(descriptor, 0, 2, 0n, 64), 0)
    assert.strictEqual(linear.u32(64), 2 * MiB)
  })
})
