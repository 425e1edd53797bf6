import { assert, describe, it } from "@effect/vitest"
import { engineNamed } from "@glissade/test-kit/Engines"
import { readAsset } from "../src/Assets.ts"
import { spreadKeys } from "../src/KeyHash.ts"
import { Bench } from "./support.ts"

describe("keys of maps and sets", () => {
  it("are hashed by the function that is mended, once", () => {
    const built = readAsset(engineNamed("javascript").assets.runtimeFolder, "quickjs.wasm")
    const mended = built.slice()
    assert.isTrue(spreadKeys(mended))
    assert.isTrue(WebAssembly.validate(mended))
    assert.isFalse(spreadKeys(mended))
    assert.isBelow(mended.filter((byte, at) => byte !== built[at]).length, 20)
  })

  it("leave a module alone that has no such function, or two", () => {
    const built = readAsset(engineNamed("javascript").assets.runtimeFolder, "quickjs.wasm")
    assert.isFalse(spreadKeys(new Uint8Array(100)))
    assert.isFalse(spreadKeys(new Uint8Array([...built, ...built])))
  })

  it("are told apart and found again, of whatever kind they are", async () => {
    const bench = await Bench.start()
    const { stderr, stdout } = bench.run(`
      const kinds = {
        integers: i => i, negative: i => -i - 1, large: i => i * 2 ** 40, halves: i => i + 0.5, tiny: i => (i + 1) * 5e-324,
        big: i => BigInt(i), bigger: i => BigInt(i) << 70n, strings: i => "k" + i, digits: i => String(i),
        objects: (made => i => made[i] ??= {})([]), symbols: (made => i => made[i] ??= Symbol())([])
      }
      for (const [name, keyOf] of Object.entries(kinds)) {
        const map = new Map(), set = new Set()
        for (let round = 0; round < 2; round++)
          for (let i = 0; i < 3000; i++) { map.set(keyOf(i), (map.get(keyOf(i)) ?? 0) + i); set.add(keyOf(i)) }
        let wrong = 0
        for (let i = 0; i < 3000; i++) if (map.get(keyOf(i)) !== 2 * i || !set.has(keyOf(i))) wrong++
        for (let i = 0; i < 3000; i += 2) map.delete(keyOf(i))
        console.log(name, map.size, set.size, wrong, map.has(keyOf(0)), map.has(keyOf(1)))
      }
      const mixed = new Map([[1, "number"], ["1", "string"], [1n, "bigint"], [true, "boolean"], [NaN, "nan"], [null, "null"], [undefined, "undefined"], [0, "zero"]])
      console.log(mixed.size, mixed.get(2 / 2), mixed.get("1"), mixed.get(1n), mixed.get(true), mixed.get(0 / 0), mixed.get(null), mixed.get(undefined), mixed.get(-0))
    `)
    assert.strictEqual(stderr, "")
    const lines = stdout.trim().split("\n")
    assert.lengthOf(lines, 12)
    for (const line of lines.slice(0, -1)) assert.match(line, /^\w+ 1500 3000 0 false true$/)
    assert.strictEqual(lines.at(-1), "8 number string bigint boolean nan null undefined zero")
  })
})
