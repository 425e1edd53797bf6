import { RunHistory } from "@glissade/core/RunHistory"
import { Snippets } from "@glissade/core/Snippets"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"

/** Deletes for good what was deleted long ago, and runs that are too old: some time after the start, and every six hours. */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const snippets = yield* Snippets
    const history = yield* RunHistory
    const purge = Effect.gen(function* () {
      // Where one cannot be purged, the next time will do: the database says for itself why it cannot.
      const deleted = {
        snippets: yield* Effect.orElseSucceed(snippets.purge, () => 0),
        runs: yield* Effect.orElseSucceed(history.purge, () => 0)
      }
      if (deleted.snippets + deleted.runs > 0)
        yield* Effect.annotateLogs(Effect.logInfo("what is too old was deleted"), deleted)
    })
    yield* Effect.forkScoped(purge.pipe(Effect.repeat(Schedule.spaced("6 hours")), Effect.delay("5 minutes")))
  })
)
