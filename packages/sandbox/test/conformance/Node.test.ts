import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Expected from "../../conformance/Expected.ts"
import * as NodeSuite from "../../conformance/node/NodeSuite.ts"
import { runNodeTest } from "../../conformance/node/RunNodeTest.ts"
import * as EngineSandbox from "../../src/EngineSandbox.ts"

const suite = NodeSuite.find()
const expected = Expected.read().node

if (suite === undefined && process.env.CI !== undefined) {
  throw new Error("Node's own tests were not found (packages/sandbox/conformance/fetch.sh)")
}

describe.skipIf(suite === undefined)("Node's own tests (fetched by packages/sandbox/conformance/fetch.sh)", () => {
  layer(EngineSandbox.layer({ engines: ["@glissade/engine-javascript"], interpreters: 2 }), {
    excludeTestServices: true,
    timeout: 60_000
  })((it) => {
    it.effect(
      `do with every ${expected.step}th file what is expected`,
      () =>
        Effect.gen(function* () {
          assert.strictEqual(suite!.version, expected.version)
          const tests = suite!.tests.filter((_, index) => index % expected.step === 0)
          const verdicts = yield* Effect.forEach(
            tests,
            (test) => Effect.map(runNodeTest(suite!, test), (verdict) => ({ name: test.name, ...verdict })),
            { concurrency: 2 }
          )
          const failed = verdicts.filter(({ kind }) => kind === "failed")
          assert.deepStrictEqual(
            failed.map(({ name }) => name),
            expected.failed,
            JSON.stringify(failed, null, 2)
          )
          assert.strictEqual(verdicts.filter(({ kind }) => kind === "passed").length, expected.passed)
        }),
      120_000
    )
  })
})
