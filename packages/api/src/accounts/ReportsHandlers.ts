import { CurrentCaller } from "@glissade/core/Caller"
import { CurrentUser } from "@glissade/core/CurrentUser"
import { monotonicMs } from "@glissade/core/Monotonic"
import { Reports } from "@glissade/core/Reports"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { SnippetMissing, storageRefusals } from "../library/LibraryProblems.ts"
import { knownUser } from "../library/Person.ts"
import { TooManyReportsBody } from "./AccountsProblems.ts"
import { CallerLimit } from "./CallerLimit.ts"
import { whereAccountsAre } from "./Member.ts"
import { ReportsApi } from "./ReportsApi.ts"

/** Reports of one user, or of one address without a user, in ten minutes. */
export const maximumReportsPerCaller = 10
const windowMs = 600_000

/** Handlers of the `reports` group over `Reports`. */
export const layerReports = HttpApiBuilder.group(
  ReportsApi,
  "reports",
  Effect.fnUntraced(function* (handlers) {
    const reports = yield* Reports
    const callers = new CallerLimit(maximumReportsPerCaller, windowMs)

    const reporter = Effect.gen(function* () {
      const { id } = yield* CurrentUser
      const { key } = yield* CurrentCaller
      const waitMs = callers.take(id === undefined ? `address ${key}` : `user ${id}`, yield* monotonicMs)
      if (waitMs !== undefined) {
        return yield* new TooManyReportsBody({
          detail: `at most ${maximumReportsPerCaller} reports in ten minutes are taken of one caller`,
          retry_after: Math.ceil(waitMs / 1_000)
        })
      }
      return id === undefined ? undefined : (yield* knownUser).id
    })

    return handlers.handleAll({
      file: ({ params: { slug }, payload: { reason } }) =>
        Effect.gen(function* () {
          yield* whereAccountsAre
          yield* reports.file(yield* reporter, slug, reason)
        }).pipe(
          Effect.catchTags({
            StorageUnavailable: storageRefusals.StorageUnavailable,
            SnippetNotFound: () => Effect.fail(new SnippetMissing({ detail: "it does not exist, or is not shared" }))
          })
        )
    })
  })
)
