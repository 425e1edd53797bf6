import { assert, describe, it } from "@effect/vitest"
import { admit, Runtimes } from "@glissade/core/Admission"
import { NativeRuntimes } from "@glissade/core/NativeRuntimes"
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

describe("admit, where programs run natively", () => {
  const native = [
    { ...runtimes[0]!, mainFile: "main.python" },
    { ...runtimes[0]!, language: "c", mainFile: "main.c", compiled: true }
  ]
  const host = { isKnown: true, isAway: false, isolation: "runsc", runtimes: native, examples: () => [] }
  const checkNatively = (request: ExecutionRequest, mode?: "sync" | "async") =>
    Effect.provideService(check(request, mode), NativeRuntimes, () => host)

  it.effect("takes WebAssembly where both are there, unless the request asks for the other", () =>
    Effect.gen(function* () {
      assert.isUndefined((yield* checkNatively(python({}))).runtime)
      assert.strictEqual((yield* checkNatively(python({ runtime: "native" }))).runtime, "native")
    })
  )

  it.effect("takes a language that runs natively alone without being asked to", () =>
    Effect.gen(function* () {
      const { language, runtime } = yield* checkNatively({ language: "c", code: "" })
      assert.deepStrictEqual({ language, runtime }, { language: "c", runtime: "native" })
    })
  )

  const compiling = (limits: ExecutionRequest["limits"], changes: Partial<ExecutionRequest> = {}) =>
    python({ language: "c", compileOutput: true, ...(limits && { limits }), ...changes })

  it.effect(
    "gives compiling a limit of its own where the request has it told apart, and there is something to compile",
    () =>
      Effect.gen(function* () {
        const limitOf = (request: ExecutionRequest, mode?: "sync") =>
          Effect.map(checkNatively(request, mode), ({ limits }) => limits.compileTimeoutMs)
        assert.strictEqual(yield* limitOf(compiling({})), 10_000)
        assert.strictEqual(yield* limitOf(compiling({ compileTimeoutMs: 30_000 })), 30_000)
        assert.isUndefined(yield* limitOf(python({ language: "c" })))
        assert.isUndefined(yield* limitOf(compiling({}, { language: "python" })))
        // What is left of the longest synchronous call.
        assert.strictEqual(yield* limitOf(compiling({ timeoutMs: 20_000 }), "sync"), 5_000)
        assert.strictEqual(yield* limitOf(compiling({ timeoutMs: 5_000, compileTimeoutMs: 20_000 }), "sync"), 20_000)
      })
  )

  it.effect.each([
    [
      "over the maximum",
      compiling({ compileTimeoutMs: 30_001 }),
      "async",
      "must be at most 30000 milliseconds, not 30001"
    ],
    [
      "without being told apart",
      python({ language: "c", limits: { compileTimeoutMs: 1 } }),
      "async",
      'must be left out, or "compile_output" be true'
    ],
    [
      "that leaves a synchronous call no time",
      compiling({ timeoutMs: 20_000, compileTimeoutMs: 5_001 }),
      "sync",
      "and timeout_ms must be at most 25000 milliseconds together where the answer is waited for, not 25001"
    ],
    ["over both", compiling({ compileTimeoutMs: 30_001 }), "sync", "must be at most 30000 milliseconds, not 30001"]
  ] as const)("refuses a limit of compiling %s", ([, request, mode, message]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(checkNatively(request, mode))
      assert.strictEqual(error.message, `limits.compile_timeout_ms: ${message}`)
    })
  )

  it.effect("says where a run may take longer than an answer is waited for, if it may anywhere", () =>
    Effect.gen(function* () {
      const tooLong = python({ limits: { timeoutMs: 40_000 } })
      const error = yield* Effect.flip(check(tooLong, "sync"))
      const message =
        "must be at most 25000 milliseconds, not 40000: the answer is waited for. POST /execute/async takes up to 60000"
      assert.strictEqual(error.message, `limits.timeout_ms: ${message}`)
      const limits = yield* ExecutionLimits
      const nowhere = yield* Effect.flip(check(tooLong, "sync")).pipe(
        Effect.provideService(ExecutionLimits, { ...limits, timeoutMs: limits.syncTimeoutMs })
      )
      assert.strictEqual(nowhere.message, "limits.timeout_ms: must be at most 25000 milliseconds, not 40000")
    })
  )

  it.effect("refuses a time limit that leaves none for compiling, and only where something is compiled", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(checkNatively(compiling({ timeoutMs: 24_500 }), "sync"))
      const message =
        "must be at most 24000 milliseconds where compiling needs a part of the 25000 that an answer is waited for, not 24500"
      assert.strictEqual(error.message, `limits.timeout_ms: ${message}`)
      yield* checkNatively(compiling({ timeoutMs: 25_000 }, { language: "python" }), "sync")
    })
  )

  it.effect("keeps the place of the native main file", () =>
    Effect.gen(function* () {
      const request = { language: "c", code: "", files: [{ name: "main.c", content: "" }] }
      assert.strictEqual((yield* Effect.flip(checkNatively(request)))._tag, "InvalidRequest")
    })
  )

  it.effect.each([
    [
      "an unknown language",
      { language: "cobol", code: "" },
      "language: must be one of python, javascript, typescript, c"
    ],
    [
      "a language that is there in WebAssembly alone",
      { language: "javascript", code: "", runtime: "native" },
      "runtime: must be left out: this server has no native javascript"
    ],
    [
      "a language that is not there natively",
      { language: "cobol", code: "", runtime: "native" },
      "language: must be one of python, c"
    ]
  ] as const)("names what there is for %s", ([, request, message]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(checkNatively(request))
      assert.strictEqual(error.message, message)
    })
  )

  it.effect("asks to come again for what may yet run natively, while its runner starts", () =>
    Effect.gen(function* () {
      const starting = { isKnown: false, isAway: false, isolation: "", runtimes: [], examples: () => [] }
      const checkEarly = (request: ExecutionRequest, isAway = false) =>
        Effect.provideService(check(request), NativeRuntimes, () => ({ ...starting, isAway }))
      assert.isUndefined((yield* checkEarly(python({}))).runtime)
      for (const request of [python({ runtime: "native" }), python({ language: "c" })])
        for (const isLate of [false, true])
          assert.deepInclude(yield* Effect.flip(checkEarly(request, isLate)), { _tag: "NativeStarting", isLate })
    })
  )

  it.effect("says that what runs a language is away, though the language is known, and takes all others", () =>
    Effect.gen(function* () {
      const checkAway = (request: ExecutionRequest) =>
        Effect.provideService(check(request), NativeRuntimes, () => ({ ...host, isAway: true }))
      assert.isUndefined((yield* checkAway(python({}))).runtime)
      for (const request of [python({ runtime: "native" }), python({ language: "c" })])
        assert.deepInclude(yield* Effect.flip(checkAway(request)), { _tag: "NativeStarting", isLate: true })
      const unknown = yield* Effect.flip(checkAway(python({ language: "cobol" })))
      assert.strictEqual(unknown._tag, "UnprocessableRequest")
    })
  )

  it.effect("says that there is nothing native elsewhere", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(check(python({ runtime: "native" })))
      assert.strictEqual(error._tag, "UnprocessableRequest")
      assert.strictEqual(error.message, "runtime: must be left out: this server has no native programs")
    })
  )
})
