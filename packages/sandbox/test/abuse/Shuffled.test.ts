import { installedEngines, packageOf } from "@glissade/test-kit/Engines"
import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as EngineSandbox from "../../src/EngineSandbox.ts"
import { run } from "@glissade/test-kit/Programs"
import { canaries, canaryStderr } from "./Canary.ts"
import { casesOf } from "./Catalogue.ts"
import { check } from "@glissade/test-kit/Check"
import { drawn, told } from "@glissade/test-kit/Seed"

/** How much slower than its best of a fresh interpreter the canary may be, on a machine that does other things too. */
const slower = 10
const tries = 3

/** All cases one after another in one interpreter, which is replaced only where a program takes it down with it. */
for (const engine of installedEngines) {
  layer(EngineSandbox.layer({ engines: [packageOf(engine)], interpreters: 1 }), {
    excludeTestServices: true,
    timeout: 60_000
  })(`the abuse catalogue in one interpreter: ${engine}, shuffled, ${told}`, (it) => {
    const canary = run(canaries[engine], { language: engine, timeoutMs: 30_000 })
    let clean: { readonly stdout: string | null; readonly durationMs: number } | undefined

    const measure = Effect.gen(function* () {
      const first = yield* canary
      assert.deepInclude(first, { status: "success", stderr: canaryStderr(engine) })
      let durationMs = first.durationMs
      for (let count = 1; count < tries; count++) durationMs = Math.min(durationMs, (yield* canary).durationMs)
      return { stdout: first.stdout, durationMs }
    })

    it.effect.each(drawn(casesOf(engine), 25))("$name", (one) =>
      Effect.gen(function* () {
        clean ??= yield* measure
        const { name: _name, code, expected: _expected, ...options } = one
        const result = yield* run(code, options)
        const after = yield* canary
        assert.deepInclude(after, { status: "success", stdout: clean.stdout, stderr: canaryStderr(engine) })
        if (after.durationMs > clean.durationMs * slower) {
          assert.isBelow((yield* measure).durationMs, clean.durationMs * slower)
        }
        check(one, result)
      })
    )
  })
}
