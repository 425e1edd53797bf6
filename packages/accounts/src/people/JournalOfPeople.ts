import { RunJournal } from "@glissade/core/RunJournal"
import { Sightings } from "@glissade/core/Sightings"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"

/** Events that wait at most. Further ones are recorded at once, where they may be dropped. */
const maximumWaiting = 1_000

/** How long a flush waits for records of people, in milliseconds. */
const flushMs = 1_000

/**
 * A journal that records what somebody runs once their record is there: a store drops the runs of people whom it does not know, and the first
 * run of somebody new begins before they are written.
 */
export const layer: Layer.Layer<never> = Layer.effect(
  RunJournal,
  Effect.gen(function* () {
    const journal = yield* RunJournal
    const { underWay } = yield* Sightings
    const scope = yield* Effect.scope
    const waiting = new Set<Fiber.Fiber<void>>()
    return {
      isOn: journal.isOn,
      record: Effect.fnUntraced(function* (event) {
        const noted = event.owner === undefined ? undefined : underWay(event.owner)
        if (noted === undefined || waiting.size >= maximumWaiting) return yield* journal.record(event)
        const fiber = yield* Effect.forkIn(Effect.andThen(noted, journal.record(event)), scope)
        waiting.add(fiber)
        fiber.addObserver(() => waiting.delete(fiber))
      }),
      flush: Effect.suspend(() => Effect.timeoutOption(Fiber.awaitAll(waiting), flushMs)).pipe(
        Effect.andThen(journal.flush)
      )
    }
  })
)
