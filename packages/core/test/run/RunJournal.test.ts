import { assert, describe, it } from "@effect/vitest"
import type { RunEvent } from "@glissade/core/RunEvent"
import { RunJournal } from "@glissade/core/RunJournal"
import { defaults, dropped, flushTimeoutMs } from "@glissade/core/RunJournalBuffer"
import { execution, jobId, result } from "@glissade/testing/Fixtures"
import { runJournalContract } from "@glissade/testing/RunJournalContract"
import { layerRunJournal, RunJournalMemory } from "@glissade/testing/RunJournalMemory"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Metric from "effect/Metric"
import * as TestClock from "effect/testing/TestClock"

runJournalContract("the buffered journal", {
  layer: layerRunJournal(),
  kept: (id) => Effect.map(RunJournalMemory, (sink) => sink.events().filter(({ jobId }) => jobId === id))
})

const started = (n: number): RunEvent => ({
  _tag: "started",
  way: "async",
  jobId: jobId(n),
  attempt: 1,
  delivery: 1,
  language: "python",
  at: n
})

const finished = (n: number, stdout: string): RunEvent => ({
  ...started(n),
  _tag: "finished",
  delivery: 1,
  result: result(stdout)
})

const droppedSoFar = Effect.map(Metric.value(dropped), ({ count }) => Number(count))

/** Lets the journal's own fiber run until it waits. */
const quiesce = Effect.repeat(Effect.yieldNow, { times: 20 })

const recordMany = (from: number, to: number) =>
  Effect.flatMap(RunJournal, (journal) => {
    const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index)
    return Effect.forEach(numbers, (n) => journal.record(started(n)), { discard: true })
  })

describe("the buffered journal", () => {
  for (const state of ["failing", "hanging", "dying", "interrupted"] as const) {
    it.effect(`goes on by itself after a sink that was ${state} once`, () =>
      Effect.gen(function* () {
        const journal = yield* RunJournal
        const sink = yield* RunJournalMemory
        sink.become(state)
        yield* journal.record(started(1))
        yield* quiesce
        sink.become("open")
        // Longer than a batch may take and the wait after it.
        yield* TestClock.adjust("1 minute")
        yield* quiesce
        assert.lengthOf(sink.events(), 1)
      }).pipe(Effect.provide(layerRunJournal()))
    )
  }

  it.effect("appends in the background, in batches, without being flushed", () =>
    Effect.gen(function* () {
      const sink = yield* RunJournalMemory
      yield* quiesce
      yield* recordMany(1, 250)
      yield* quiesce
      assert.deepStrictEqual(
        sink.events().map(({ at }) => at),
        Array.from({ length: 250 }, (_, index) => index + 1)
      )
      assert.strictEqual(Math.max(...sink.appends()), 100)
    }).pipe(Effect.provide(layerRunJournal()))
  )

  it.effect("keeps 1,000 events for a sink that is away, drops and counts what comes then, and catches up", () =>
    Effect.gen(function* () {
      const sink = yield* RunJournalMemory
      const before = yield* droppedSoFar
      sink.become("failing")
      yield* recordMany(1, 1_003)
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual(sink.events(), [])
      assert.strictEqual((yield* droppedSoFar) - before, 3)
      sink.become("open")
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual(sink.events().length, 1_000)
      assert.strictEqual(sink.events().at(-1)!.at, 1_000)
      yield* recordMany(1_004, 1_004)
      yield* (yield* RunJournal).flush
      assert.strictEqual(sink.events().at(-1)!.at, 1_004)
      assert.strictEqual((yield* droppedSoFar) - before, 3)
    }).pipe(Effect.provide(layerRunJournal()))
  )

  it.effect("keeps 16 MiB at most, of programs and of results", () =>
    Effect.gen(function* () {
      assert.strictEqual(defaults.maximumBytes, 16 * 1024 * 1024)
      const journal = yield* RunJournal
      const sink = yield* RunJournalMemory
      const before = yield* droppedSoFar
      sink.become("failing")
      const program = execution("x".repeat(200_000))
      for (let n = 1; n <= 50; n++) yield* journal.record({ ...started(n), _tag: "submitted", program })
      // A unit of output is counted as two bytes.
      for (let n = 51; n <= 70; n++) yield* journal.record(finished(n, "y".repeat(200_000)))
      assert.strictEqual((yield* droppedSoFar) - before, 4)
      sink.become("open")
      yield* journal.flush
      assert.strictEqual(sink.events().length, 66)
    }).pipe(Effect.provide(layerRunJournal()))
  )

  it.effect("records at once though the sink never answers, and gives a flush up after two seconds", () =>
    Effect.gen(function* () {
      assert.strictEqual(flushTimeoutMs, 2_000)
      const journal = yield* RunJournal
      const sink = yield* RunJournalMemory
      sink.become("hanging")
      yield* recordMany(1, 5)
      const flushing = yield* Effect.forkChild(journal.flush)
      yield* TestClock.adjust("1999 millis")
      assert.isUndefined(flushing.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      yield* Fiber.join(flushing)
      sink.become("open")
    }).pipe(Effect.provide(layerRunJournal()))
  )

  it.effect("is flushed when its host ends", () =>
    Effect.gen(function* () {
      const sink = yield* Effect.gen(function* () {
        const sink = yield* RunJournalMemory
        sink.become("failing")
        yield* recordMany(1, 3)
        yield* quiesce
        sink.become("open")
        return sink
      }).pipe(Effect.provide(layerRunJournal()))
      assert.strictEqual(sink.events().length, 3)
    })
  )
})

describe("a host without a journal", () => {
  it.effect("keeps nothing, and fails at nothing", () =>
    Effect.gen(function* () {
      const journal = yield* RunJournal
      assert.isFalse(journal.isOn)
      yield* journal.record(started(1))
      yield* journal.flush
    })
  )
})
