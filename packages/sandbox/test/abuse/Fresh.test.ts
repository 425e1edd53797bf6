import { installedEngines, packageOf } from "@glissade/test-kit/Engines"
import { assert, describe, it } from "@effect/vitest"
import { Sandbox } from "@glissade/core/Sandbox"
import * as Effect from "effect/Effect"
import * as EngineSandbox from "../../src/EngineSandbox.ts"
import { run } from "@glissade/test-kit/Programs"
import { casesOf } from "./Catalogue.ts"
import { check } from "@glissade/test-kit/Check"
import { drawn, told } from "@glissade/test-kit/Seed"

/** Each case in an interpreter that ran nothing before, in a process of its own; two at a time. */
describe.each(installedEngines)(`the abuse catalogue in fresh interpreters: %s, ${told}`, (engine) => {
  const inFresh = (code: string, options: Parameters<typeof run>[1]) =>
    Effect.runPromise(
      Effect.scoped(
        Effect.flatMap(EngineSandbox.make({ engines: [packageOf(engine)], interpreters: 1 }), ({ sandbox }) =>
          Effect.provideService(run(code, options), Sandbox, sandbox)
        )
      )
    )

  const cases = drawn(casesOf(engine), 4)
  const pairs = Array.from({ length: Math.ceil(cases.length / 2) }, (_, index) => cases.slice(index * 2, index * 2 + 2))
  it.each(pairs.map((pair) => [pair.map(({ name }) => name).join(" | "), pair] as const))("%s", async (_, pair) => {
    const results = await Promise.all(
      pair.map(({ name: _name, code, expected: _expected, ...options }) => inFresh(code, options))
    )
    for (const [index, one] of pair.entries()) check(one, results[index]!)
    assert.strictEqual(results.length, pair.length)
  })
})
