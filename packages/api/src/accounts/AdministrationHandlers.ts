import { AccountDirectory } from "@glissade/core/AccountDirectory"
import { AuditTrail } from "@glissade/core/AuditTrail"
import { BlockList } from "@glissade/core/BlockList"
import type { Report } from "@glissade/core/Reports"
import { Reports } from "@glissade/core/Reports"
import { Users } from "@glissade/core/Users"
import type { SnippetId, UserId } from "@glissade/protocol/Ids"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { tell } from "../Issues.ts"
import { BadRequest } from "../Problems.ts"
import { SnippetMissing, storageRefusals } from "../library/LibraryProblems.ts"
import { toPage } from "../library/Paging.ts"
import { notStored } from "../library/Person.ts"
import { toAccountEntry } from "./AccountEntries.ts"
import { UserMissing } from "./AccountsProblems.ts"
import { AdministrationApi } from "./AdministrationApi.ts"
import { administrator } from "./Member.ts"

const refusals = {
  StorageUnavailable: storageRefusals.StorageUnavailable,
  UserNotFound: () => Effect.fail(new UserMissing({ detail: "it may have been deleted; GET /admin/users lists all" })),
  SnippetNotFound: () => Effect.fail(new SnippetMissing({ detail: "it does not exist, or was deleted" }))
}

const oneself = new BadRequest(tell([{ path: ["id"], message: "is your own: nobody blocks themselves" }]))

const toReportEntry = ({ reporter, ...report }: Report) => ({ ...report, reporter: reporter ?? null })

/** Handlers of the `administration` group. */
export const layerAdministration = HttpApiBuilder.group(
  AdministrationApi,
  "administration",
  Effect.fnUntraced(function* (handlers) {
    const audit = yield* AuditTrail
    const blockList = yield* Effect.serviceOption(BlockList)
    const directory = yield* AccountDirectory
    const reports = yield* Reports
    const users = yield* Users

    const setBlocked = (id: UserId, isBlocked: boolean) =>
      Effect.gen(function* () {
        const actor = yield* administrator
        if (isBlocked && actor.id === id) return yield* oneself
        yield* users.setBlocked(id, isBlocked)
        if (Option.isSome(blockList)) {
          const { block, unblock } = blockList.value
          yield* isBlocked ? block(id) : unblock(id)
        }
        yield* audit.record(actor.id, isBlocked ? "user_blocked" : "user_unblocked", { user: id })
      }).pipe(
        Effect.catchTags({ StorageUnavailable: refusals.StorageUnavailable, UserNotFound: refusals.UserNotFound })
      )

    const setHidden = (id: SnippetId, isHidden: boolean) =>
      Effect.gen(function* () {
        const actor = yield* administrator
        yield* reports.setHidden(id, isHidden)
        yield* audit.record(actor.id, isHidden ? "snippet_hidden" : "snippet_shown", { id })
      }).pipe(
        Effect.catchTags({ StorageUnavailable: refusals.StorageUnavailable, SnippetNotFound: refusals.SnippetNotFound })
      )

    return handlers.handleAll({
      users: ({ query }) =>
        administrator.pipe(
          Effect.andThen(directory.list(query)),
          Effect.map(({ items, next }) => toPage({ items: items.map(toAccountEntry), next })),
          Effect.catchTag("StorageUnavailable", refusals.StorageUnavailable),
          notStored
        ),
      block: ({ params: { id } }) => setBlocked(id, true),
      unblock: ({ params: { id } }) => setBlocked(id, false),
      reports: ({ query }) =>
        administrator.pipe(
          Effect.andThen(reports.list(query)),
          Effect.map(({ items, next }) => toPage({ items: items.map(toReportEntry), next })),
          Effect.catchTag("StorageUnavailable", refusals.StorageUnavailable),
          notStored
        ),
      hide: ({ params: { id } }) => setHidden(id, true),
      show: ({ params: { id } }) => setHidden(id, false)
    })
  })
)
