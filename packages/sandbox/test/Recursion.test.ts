import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Sandbox } from "@glissade/core/Sandbox"
import { run } from "@glissade/test-kit/Programs"
import * as EngineSandbox from "../src/EngineSandbox.ts"

const inSandbox = <A, E>(use: Effect.Effect<A, E, Sandbox>): Promise<A> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const { sandbox } = yield* EngineSandbox.make({ engines: ["@glissade/engine-javascript"], interpreters: 1 })
        return yield* Effect.provideService(use, Sandbox, sandbox)
      })
    )
  )

it("calls of JavaScript go as deep as Node's users expect, and one that is deeper is a RangeError in the program's hands", () =>
  inSandbox(
    Effect.gen(function* () {
      const define = "const f = n => n === 0 ? 0 : 1 + f(n - 1);"
      const deep = yield* run(`${define} console.log(f(7300))`, { language: "javascript" })
      assert.strictEqual(deep.stdout, "7300\n")
      const deeper = yield* run(`${define} try { f(1e6) } catch (e) { console.log(e.name) }`, {
        language: "javascript"
      })
      assert.strictEqual(deeper.stdout, "RangeError\n")
    })
  ))
