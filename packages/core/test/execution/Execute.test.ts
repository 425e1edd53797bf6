import { assert, describe, it } from "@effect/vitest"
import { Runtimes } from "@glissade/core/Admission"
import { execute } from "@glissade/core/Execute"
import { LongestCall } from "@glissade/core/LongestCall"
import { Backlog, CurrentBacklog, defaultLimits } from "@glissade/core/Backlog"
import { QuotaExceeded, Quotas, unlimited } from "@glissade/core/Quotas"
import type { SandboxEvent } from "@glissade/core/Sandbox"
import { layerMemory, Sandbox, SandboxUnavailable } from "@glissade/core/Sandbox"
import { result, runtimes } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"

const started: SandboxEvent = { type: "started" }
const finished: SandboxEvent = { type: "finished", result: result("1\n") }

const over = (events: Stream.Stream<SandboxEvent, SandboxUnavailable>) =>
  Layer.merge(
    layerMemory(runtimes, () => events),
    Layer.succeed(Runtimes, runtimes)
  )

const request = { language: "python", code: "print(1)" }

describe("execute", () => {
  it.effect("answers with the result of the run", () =>
    Effect.gen(function* () {
      const answer = yield* execute(request)
      assert.deepStrictEqual(answer, result("1\n"))
    }).pipe(Effect.provide(over(Stream.make(started, finished))))
  )

  it.effect("runs nothing for a user whose quota is used up", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(execute(request))
      assert.deepInclude(error, { _tag: "QuotaExceeded", retryAfterSeconds: 60 })
    }).pipe(
      Effect.provideService(Quotas, {
        ...unlimited,
        admit: (user, what) =>
          Effect.fail(
            new QuotaExceeded({ message: `${user.id ?? "nobody"} may not ${what.way}`, retryAfterSeconds: 60 })
          )
      }),
      Effect.provide(over(Stream.die("a program ran")))
    )
  )

  it.effect("gives up after two seconds without an interpreter, and stops waiting for one", () => {
    let waiting = true
    const events = Stream.fromEffect(Effect.onInterrupt(Effect.never, () => Effect.sync(() => (waiting = false))))
    return Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Effect.flip(execute(request)))
      yield* TestClock.adjust("1999 millis")
      assert.isTrue(waiting)
      yield* TestClock.adjust("1 millis")
      assert.deepInclude(yield* Fiber.join(fiber), { _tag: "SandboxUnavailable", reason: "busy" })
      assert.isFalse(waiting)
    }).pipe(Effect.provide(over(events)))
  })

  /** A sandbox whose first interpreter is ready after a time; then the program runs at once. */
  const bootingFor = (ms: number) => {
    let isReady = false
    const boot = Effect.tap(Effect.sleep(ms), () => Effect.sync(() => (isReady = true)))
    return Layer.merge(
      Layer.succeed(
        Sandbox,
        Sandbox.of({
          runtimes,
          run: () => Stream.concat(Stream.drain(Stream.fromEffect(boot)), Stream.make(started, finished)),
          booting: () => (isReady ? undefined : Effect.sleep(ms))
        })
      ),
      Layer.succeed(Runtimes, runtimes)
    )
  }

  it.effect("waits for the first interpreter of a language to boot, without a word of being busy", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(execute(request))
      yield* TestClock.adjust("18999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(yield* Fiber.join(fiber), result("1\n"))
    }).pipe(Effect.provide(bootingFor(19_000)))
  )

  it.effect("gives up after 20 seconds, for the reason boot", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Effect.flip(execute(request)))
      yield* TestClock.adjust("19999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      assert.deepInclude(yield* Fiber.join(fiber), { _tag: "SandboxUnavailable", reason: "boot" })
    }).pipe(Effect.provide(bootingFor(60_000)))
  )

  it.effect("gives up earlier where the answer may take no longer than the run and a part of that", () =>
    Effect.gen(function* () {
      const limited = { ...request, limits: { timeoutMs: 10_000 } }
      const fiber = yield* Effect.forkChild(Effect.flip(Effect.provideService(execute(limited), LongestCall, 29_000)))
      yield* TestClock.adjust("17999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      assert.deepInclude(yield* Fiber.join(fiber), { _tag: "SandboxUnavailable", reason: "boot" })
    }).pipe(Effect.provide(bootingFor(60_000)))
  )

  it.effect("waits two seconds for its turn once the first interpreter is ready", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Effect.flip(execute(request)))
      yield* TestClock.adjust("6999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      assert.deepInclude(yield* Fiber.join(fiber), { _tag: "SandboxUnavailable", reason: "busy" })
    }).pipe(
      Effect.provide(
        Layer.merge(
          Layer.succeed(Sandbox, Sandbox.of({ runtimes, run: () => Stream.never, booting: () => Effect.sleep(5_000) })),
          Layer.succeed(Runtimes, runtimes)
        )
      )
    )
  )

  it.effect("tells at once that the first interpreter does not start", () =>
    Effect.gen(function* () {
      const failure = new SandboxUnavailable({ reason: "boot", message: "the engine does not start" })
      const broken = Sandbox.of({ runtimes, run: () => Stream.fail(failure), booting: () => Effect.never })
      const error = yield* Effect.flip(Effect.provideService(execute(request), Sandbox, broken))
      assert.deepInclude(error, { reason: "boot", message: "the engine does not start" })
    }).pipe(Effect.provideService(Runtimes, runtimes))
  )

  it.effect("lets a run that has begun take its time", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(execute(request))
      yield* TestClock.adjust("9 seconds")
      assert.deepStrictEqual(yield* Fiber.join(fiber), result("1\n"))
    }).pipe(
      Effect.provide(
        over(Stream.concat(Stream.make(started), Stream.fromEffect(Effect.as(Effect.sleep("9 seconds"), finished))))
      )
    )
  )

  it.effect(
    "runs a program once more whose interpreter the system killed, and ends it as memory_limit the second time",
    () => {
      let runs = 0
      const killed = Stream.fail(new SandboxUnavailable({ reason: "killed", message: "the process was killed" }))
      const events = (kills: number) => Stream.suspend(() => (runs++ < kills ? killed : Stream.make(started, finished)))
      return Effect.gen(function* () {
        const once = yield* Effect.provide(execute(request), over(events(1)))
        assert.deepStrictEqual([once, runs], [result("1\n"), 2])
        runs = 0
        const twice = yield* Effect.provide(execute(request), over(events(9)))
        assert.deepInclude(twice, { status: "memory_limit", stdout: "", exitCode: null })
        assert.strictEqual(runs, 2)
      })
    }
  )

  const large = { language: "python", code: `#${"x".repeat(200_000)}` }

  it.effect("refuses a program where too many bytes wait, and releases its bytes when it has ended", () =>
    Effect.gen(function* () {
      const backlog = new Backlog({ ...defaultLimits, maximumBytes: 300_000 })
      const twice = Effect.all([execute(large), Effect.result(execute(large))], { concurrency: 2 })
      const fiber = yield* Effect.forkChild(Effect.provideService(twice, CurrentBacklog, backlog))
      yield* TestClock.adjust("1 second")
      const [, second] = yield* Fiber.join(fiber)
      assert.isTrue(second._tag === "Failure" && second.failure._tag === "SandboxUnavailable")
      assert.strictEqual(backlog.bytes, 0)
    }).pipe(
      Effect.provide(
        over(Stream.concat(Stream.make(started), Stream.fromEffect(Effect.as(Effect.sleep("1 second"), finished))))
      )
    )
  )

  it.effect("fails when the run ends without a result", () =>
    Effect.gen(function* () {
      assert.deepInclude(yield* Effect.flip(execute(request)), { _tag: "SandboxUnavailable", reason: "crashed" })
    }).pipe(Effect.provide(over(Stream.make(started))))
  )
})
