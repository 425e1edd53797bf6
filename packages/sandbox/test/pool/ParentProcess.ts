import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as EngineSandbox from "../../src/EngineSandbox.ts"
import { execution } from "@glissade/test-kit/Programs"

/** A program that a test kills: has one interpreter at work and one idle, and tells their process ids. */
const program = Effect.gen(function* () {
  const { pids, sandbox } = yield* EngineSandbox.make({ engines: ["@glissade/engine-python"] })
  yield* Effect.forkChild(Stream.runDrain(sandbox.run(execution("sum(range(10**10))", { timeoutMs: 2_000 }))))
  yield* Stream.runDrain(sandbox.run(execution("print(1)")))
  process.stdout.write(`${JSON.stringify(pids())}\n`)
  yield* Effect.never
})

await Effect.runPromise(Effect.scoped(program))
