import type { RunEvent } from "@glissade/core/RunEvent"
import { eventKey } from "@glissade/core/RunEvent"
import type { RunJournalOptions } from "@glissade/core/RunJournalBuffer"
import { layerBuffered, RunJournalSink, RunJournalUnavailable } from "@glissade/core/RunJournalBuffer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** How a sink of events behaves: it keeps them, fails, never answers, dies, or is interrupted. */
export type SinkState = "open" | "failing" | "hanging" | "dying" | "interrupted"

/** The events that reached a test's sink, oldest first, without duplicates. */
export class RunJournalMemory extends Context.Service<
  RunJournalMemory,
  {
    readonly events: () => ReadonlyArray<RunEvent>
    /** The number of events of each append. */
    readonly appends: () => ReadonlyArray<number>
    /** Changes the sink's behaviour. */
    readonly become: (state: SinkState) => void
  }
>()("@glissade/testing/RunJournalMemory") {}

const sink = Layer.effectContext(
  Effect.sync(() => {
    const events = new Map<string, RunEvent>()
    const appends: Array<number> = []
    let state: SinkState = "open"
    return Context.empty().pipe(
      Context.add(RunJournalSink, {
        append: (batch) =>
          Effect.suspend((): Effect.Effect<void, RunJournalUnavailable> => {
            appends.push(batch.length)
            if (state === "hanging") return Effect.never
            if (state === "dying") return Effect.die(new Error("the sink is broken"))
            if (state === "interrupted") return Effect.interrupt
            if (state === "failing") return Effect.fail(new RunJournalUnavailable({ message: "the sink is away" }))
            for (const event of batch) if (!events.has(eventKey(event))) events.set(eventKey(event), event)
            return Effect.void
          })
      }),
      Context.add(RunJournalMemory, {
        events: () => [...events.values()],
        appends: () => appends,
        become: (next) => {
          state = next
        }
      })
    )
  })
)

/** A journal over a sink in memory. */
export const layerRunJournal = (options: Partial<RunJournalOptions> = {}): Layer.Layer<RunJournalMemory> =>
  Layer.provideMerge(layerBuffered(options), sink) as Layer.Layer<RunJournalMemory>
