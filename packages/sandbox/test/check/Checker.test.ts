import { assert, it } from "@effect/vitest"
import { Runtimes } from "@glissade/core/Admission"
import { CurrentCaller, CurrentFairnessKey } from "@glissade/core/Caller"
import { execute } from "@glissade/core/Execute"
import { Sandbox } from "@glissade/core/Sandbox"
import type { ExecutionRequest } from "@glissade/protocol/Execution"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { packageOf } from "@glissade/test-kit/Engines"
import type { SandboxEvent } from "@glissade/core/Sandbox"
import { execution, result } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Checker } from "../../src/check/Checker.ts"
import { make as makeChecker } from "../../src/check/Checker.ts"
import { withCheck } from "../../src/check/CheckedRun.ts"
import { fakeHost } from "../process/FakeHost.ts"

const makeSandbox = Effect.gen(function* () {
  const { pids, sandbox } = yield* EngineSandbox.make({ engines: [packageOf("javascript")], interpreters: 1 })
  const run = (code: string, request: Partial<ExecutionRequest> = {}, key = "somebody") =>
    execute({ language: "typescript", code, check: true, ...request }).pipe(
      Effect.provideService(CurrentCaller, { key, isLimited: true }),
      Effect.provideService(Sandbox, sandbox),
      Effect.provideService(Runtimes, sandbox.runtimes)
    )
  /** The first check boots its process, for which a result may not wait. */
  const ready = Effect.repeat(run(""), { until: ({ diagnostics }) => diagnostics !== undefined })
  return { pids, ready, run, sandbox }
})

it.live("where no checks are wanted, no language has any, and no process is there for them", () =>
  Effect.gen(function* () {
    const options = { engines: [packageOf("javascript")], interpreters: 1, checks: false }
    const { pids, sandbox } = yield* EngineSandbox.make(options)
    assert.deepStrictEqual(
      [...sandbox.runtimes, ...EngineSandbox.runtimes(options)].filter(({ check }) => check !== undefined),
      []
    )
    const events = yield* Stream.runCollect(
      sandbox.run(execution("console.log(1 as number)", { language: "typescript", check: true }))
    )
    const last = events.at(-1)
    assert.strictEqual(last?.type === "finished" && last.result.status, "success")
    assert.lengthOf(pids(), 1)
  }).pipe(Effect.scoped)
)

const wrong = `const n: number = "text"\nconsole.log(n)`
const found = { file: "main.ts", line: 1, column: 7, code: 2322 }

it.live("errors of types are in the result of a program that runs all the same", () =>
  Effect.gen(function* () {
    const { pids, ready, run, sandbox } = yield* makeSandbox
    assert.deepStrictEqual(
      sandbox.runtimes.map(({ check, language }) => [language, check]),
      [
        ["javascript", undefined],
        ["typescript", true]
      ]
    )
    const unchecked = yield* run(wrong, { check: false })
    assert.deepStrictEqual([unchecked.stdout, unchecked.diagnostics, pids().length], ["text\n", undefined, 1])
    yield* ready
    const { diagnostics, status, stdout } = yield* run(wrong)
    assert.deepStrictEqual([status, stdout], ["success", "text\n"])
    assert.deepStrictEqual(diagnostics, [{ ...found, message: "Type 'string' is not assignable to type 'number'." }])
    const javascript = yield* run("const n = 1\nn.x.y", { language: "javascript" })
    assert.isUndefined(javascript.diagnostics)
  })
)

it.live("a result that waits for its check holds no interpreter", () =>
  Effect.gen(function* () {
    let isHeld = false
    const events = Stream.unwrap(
      Effect.as(
        Effect.acquireRelease(
          Effect.sync(() => (isHeld = true)),
          () => Effect.sync(() => (isHeld = false))
        ),
        Stream.make<ReadonlyArray<SandboxEvent>>({ type: "started" }, { type: "finished", result: result("done") })
      )
    )
    const held: Array<boolean> = []
    const checker: Checker = {
      languages: ["typescript"],
      check: () =>
        Effect.as(
          Effect.delay(
            Effect.sync(() => held.push(isHeld)),
            20
          ),
          Option.some([])
        ),
      pids: () => []
    }
    const seen = yield* Effect.flatMap(Effect.scope, (scope) =>
      Stream.runCollect(withCheck(checker, execution(""), events, scope))
    )
    assert.deepStrictEqual(
      seen.map((event) => (event.type === "finished" ? event.result.diagnostics : event.type)),
      ["started", []]
    )
    assert.deepStrictEqual(held, [false])
  }).pipe(Effect.scoped)
)

it.live("no program changes what another one is checked with", () =>
  Effect.gen(function* () {
    const { ready, run } = yield* makeSandbox
    yield* ready
    const sneaky = `declare global { interface Array<T> { extra: number } var more: number }
declare module "fs" { function sneak(): void }
console.log(([] as number[]).extra, typeof globalThis.more)
export {}`
    assert.deepStrictEqual((yield* run(sneaky)).diagnostics, [])
    const after = yield* run(`import * as fs from "fs"\nconsole.log(([] as number[]).extra, more, fs.sneak)`)
    assert.deepStrictEqual(
      after.diagnostics?.map(({ code, column }) => [column, code]),
      [
        [30, 2339],
        [37, 2304],
        [46, 2339]
      ]
    )
  })
)

it.live(
  "a check that takes too long or breaks down holds up its result for a second, and no other check for long",
  () =>
    Effect.gen(function* () {
      const { ready, run } = yield* makeSandbox
      yield* ready
      const digits = Array.from({ length: 10 }, (_, index) => `"${index}"`).join("|")
      const bombs = [
        // Billions of unions of texts are asked for, in many ways.
        Array.from(
          { length: 400 },
          (_, index) =>
            `type D${index} = ${digits}\ntype P${index} = \`\${D${index}}\${D${index}}\${D${index}}\${D${index}}\`\nlet p${index}: P${index} = "12a${index}"`
        ).join("\n"),
        `const a = ${"[".repeat(900)}${"]".repeat(900)}\nconst b: number = a`,
        `${"if (Math.random() > 1) { let x: string | number = 1; ".repeat(700)}${"}".repeat(700)}`
      ]
      for (const [index, bomb] of bombs.entries()) {
        const { durationMs, status } = yield* run(`console.log(1)\n${bomb}`, {}, `bomber ${index}`)
        assert.include(["success", "error"], status)
        assert.isBelow(durationMs, 5_000)
        yield* ready
      }
      const { diagnostics } = yield* run(wrong)
      assert.strictEqual(diagnostics?.length, 1)
    }),
  60_000
)

it.live("a caller whose program had the checker killed is not served by it for a while", () =>
  Effect.gen(function* () {
    const { check } = yield* makeChecker({
      name: "fake",
      languages: ["typescript"],
      // It never answers, and is killed after four seconds.
      command: Effect.succeed(fakeHost({ onProgram: "read(1)" })),
      recycling: {}
    })
    const answered = (caller: string) =>
      check(execution(""), () => true).pipe(
        Effect.provideService(CurrentFairnessKey, { caller, connection: "" }),
        Effect.timeoutOption(3_000),
        Effect.map(Option.isSome)
      )
    yield* Effect.provideService(
      check(execution(""), () => true),
      CurrentFairnessKey,
      { caller: "bomber", connection: "" }
    )
    assert.isTrue(yield* answered("bomber"))
    assert.isFalse(yield* answered("somebody"))
  }).pipe(Effect.scoped)
)

it.live("a program that breaks the checker's process costs nobody else a check", () =>
  Effect.gen(function* () {
    let starts = 0
    const { check } = yield* makeChecker({
      name: "fake",
      languages: ["typescript"],
      command: Effect.sync(() => {
        starts += 1
        const answers = `send(Kind.stdout, Buffer.from("[]")); end(); send(Kind.reset)`
        return fakeHost({ onProgram: starts === 1 ? "process.exit(1)" : answers })
      }),
      recycling: {}
    })
    const checkOf = (caller: string) =>
      Effect.provideService(
        check(execution(""), () => true),
        CurrentFairnessKey,
        { caller, connection: "" }
      )
    assert.isTrue(Option.isNone(yield* checkOf("bomber")))
    assert.deepStrictEqual(yield* checkOf("somebody"), Option.some([]))
    assert.isTrue(Option.isNone(yield* checkOf("bomber")))
  }).pipe(Effect.scoped)
)

it.live("at most 50 errors are told, of 500 characters each", () =>
  Effect.gen(function* () {
    const { ready, run } = yield* makeSandbox
    yield* ready
    const many = yield* run(Array.from({ length: 80 }, (_, index) => `var n${index}: number = ""`).join("\n"))
    assert.strictEqual(many.diagnostics?.length, 50)
    const long = yield* run(`typeof ${"N".repeat(2_000)}`)
    assert.strictEqual(long.diagnostics?.[0]?.message.length, 500)
    const wide = Array.from({ length: 80 }, (_, index) => `typeof N${index}${"é".repeat(480)}`)
    const cut = yield* run(wide.join("\n"))
    assert.isBelow(Buffer.byteLength(JSON.stringify(cut.diagnostics)), 16_100)
    assert.isAbove(cut.diagnostics?.length ?? 0, 10)
  })
)

it.live("programs that run at once are all checked", () =>
  Effect.gen(function* () {
    const { ready, run } = yield* makeSandbox
    yield* ready
    const results = yield* Effect.all(
      Array.from({ length: 4 }, () => run(wrong)),
      { concurrency: "unbounded" }
    )
    for (const { diagnostics } of results) assert.deepInclude(diagnostics?.[0], found)
  })
)
