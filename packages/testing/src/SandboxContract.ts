import { assert, describe, it } from "@effect/vitest"
import type { SandboxEvent } from "@glissade/core/Sandbox"
import { Sandbox } from "@glissade/core/Sandbox"
import type { Execution } from "@glissade/protocol/Execution"
import type * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { execution } from "./Fixtures.ts"

/** Programs for the sandbox under test, by what they do. */
export interface SandboxPrograms {
  /** Prints `out é😀` and a line break to stdout in two writes, `err` and a line break to stderr, and succeeds. */
  readonly prints: Execution
  /** Ends with exit code 3. */
  readonly exits: Execution
  /** Prints a line and then runs until it is stopped; its limit is 60 seconds. */
  readonly endless: Execution
  /** Prints `Name? `, reads a line, and prints `Hello, ` and the line with a line break; only of a layer that takes input while programs run. */
  readonly greets?: Execution
}

export interface SandboxContractOptions<R, E> {
  readonly layer: Layer.Layer<R, E>
  readonly programs: SandboxPrograms
}

const collect = Effect.fnUntraced(function* (program: Execution) {
  const sandbox = yield* Sandbox
  return yield* Stream.runCollect(sandbox.run(program))
})

const written = (events: ReadonlyArray<SandboxEvent>, stream: "stdout" | "stderr") =>
  events.map((event) => (event.type === "output" && event.stream === stream ? event.data : "")).join("")

const resultOf = (events: ReadonlyArray<SandboxEvent>) => {
  const last = events.at(-1)
  assert.strictEqual(last?.type, "finished")
  return (last as Extract<SandboxEvent, { type: "finished" }>).result
}

/** What every layer of `Sandbox` must do. Call it in a test file with the layer. */
export const sandboxContract = <R, E>(
  name: string,
  { layer, programs }: SandboxContractOptions<R | Sandbox, E>
): void => {
  const test = (title: string, body: Effect.Effect<void, unknown, R | Sandbox>) =>
    it.live(title, () => Effect.provide(body, layer), 60_000)

  describe(`${name} keeps the contract of Sandbox`, () => {
    test(
      "begins with started, ends with one finished, and the output between is the result's",
      Effect.gen(function* () {
        const events = yield* collect(programs.prints)
        assert.strictEqual(events[0]?.type, "started")
        assert.strictEqual(events.filter(({ type }) => type === "started" || type === "finished").length, 2)
        const result = resultOf(events)
        assert.strictEqual(result.status, "success")
        assert.strictEqual(result.exitCode, 0)
        assert.strictEqual(result.stdout, "out é😀\n")
        assert.strictEqual(result.stderr, "err\n")
        assert.strictEqual(written(events, "stdout"), result.stdout)
        assert.strictEqual(written(events, "stderr"), result.stderr)
        assert.deepStrictEqual(result.truncated, { stdout: false, stderr: false })
      })
    )

    test(
      "gives a wrong program's end as a result",
      Effect.gen(function* () {
        const result = resultOf(yield* collect(programs.exits))
        assert.strictEqual(result.status, "error")
        assert.strictEqual(result.exitCode, 3)
      })
    )

    test(
      "hands output over while the program still runs, and stops it when nobody listens any more",
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        const printed = yield* Deferred.make<void>()
        const listening = yield* Effect.forkChild(
          Stream.runForEach(sandbox.run(programs.endless), (event) =>
            event.type === "output" ? Deferred.succeed(printed, undefined) : Effect.void
          )
        )
        yield* Deferred.await(printed)
        yield* Fiber.interrupt(listening)
        assert.strictEqual(resultOf(yield* collect(programs.prints)).status, "success")
      })
    )

    test(
      "runs programs beside one another without mixing them up",
      Effect.gen(function* () {
        const runs = yield* Effect.forEach([1, 2, 3, 4], () => collect(programs.prints), { concurrency: "unbounded" })
        for (const events of runs) assert.strictEqual(written(events, "stdout"), "out é😀\n")
      })
    )

    const { greets } = programs
    if (greets !== undefined) {
      test(
        "says when a program waits for input, and goes on with what it is given",
        Effect.gen(function* () {
          const sandbox = yield* Sandbox
          const typed = yield* Queue.unbounded<string, Cause.Done>()
          const events = yield* sandbox.run(greets, Stream.fromQueue(typed)).pipe(
            Stream.tap(({ type }) =>
              Effect.sync(() => {
                if (type === "waiting") Queue.offerAllUnsafe(typed, ["A", "da\n"])
              })
            ),
            Stream.runCollect
          )
          const kinds = events.map((event) => (event.type === "output" ? event.data : event.type))
          assert.deepStrictEqual(kinds.slice(0, 3), ["started", "Name? ", "waiting"])
          assert.strictEqual(resultOf(events).stdout, "Name? Hello, Ada\n")
        })
      )

      test(
        "ends the input of a program where the stream ends",
        Effect.gen(function* () {
          const sandbox = yield* Sandbox
          const events = yield* Stream.runCollect(sandbox.run(greets, Stream.make("Ada")))
          assert.strictEqual(resultOf(events).stdout, "Name? Hello, Ada\n")
        })
      )
    }

    test(
      "fails for a language that it does not run",
      Effect.gen(function* () {
        const error = yield* Effect.flip(collect(execution("", { language: "cobol" })))
        assert.deepInclude(error, { _tag: "SandboxUnavailable", reason: "unsupported" })
      })
    )
  })
}
