import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import { executionBytes } from "../queue/Backlog.ts"
import { errorPlace } from "../telemetry/ErrorPlace.ts"
import * as Metrics from "../telemetry/Metrics.ts"
import { resultBytes } from "./ResultStore.ts"
import type { RunEvent } from "./RunEvent.ts"
import { RunJournal } from "./RunJournal.ts"

/** The events cannot be kept now; they are appended again later. */
export class RunJournalUnavailable extends Schema.TaggedError<RunJournalUnavailable>()("RunJournalUnavailable", {
  message: Schema.String
}) {}

/**
 * Where {@link layerBuffered} writes events. A batch that failed, or may have been kept, is appended again: events with the same key
 * (`eventKey` of `RunEvent.ts`) must be kept once. The sink must drop events that it can never keep.
 */
export class RunJournalSink extends Context.Service<
  RunJournalSink,
  { readonly append: (events: ReadonlyArray<RunEvent>) => Effect.Effect<void, RunJournalUnavailable> }
>()("@glissade/core/RunJournalSink") {}

export interface RunJournalOptions {
  /** Maximum number of events that wait for the sink. */
  readonly maximumEvents: number
  /** Maximum memory of these, in bytes. */
  readonly maximumBytes: number
  /** Maximum number of events per append. */
  readonly maximumBatch: number
}

/** The default options of {@link layerBuffered}. */
export const defaults: RunJournalOptions = {
  maximumEvents: 1_000,
  maximumBytes: 16 * 1024 * 1024,
  maximumBatch: 100
}

/** How long a sink may take for one batch, in milliseconds. */
export const appendTimeoutMs = 30_000

/** How long a flush may take, in milliseconds. */
export const flushTimeoutMs = 2_000

/** Events that were dropped because the sink is too slow or unavailable. */
export const dropped = Metric.counter("glissade_journal_dropped_total", {
  description: "Events of runs that the journal could not keep",
  incremental: true
})

/** What an event takes besides its texts. */
const overheadBytes = 512

const eventBytes = (event: RunEvent): number => {
  if (event._tag === "submitted") return overheadBytes + executionBytes(event.program)
  return event._tag === "finished" ? overheadBytes + resultBytes(event.result) : overheadBytes
}

/** Exponential backoff, up to half a minute, while the sink is unavailable. */
const retries = Schedule.min([Schedule.exponential(1_000), Schedule.spaced(30_000)])

const reasonOf = (cause: Cause.Cause<RunJournalUnavailable>): string => {
  const error = Cause.squash(cause)
  return error instanceof RunJournalUnavailable ? error.message : errorPlace(error)
}

interface Entry {
  readonly event: RunEvent
  readonly bytes: number
}

/** A journal that buffers events and appends them to a {@link RunJournalSink} in the background, in order. */
export const layerBuffered = (options: Partial<RunJournalOptions> = {}): Layer.Layer<never, never, RunJournalSink> =>
  Layer.effect(
    RunJournal,
    Effect.gen(function* () {
      const settings = { ...defaults, ...options }
      const sink = yield* RunJournalSink
      /** Oldest first; removed once they are appended. */
      const entries: Array<Entry> = []
      let bytes = 0
      let isDropping = false
      const news = Latch.makeUnsafe(false)
      const appending = Semaphore.makeUnsafe(1)

      /** A sink that hangs, dies or is interrupted is unavailable, like one that says so. */
      const append = (events: ReadonlyArray<RunEvent>) =>
        Effect.forkChild(sink.append(events)).pipe(
          Effect.flatMap((fiber) => Effect.onInterrupt(Fiber.await(fiber), () => Fiber.interrupt(fiber))),
          Effect.timeoutOrElse({
            duration: appendTimeoutMs,
            orElse: () => Effect.fail(new RunJournalUnavailable({ message: `no answer within ${appendTimeoutMs} ms` }))
          }),
          Effect.flatMap((exit) =>
            Exit.isSuccess(exit)
              ? Effect.void
              : Effect.fail(new RunJournalUnavailable({ message: reasonOf(exit.cause) }))
          )
        )

      const appendBatch = Effect.suspend(() => {
        const batch = entries.slice(0, settings.maximumBatch)
        return Effect.map(append(batch.map(({ event }) => event)), () => {
          entries.splice(0, batch.length)
          for (const entry of batch) bytes -= entry.bytes
          isDropping = false
        })
      })
      const drain = Effect.whileLoop({
        while: () => entries.length > 0,
        body: () => appendBatch,
        step: () => {}
      }).pipe(appending.withPermits(1))
      const logFault = (fault: RunJournalUnavailable) =>
        Effect.andThen(
          Metrics.countFault(fault._tag),
          Effect.logWarning("the journal of runs cannot be written", fault.message)
        )
      const flush = drain.pipe(Effect.catch(logFault), Effect.timeoutOption(flushTimeoutMs), Effect.asVoid)

      yield* Effect.addFinalizer(() => flush)
      yield* Effect.forkScoped(
        Effect.forever(
          Effect.gen(function* () {
            yield* news.await
            news.closeUnsafe()
            yield* drain.pipe(Effect.tapError(logFault), Effect.retry(retries))
          })
        )
      )

      const drop = Effect.suspend(() => {
        const isFirst = !isDropping
        isDropping = true
        const warn = isFirst ? Effect.logWarning("the journal of runs is full: events are dropped") : Effect.void
        return Effect.andThen(Metric.update(dropped, 1), warn)
      })
      return {
        isOn: true,
        record: (event) =>
          Effect.suspend(() => {
            const size = eventBytes(event)
            if (entries.length >= settings.maximumEvents || bytes + size > settings.maximumBytes) return drop
            entries.push({ event, bytes: size })
            bytes += size
            news.openUnsafe()
            return Effect.void
          }),
        flush
      }
    })
  )
