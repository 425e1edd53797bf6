import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Expected from "../../conformance/Expected.ts"
import { runTest } from "../../conformance/javascript/RunTest.ts"
import * as Test262 from "../../conformance/javascript/Test262.ts"
import * as EngineSandbox from "../../src/EngineSandbox.ts"

const suite = Test262.find()
const expected = Expected.read().javascript

if (suite === undefined && process.env.CI !== undefined) {
  throw new Error("test262 was not found (packages/sandbox/conformance/fetch.sh)")
}

describe.skipIf(suite === undefined)("test262 (fetched by packages/sandbox/conformance/fetch.sh)", () => {
  layer(EngineSandbox.layer({ engines: ["@glissade/engine-javascript"], interpreters: 2 }), {
    excludeTestServices: true,
    timeout: 60_000
  })((it) => {
    it.effect(
      `does with every ${expected.step}th test what is expected`,
      () =>
        Effect.gen(function* () {
          assert.strictEqual(suite!.commit, expected.commit)
          const names = suite!.names.filter((_, index) => index % expected.step === 0)
          const verdicts = yield* Effect.forEach(
            names,
            (name) => Effect.map(runTest(suite!, name), (verdict) => ({ name, ...verdict })),
            { concurrency: 2 }
          )
          const failed = verdicts.filter(({ kind }) => kind === "failed")
          assert.deepStrictEqual(
            failed.map(({ name }) => name),
            Object.keys(expected.failed),
            JSON.stringify(failed, null, 2)
          )
          assert.strictEqual(verdicts.filter(({ kind }) => kind === "passed").length, expected.passed)
        }),
      60_000
    )
  })
})
