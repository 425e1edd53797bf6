import { engineNamed, installedEngines, packageOf } from "@glissade/test-kit/Engines"
import { afterAll, assert, it } from "@effect/vitest"
import { Sandbox } from "@glissade/core/Sandbox"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as EngineSandbox from "../src/EngineSandbox.ts"
import { hostCommand, resolvePrograms } from "../src/process/HostCommand.ts"
import * as Pool from "../src/pool/Pool.ts"
import { run as runIn } from "../src/process/RunProgram.ts"
import { canaries } from "./abuse/Canary.ts"
import { assertInTime, execution, run } from "@glissade/test-kit/Programs"

type Inside = Effect.Success<ReturnType<typeof EngineSandbox.make>>

const scope = Scope.makeUnsafe()
const made = new Map<string, Promise<Inside>>()
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))

/** One sandbox for all tests that want the same. */
const withSandbox = async <A, E>(
  options: EngineSandbox.EngineSandboxOptions,
  use: (inside: Inside) => Effect.Effect<A, E, Sandbox>
): Promise<A> => {
  const key = JSON.stringify(options)
  const making =
    made.get(key) ?? Effect.runPromise(Effect.provideService(EngineSandbox.make(options), Scope.Scope, scope))
  made.set(key, making)
  const inside = await making
  return Effect.runPromise(Effect.provideService(use(inside), Sandbox, inside.sandbox))
}

const forbidden: ReadonlyArray<readonly [what: string, code: string]> = [
  [
    "the bridge",
    `import sys\ndel sys.modules["_pyodide_core"]\nimport _pyodide_core as c\nc.create_once_callable(len)`
  ],
  ["an abort", "import os; os.abort()"],
  ["memory addresses", "import sys; del sys.modules['_ctypes']\nimport _ctypes"],
  ["its own bytecode", "def f(): pass\nf.__code__ = f.__code__.replace(co_code=bytes([255]) * 64)\nf()"]
]

it.each(forbidden)("an interpreter whose program reached for %s never runs another program", (_what, code) =>
  withSandbox({ engines: ["@glissade/engine-python"], interpreters: 1 }, ({ pids }) =>
    Effect.gen(function* () {
      yield* run("print(1)")
      const [before] = pids()
      assert.strictEqual((yield* run(code)).status, "error")
      assert.strictEqual((yield* run("print(2)")).stdout, "2\n")
      assert.notInclude(pids(), before)
    })
  )
)

it("an interpreter whose program only failed goes on", () =>
  withSandbox({ engines: ["@glissade/engine-python"], interpreters: 1 }, ({ pids }) =>
    Effect.gen(function* () {
      yield* run("print(1)")
      const before = pids()
      for (const code of ["1 / 0", "raise SystemExit(3)", "x = 'a' * 10**10", "while True: print('x' * 999)"]) {
        assert.notStrictEqual((yield* run(code)).status, "success")
        assert.deepStrictEqual(pids(), before)
      }
    })
  ))

it.each(installedEngines)("the first program of a process finds what later ones find: %s", (engine) =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const installed = engineNamed(engine)
        // Without a greeting that would be the first.
        const pool = yield* Pool.make({
          engine,
          command: Effect.succeed(hostCommand(installed, resolvePrograms())),
          interpreters: 1
        })
        const [runtime] = installed.runtimes
        const look = Effect.map(
          Stream.runLast(runIn(pool, runtime!, execution(canaries[engine], { language: engine, timeoutMs: 30_000 }))),
          (last) => {
            assert.isTrue(last._tag === "Some" && last.value.type === "finished")
            return last._tag === "Some" && last.value.type === "finished" ? last.value.result.stdout : ""
          }
        )
        const first = yield* look
        assert.isNotEmpty(first)
        for (let count = 0; count < 3; count++) assert.strictEqual(yield* look, first)
      })
    )
  )
)

const draws = {
  python: `import os, random, secrets, tempfile, time, uuid
print(random.random(), random.Random().random(), random.SystemRandom().random(), uuid.uuid4(), uuid.uuid1(), os.urandom(8).hex(),
  secrets.token_hex(8), random.sample(range(10**6), 3), tempfile.mktemp(), sep="|")
time.sleep(0.3)`,
  javascript: `console.log([Math.random(), crypto.randomUUID(), crypto.getRandomValues(new Uint8Array(8)).join()].join("|"))
await new Promise((done) => setTimeout(done, 300))`
}

it.each(["python", "javascript"] as const)(
  "two runs, and two processes from one image, draw other random numbers: %s",
  (language) =>
    withSandbox({ engines: [packageOf(language)], interpreters: 2 }, ({ pids }) =>
      Effect.gen(function* () {
        const one = run(draws[language], { language })
        // The second process starts after the first run; both are at work here at the same time.
        yield* one
        while (pids().length < 2) yield* Effect.sleep(20)
        yield* Effect.sleep(1_000)
        const results = yield* Effect.forEach([1, 2, 3, 4], () => one, { concurrency: 4 })
        const words = results.map(({ stdout }) => (stdout ?? "").trim().split("|"))
        for (const column of words[0]!.keys()) {
          assert.strictEqual(new Set(words.map((row) => row[column])).size, 4, words[0]![column])
        }
      })
    )
)

it("hash() of a text is the same in every run, as the documentation says", () =>
  withSandbox({ engines: ["@glissade/engine-python"], interpreters: 2 }, () =>
    Effect.gen(function* () {
      const results = yield* Effect.forEach([1, 2, 3], () => run("print(hash('glissade'))"), { concurrency: 3 })
      assert.strictEqual(new Set(results.map(({ stdout }) => stdout)).size, 1)
    })
  ))

const long: ReadonlyArray<readonly [what: string, code: string]> = [
  ["a search", `const s = "a".repeat(3e7); for (;;) s.includes("b".repeat(1000))`],
  ["a big integer", `let a = 3n ** 300000n; for (;;) a = a * a % (2n ** 600001n)`],
  ["an array that is filled", `for (;;) new Array(1e6).fill(0).reverse().join("")`],
  ["JSON", `const t = JSON.stringify(Array(1e5).fill({ a: [1] })); for (;;) JSON.parse(t)`],
  ["a clone", `let a = [1]; for (let i = 0; i < 24; i++) a = [a, a]; for (;;) structuredClone(a)`]
]

it.each(long)("QuickJS is stopped in the middle of a built-in that takes long, or its process is: %s", (_what, code) =>
  withSandbox({ engines: ["@glissade/engine-javascript"], interpreters: 1 }, () =>
    Effect.gen(function* () {
      const result = yield* run(code, { language: "javascript", timeoutMs: 400 })
      assert.strictEqual(result.status, "timeout", result.stderr ?? "")
      assertInTime(result.durationMs, 400)
      assert.strictEqual((yield* run("console.log(2)", { language: "javascript" })).stdout, "2\n")
    })
  )
)

it("QuickJS holds no more memory than the maximum of its WebAssembly memory, whatever its own limit says", () =>
  withSandbox({ engines: ["@glissade/engine-javascript"], interpreters: 1 }, () =>
    Effect.gen(function* () {
      const result = yield* run(`const a = []; for (;;) a.push(new Uint8Array(2e7))`, {
        language: "javascript",
        memoryBytes: 2 ** 31 - 1
      })
      assert.strictEqual(result.status, "memory_limit")
      assert.isAtMost(result.memoryBytes, 2 ** 30)
    })
  ))
