import { assert, describe, it } from "@effect/vitest"
import { admit, Runtimes } from "@glissade/core/Admission"
import { ExecutionLimits } from "@glissade/core/ExecutionLimits"
import type { ExecutionRequest } from "@glissade/protocol/Execution"
import { runtimes } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"

const python = (changes: Partial<ExecutionRequest>): ExecutionRequest => ({ language: "python", code: "", ...changes })

const check = (request: ExecutionRequest, mode: "sync" | "async" = "async") =>
  Effect.provideService(admit(request, mode), Runtimes, runtimes)

const refused = [
  {
    what: "an unknown language",
    request: python({ language: "cobol" }),
    tag: "UnprocessableRequest",
    path: ["language"],
    message: "must be one of python, javascript, typescript"
  },
  {
    what: "a time limit over the maximum",
    request: python({ limits: { timeoutMs: 60_001 } }),
    tag: "UnprocessableRequest",
    path: ["limits", "timeout_ms"],
    message: "must be at most 60000 milliseconds, not 60001"
  },
  {
    what: "a memory limit over the maximum",
    request: python({ limits: { memoryBytes: 268_435_457 } }),
    tag: "UnprocessableRequest",
    path: ["limits", "memory_bytes"],
    message: "must be at most 268435456 bytes, not 268435457"
  },
  {
    what: "an output limit over the maximum",
    request: python({ limits: { outputBytes: 524_289 } }),
    tag: "UnprocessableRequest",
    path: ["limits", "output_bytes"],
    message: "must be at most 524288 bytes, not 524289"
  },
  {
    what: "a file in place of the main file",
    request: python({ files: [{ name: "main.py", content: "" }] }),
    tag: "InvalidRequest",
    path: ["files", 0, "name"],
    message: "must not be main.py: that is where code goes"
  }
] as const

describe("admit", () => {
  it.effect("settles what the request leaves out", () =>
    Effect.gen(function* () {
      const limits = yield* ExecutionLimits
      const execution = yield* check(python({ code: "print(1)" }))
      assert.deepStrictEqual(execution, {
        language: "python",
        code: "print(1)",
        stdin: "",
        args: [],
        files: [],
        limits: {
          timeoutMs: limits.timeoutMs.default,
          memoryBytes: limits.memoryBytes.default,
          outputBytes: limits.outputBytes.default
        }
      })
    })
  )

  for (const { message, path, request, tag, what } of refused) {
    it.effect(`refuses ${what} and says where and why`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(check(request))
        assert.deepInclude(error, { _tag: tag, issues: [{ path, message }] })
      })
    )
  }

  it.effect("names every limit that is too high at once", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        check(python({ language: "x", limits: { timeoutMs: 1e9, memoryBytes: 1e12, outputBytes: 1e9 } }))
      )
      assert.isTrue(error._tag === "UnprocessableRequest" && error.issues.length === 4)
    })
  )

  it.effect("takes 25 s for a caller that waits, and no more", () =>
    Effect.gen(function* () {
      yield* check(python({ limits: { timeoutMs: 25_000 } }), "sync")
      const error = yield* Effect.flip(check(python({ limits: { timeoutMs: 25_001 } }), "sync"))
      assert.strictEqual(error._tag, "UnprocessableRequest")
      yield* check(python({ limits: { timeoutMs: 25_001 } }), "async")
    })
  )

  it.effect("counts code and files in UTF-8 bytes, base64 as what it stands for", () =>
    Effect.gen(function* () {
      const KiB = 1024
      yield* check(python({ code: "x".repeat(256 * KiB) }))
      const code = yield* Effect.flip(check(python({ code: "é".repeat(128 * KiB + 1) })))
      assert.deepInclude(code, { _tag: "RequestTooLarge", bytes: 256 * KiB + 2, maximumBytes: 256 * KiB })
      const content = Buffer.alloc(255 * KiB).toString("base64")
      yield* check(python({ code: "x", files: [{ name: "data.bin", content, encoding: "base64" }] }))
      const files = yield* Effect.flip(check(python({ code: "x".repeat(2 * KiB), files: [{ name: "a", content }] })))
      assert.deepInclude(files, { _tag: "RequestTooLarge", path: ["files"] })
    })
  )

  it.effect("refuses more than 64 KiB of stdin", () =>
    Effect.gen(function* () {
      yield* check(python({ stdin: "x".repeat(65_536) }))
      const error = yield* Effect.flip(check(python({ stdin: "x".repeat(65_537) })))
      assert.deepInclude(error, { _tag: "RequestTooLarge", path: ["stdin"], bytes: 65_537, maximumBytes: 65_536 })
    })
  )
})
