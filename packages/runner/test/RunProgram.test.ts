import type { Ended } from "@glissade/containers/RunnerProtocol"
import { assert, describe, it } from "@effect/vitest"
import { execution } from "@glissade/testing/Fixtures"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as TestClock from "effect/testing/TestClock"
import type { Container } from "../src/Container.ts"
import type { ContainerFailed } from "../src/ContainerFailed.ts"
import type { GuestFrame } from "../src/GuestFrames.ts"
import type { Language } from "../src/Language.ts"
import { runProgram } from "../src/RunProgram.ts"

const language: Language = {
  language: "bash",
  name: "Bash",
  extensions: ["sh"],
  grammar: "shell",
  mainFile: "main.sh",
  engine: "bash",
  version: { command: ["/usr/bin/bash"], pattern: "" },
  run: ["/usr/bin/bash", "main.sh"],
  example: ""
}

/** A run with a limit of 10 s in a container that says what the test has it say, and is typed to by the test. */
const interactiveRun = Effect.gen(function* () {
  const frames = yield* Queue.unbounded<GuestFrame, ContainerFailed>()
  const typed = yield* Queue.unbounded<{ readonly data: string; readonly eof: boolean }, Cause.Done>()
  const sent: Array<string> = []
  let waits = 0
  const container: Container = {
    name: "one of a test",
    send: (kind, payload = "") => void sent.push(`${kind}${payload.toString()}`),
    next: Queue.take(frames),
    memory: undefined,
    isAlive: () => true
  }
  const run = yield* runProgram(container, language, execution("read x", { language: "bash" }), () => Effect.void, {
    next: Queue.take(typed),
    onWaiting: Effect.sync(() => {
      waits += 1
    })
  }).pipe(Effect.scoped, Effect.forkChild)
  yield* TestClock.adjust(0)
  return {
    run,
    waits: () => waits,
    sent,
    says: (kind: string, payload = "") =>
      Effect.andThen(
        Effect.sync(() => Queue.offerUnsafe(frames, { kind, payload: Buffer.from(payload) })),
        TestClock.adjust(0)
      ),
    types: (data: string) =>
      Effect.andThen(
        Effect.sync(() => Queue.offerUnsafe(typed, { data, eof: false })),
        TestClock.adjust(0)
      )
  }
})

const isOver = (run: Fiber.Fiber<Ended, unknown>) => run.pollUnsafe() !== undefined

describe("a program that waits for input", () => {
  it.effect("has its limit back when it goes on by itself, and is reported once", () =>
    Effect.gen(function* () {
      const { run, says, waits } = yield* interactiveRun
      for (let turn = 0; turn < 3; turn++) {
        yield* says("i", "0")
        yield* TestClock.adjust("5 seconds")
        yield* says("g")
        yield* TestClock.adjust("3 seconds")
      }
      assert.strictEqual(waits(), 1)
      assert.isFalse(isOver(run))
      yield* TestClock.adjust("1 second")
      assert.deepInclude(yield* Fiber.join(run), { status: "timeout", durationMs: 10_000 })
    })
  )

  it.effect("is reported again after it was given some", () =>
    Effect.gen(function* () {
      const { sent, run, says, types, waits } = yield* interactiveRun
      yield* says("i", "0")
      yield* types("one\n")
      assert.include(sent, "Ione\n")
      yield* says("i", "1")
      assert.strictEqual(waits(), 2)
      yield* Fiber.interrupt(run)
    })
  )

  it.effect("does not stop the clock by a report from before it was given some", () =>
    Effect.gen(function* () {
      const { run, says, types, waits } = yield* interactiveRun
      yield* types("one\n")
      yield* says("i", "0")
      assert.strictEqual(waits(), 0)
      yield* TestClock.adjust("10 seconds")
      assert.deepInclude(yield* Fiber.join(run), { status: "timeout" })
    })
  )

  it.effect("is stopped after a minute in which nobody types", () =>
    Effect.gen(function* () {
      const { run, says } = yield* interactiveRun
      yield* says("i", "0")
      yield* TestClock.adjust("59 seconds")
      assert.isFalse(isOver(run))
      yield* TestClock.adjust("1 second")
      assert.deepInclude(yield* Fiber.join(run), { status: "timeout", durationMs: 0 })
    })
  )
})
