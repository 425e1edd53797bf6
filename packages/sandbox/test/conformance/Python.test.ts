import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Expected from "../../conformance/Expected.ts"
import { runModule } from "../../conformance/python/RunModule.ts"
import { crash } from "../../conformance/python/Reasons.ts"
import * as Suite from "../../conformance/python/Suite.ts"
import * as EngineSandbox from "../../src/EngineSandbox.ts"

const suite = Suite.find()
const { modules, version } = Expected.read().python

if (suite === undefined && process.env.CI !== undefined) {
  throw new Error("CPython's tests were not found (packages/sandbox/conformance/fetch.sh)")
}

describe.skipIf(suite === undefined)("CPython's own tests (fetched by packages/sandbox/conformance/fetch.sh)", () => {
  layer(EngineSandbox.layer({ engines: ["@glissade/engine-python"], interpreters: 2 }), {
    excludeTestServices: true,
    timeout: 60_000
  })((it) => {
    it.effect(
      `come out as expected in ${Object.keys(modules).length} modules`,
      () =>
        Effect.gen(function* () {
          const crashing = (module: string) =>
            Object.entries(modules[module]!.failed).flatMap(([test, why]) => (why === crash ? [test] : []))
          const results = yield* Effect.forEach(
            Object.keys(modules),
            (module) => runModule(suite!, module, crashing(module)),
            { concurrency: 2 }
          )
          const lost = results.filter(({ module, passed }) => passed.length < modules[module]!.passed)
          assert.deepStrictEqual(lost, [])
          // Another release than the expectations are of has new tests for what it fixed.
          if (suite!.version !== version) return
          const unlike = results.flatMap(({ failed, module }) => {
            const expected = modules[module]!.failed
            return [
              ...[...failed].filter(([test]) => !(test in expected)).map(([test, why]) => `${test} fails: ${why}`),
              ...Object.keys(expected)
                .filter((test) => !failed.has(test))
                .map((test) => `${test} passes`)
            ]
          })
          assert.deepStrictEqual(unlike, [])
        }),
      300_000
    )
  })
})
