import { AccountDirectory } from "@glissade/core/AccountDirectory"
import { AuditTrail } from "@glissade/core/AuditTrail"
import type { User } from "@glissade/core/CurrentUser"
import { monotonicMs } from "@glissade/core/Monotonic"
import { RunQuotas } from "@glissade/core/RunQuotas"
import { Usage } from "@glissade/core/Usage"
import { Users } from "@glissade/core/Users"
import type { UserId } from "@glissade/protocol/Ids"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { unauthorized } from "../Problems.ts"
import { storageRefusals } from "../library/LibraryProblems.ts"
import { toPage } from "../library/Paging.ts"
import { knownUser, notStored } from "../library/Person.ts"
import { toAuditItem, toLimits, toUsage } from "./AccountEntries.ts"
import { AccountSettings } from "./AccountSettings.ts"
import { makeRemoval } from "./AccountRemoval.ts"
import { TooManyExportsBody } from "./AccountsProblems.ts"
import { CallerLimit } from "./CallerLimit.ts"
import { makeExport } from "./Export.ts"
import { MeApi } from "./MeApi.ts"
import { signedInUser } from "./Member.ts"

/** How many days `GET /me/usage` tells. */
const days = 90

/** Exports of one account in ten minutes. */
const maximumExports = 10
const windowMs = 600_000

const refusals = {
  StorageUnavailable: storageRefusals.StorageUnavailable,
  // Deleted a moment ago: their token is still good, and makes a new account when it is used next.
  UserNotFound: () => Effect.fail(unauthorized("invalid"))
}

/** Handlers of the `me` group. */
export const layerMe = HttpApiBuilder.group(
  MeApi,
  "me",
  Effect.fnUntraced(function* (handlers) {
    const audit = yield* AuditTrail
    const directory = yield* AccountDirectory
    const quotas = yield* Effect.serviceOption(RunQuotas)
    const settings = yield* AccountSettings
    const usage = yield* Usage
    const users = yield* Users
    const exportOf = yield* makeExport
    const remove = yield* makeRemoval
    const exports = new CallerLimit(maximumExports, windowMs)

    const numbersOf = Effect.fnUntraced(function* (user: User & { readonly id: UserId }) {
      const used = Option.isSome(quotas) ? yield* quotas.value.usageOf(user) : undefined
      const kept = yield* directory.holdings(user.id)
      return { usage: toUsage(used, kept), limits: toLimits(used, settings) }
    })

    return handlers.handleAll({
      read: () =>
        Effect.gen(function* () {
          const user = yield* knownUser
          const { createdAt, email, name } = yield* users.read(user.id)
          return {
            id: user.id,
            name: name ?? null,
            email: email ?? null,
            isAdministrator: user.isAdministrator === true,
            mode: settings.mode,
            createdAt,
            ...(yield* numbersOf(user))
          }
        }).pipe(Effect.catchTags(refusals), notStored),
      usage: () =>
        Effect.gen(function* () {
          const user = yield* knownUser
          const latest = yield* usage.latest(user.id, days)
          return {
            ...(yield* numbersOf(user)),
            days: latest.map(({ day, processorMs, runs }) => ({ day, runs, processorSeconds: processorMs / 1_000 }))
          }
        }).pipe(Effect.catchTag("StorageUnavailable", refusals.StorageUnavailable), notStored),
      audit: ({ query }) =>
        signedInUser.pipe(
          Effect.flatMap(({ id }) => audit.ofPerson(id, query)),
          Effect.map(({ items, next }) => toPage({ items: items.map(toAuditItem), next })),
          Effect.catchTag("StorageUnavailable", refusals.StorageUnavailable),
          notStored
        ),
      export: () =>
        Effect.gen(function* () {
          const profile = yield* users.read((yield* signedInUser).id)
          const waitMs = exports.take(profile.id, yield* monotonicMs)
          if (waitMs !== undefined) {
            return yield* new TooManyExportsBody({
              detail: `at most ${maximumExports} exports in ten minutes are made of one account`,
              retry_after: Math.ceil(waitMs / 1_000)
            })
          }
          yield* audit.record(profile.id, "data_exported")
          return exportOf(profile, yield* Clock.currentTimeMillis)
        }).pipe(Effect.catchTags(refusals), notStored),
      remove: () =>
        signedInUser.pipe(
          Effect.flatMap(({ id }) => remove(id)),
          Effect.catchTags(refusals)
        )
    })
  })
)
