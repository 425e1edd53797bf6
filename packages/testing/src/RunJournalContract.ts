import { assert, describe, it } from "@effect/vitest"
import type { RunEvent } from "@glissade/core/RunEvent"
import { eventKey } from "@glissade/core/RunEvent"
import { RunJournal } from "@glissade/core/RunJournal"
import type { JobId } from "@glissade/protocol/Ids"
import { UserId } from "@glissade/protocol/Ids"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { execution, jobId, result } from "./Fixtures.ts"

/** How to run the suite on a layer of `RunJournal`. */
export interface RunJournalContractOptions<R, E> {
  readonly layer: Layer.Layer<R, E>
  /** Reads the kept events of a job, in the order in which they were recorded. */
  readonly kept: (jobId: JobId) => Effect.Effect<ReadonlyArray<RunEvent>, unknown, R>
  readonly live?: boolean
}

const run = { way: "async", attempt: 1, language: "python", at: 1_764_111_600_000 } as const

/** Every event that a job can have, with texts that are hard to store. */
const eventsOf = (jobId: JobId): ReadonlyArray<RunEvent> => {
  const of = { ...run, jobId, owner: UserId.make("auth0|é☃😀'\"\\") }
  const wrong = { status: "error", exitCode: 1, error: { type: "E", message: "no", line: 3 } } as const
  return [
    { _tag: "submitted", ...of, program: execution("print('é ☃ 😀')\n\t\\\"", { stdin: "in", args: ["x"] }) },
    { _tag: "started", ...of, delivery: 1 },
    { _tag: "finished", ...of, delivery: 1, result: result("é😀\n", { ...wrong, stderr: "\u0000\u001b[31m" }) },
    { _tag: "cancelled", ...of, delivery: 2, reason: "person" },
    { _tag: "dead-lettered", ...of, delivery: 3 }
  ]
}

/** What every layer of `RunJournal` must do. Call it in a test file with the layer. */
export const runJournalContract = <R, E>(name: string, options: RunJournalContractOptions<R, E>): void => {
  const test = (title: string, body: Effect.Effect<void, unknown, R>) => {
    const run = () => Effect.provide(body, options.layer)
    if (options.live) it.live(title, run, 60_000)
    else it.effect(title, run)
  }

  describe(`${name} keeps the contract of RunJournal`, () => {
    test(
      "says that it keeps events",
      Effect.map(RunJournal, (journal) => assert.isTrue(journal.isOn))
    )

    test(
      "keeps each event to the byte, in the order in which they were recorded, when it was flushed",
      Effect.gen(function* () {
        const journal = yield* RunJournal
        const events = eventsOf(jobId(1))
        yield* Effect.forEach(events, journal.record, { discard: true })
        yield* journal.flush
        assert.deepStrictEqual(yield* options.kept(jobId(1)), events)
      })
    )

    test(
      "keeps an event once that is told twice, as a repeated submit is, and the first of them",
      Effect.gen(function* () {
        const journal = yield* RunJournal
        const [submitted] = eventsOf(jobId(2))
        yield* journal.record(submitted!)
        yield* journal.flush
        yield* journal.record({ ...submitted!, at: submitted!.at + 1 })
        yield* journal.record({ ...submitted!, attempt: 2 })
        yield* journal.flush
        const kept = yield* options.kept(jobId(2))
        assert.deepStrictEqual(kept, [submitted!, { ...submitted!, attempt: 2 }])
      })
    )

    test(
      "keeps the events of many runs apart that are recorded at once",
      Effect.gen(function* () {
        const journal = yield* RunJournal
        const jobs = Array.from({ length: 40 }, (_, n) => jobId(100 + n))
        yield* Effect.forEach(jobs, (id) => Effect.forEach(eventsOf(id), journal.record), { concurrency: "unbounded" })
        yield* journal.flush
        for (const id of jobs) {
          const kept = yield* options.kept(id)
          assert.deepStrictEqual(kept.map(eventKey), eventsOf(id).map(eventKey))
        }
      })
    )

    test(
      "has nothing to flush where nothing was recorded",
      Effect.flatMap(RunJournal, (journal) => Effect.andThen(journal.flush, journal.flush))
    )
  })
}
