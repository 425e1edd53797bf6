import { AuditTrail } from "@glissade/core/AuditTrail"
import { RunHistory } from "@glissade/core/RunHistory"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { LibraryApi } from "./LibraryApi.ts"
import { RunMissing, storageRefusals } from "./LibraryProblems.ts"
import { toPage } from "./Paging.ts"
import { notStored, person } from "./Person.ts"

const refusals = {
  StorageUnavailable: storageRefusals.StorageUnavailable,
  RunNotFound: () => Effect.fail(new RunMissing({ detail: "it does not exist, was deleted, or is too old to be kept" }))
}

/** Handlers of the `runs` group over `RunHistory`. */
export const layerRuns = HttpApiBuilder.group(
  LibraryApi,
  "runs",
  Effect.fnUntraced(function* (handlers) {
    const history = yield* RunHistory
    const audit = yield* AuditTrail
    return handlers.handleAll({
      list: ({ query: { snippet_id, ...query } }) =>
        person.pipe(
          Effect.flatMap((owner) => history.list(owner, { ...query, snippetId: snippet_id })),
          Effect.map(toPage),
          Effect.catchTag("StorageUnavailable", refusals.StorageUnavailable),
          notStored
        ),
      read: ({ params: { id } }) =>
        person.pipe(
          Effect.flatMap((owner) => history.read(owner, id)),
          Effect.catchTags(refusals),
          notStored
        ),
      remove: ({ params: { id } }) =>
        person.pipe(
          Effect.flatMap((owner) => history.remove(owner, id)),
          Effect.catchTags(refusals)
        ),
      removeAll: () =>
        person.pipe(
          Effect.flatMap((owner) =>
            Effect.flatMap(history.removeAll(owner), (runs) =>
              runs === 0 ? Effect.void : audit.record(owner, "history_deleted")
            )
          ),
          Effect.catchTag("StorageUnavailable", refusals.StorageUnavailable)
        )
    })
  })
)
