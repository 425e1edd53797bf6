import { assert, describe, it } from "@effect/vitest"
import { Runtimes } from "@glissade/core/Admission"
import { execute } from "@glissade/core/Execute"
import { Backlog, CurrentBacklog, defaultLimits } from "@glissade/core/Backlog"
import { QuotaExceeded, Quotas, unlimited } from "@glissade/core/Quotas"
import type { SandboxEvent } from "@glissade/core/Sandbox"
import { layerMemory, SandboxUnavailable } from "@glissade/core/Sandbox"
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
