import { installedEngines, packageOf } from "@glissade/test-kit/Engines"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { Sandbox } from "@glissade/core/Sandbox"
import * as Effect from "effect/Effect"
import * as EngineSandbox from "../../src/EngineSandbox.ts"
import { canaries, canaryStderr } from "../abuse/Canary.ts"
import { assertEnded, run } from "@glissade/test-kit/Programs"
import { packProgram } from "@glissade/test-kit/PackedProgram"

const host = packProgram(new URL("CorruptingHost.ts", import.meta.url))
afterAll(host.remove)

const timeoutMs = 500

const seeds = [1, 2, 3, 4, 5, 6, 7, 8]

const corruptions = [
  ...seeds.flatMap((seed) => [
    { how: "noise", seed, count: 20 * 4 ** (seed % 6) },
    { how: "small numbers", seed, count: 20 * 4 ** (seed % 6) }
  ]),
  { how: "zeros", seed: 0, count: 1 << 20 },
  { how: "zeros", seed: 0, count: 6 << 20 },
  { how: "one byte", seed: 0, count: 1 << 20 },
  { how: "one byte", seed: 0, count: 6 << 20 }
] as const

describe.each(installedEngines)("an engine whose memory is written over: %s", (language) => {
  it("loses that run at most; the next program finds everything as it was", { timeout: 120_000 }, () =>
    Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const { pids, sandbox } = yield* EngineSandbox.make({
            engines: [packageOf(language)],
            interpreters: 1,
            programs: { host: host.path }
          })
          const inside = (code: string, limits: { readonly timeoutMs: number }) =>
            Effect.provideService(run(code, { language, ...limits }), Sandbox, sandbox)
          const canary = inside(canaries[language], { timeoutMs: 30_000 })
          const clean = yield* canary
          assert.deepInclude(clean, { status: "success", stderr: canaryStderr(language) })
          const processes = new Set(pids())
          const ends = new Set<string>()
          for (const corruption of corruptions) {
            const code = `//corrupt ${JSON.stringify(corruption)}\n${canaries[language]}`
            const result = yield* Effect.result(inside(code, { timeoutMs }))
            const told = JSON.stringify(corruption)
            if (result._tag === "Success") assertEnded(result.success.durationMs, timeoutMs)
            ends.add(result._tag === "Success" ? result.success.status : result.failure.reason)
            const { status, stderr, stdout } = yield* canary
            const { stderr: cleanStderr, stdout: cleanStdout } = clean
            assert.deepStrictEqual(
              { status, stderr, stdout },
              { status: "success", stderr: cleanStderr, stdout: cleanStdout },
              told
            )
            for (const pid of pids()) processes.add(pid)
          }
          // Or nothing was written over at all.
          assert.isAbove(ends.size, 1, [...ends].join())
          assert.isAbove(processes.size, 1)
        })
      )
    )
  )
})
