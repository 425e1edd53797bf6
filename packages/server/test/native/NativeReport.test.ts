import { assert, describe, it } from "@effect/vitest"
import type { NativeHost } from "@glissade/core/NativeRuntimes"
import { runtimes } from "@glissade/testing/Fixtures"
import { reportNative } from "../../src/native/NativeReport.ts"

const own = { type: "own", settings: {}, weakness: undefined } as const

const host: NativeHost = { isKnown: true, isAway: false, isolation: "runsc 1, kvm", runtimes, examples: () => [] }

describe("what is told of native programs", () => {
  it("is why there are none", () => {
    const report = reportNative({ type: "off", reason: "gVisor is not installed" }, () => undefined)
    assert.deepStrictEqual(report(), { status: "off", reason: "gVisor is not installed" })
    assert.deepStrictEqual(reportNative({ type: "off", reason: undefined }, () => undefined)().reason, "NATIVE=off")
  })

  it("is what holds them and in which languages they are, once the runner has told", () => {
    let current: NativeHost | undefined
    const report = reportNative(own, () => current)
    assert.deepStrictEqual(report(), { status: "starting" })
    current = { ...host, isKnown: false, runtimes: [] }
    assert.deepStrictEqual(report(), { status: "starting" })
    current = host
    const [first] = runtimes
    const { isolation, languages, status } = report()
    assert.deepStrictEqual({ isolation, status }, { isolation: "runsc 1, kvm", status: "on" })
    assert.strictEqual(languages![0], `${first!.language} ${first!.version}`)
    assert.lengthOf(languages!, runtimes.length)
  })

  it("is that the runner is away, whether it ever told or not", () => {
    for (const isKnown of [false, true])
      assert.strictEqual(reportNative(own, () => ({ ...host, isKnown, isAway: true }))().status, "away")
  })
})
