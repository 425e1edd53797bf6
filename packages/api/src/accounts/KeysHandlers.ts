import { ApiKeys } from "@glissade/core/ApiKeys"
import { AuditTrail } from "@glissade/core/AuditTrail"
import { KeyRing } from "@glissade/core/KeyRing"
import { NewKey } from "@glissade/protocol/Account"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { tell } from "../Issues.ts"
import { BadRequest } from "../Problems.ts"
import { storageRefusals } from "../library/LibraryProblems.ts"
import { notStored } from "../library/Person.ts"
import { toKeyEntry } from "./AccountEntries.ts"
import { KeyMissing, noAccounts } from "./AccountsProblems.ts"
import { KeysApi } from "./KeysApi.ts"
import { member } from "./Member.ts"

const { StorageUnavailable } = storageRefusals

const past = new BadRequest(tell([{ path: ["expires_at"], message: "must be in the future" }]))

/** Keys are made where accounts are. */
const ring = Effect.flatMap(Effect.serviceOption(KeyRing), Effect.fromOption).pipe(Effect.mapError(noAccounts))

/** Handlers of the `keys` group over `KeyRing`. */
export const layerKeys = HttpApiBuilder.group(
  KeysApi,
  "keys",
  Effect.fnUntraced(function* (handlers) {
    const audit = yield* AuditTrail
    const store = yield* ApiKeys
    const keys = yield* Effect.result(ring)
    return handlers.handleAll({
      list: () =>
        member.pipe(
          Effect.flatMap(({ id }) => store.list(id)),
          Effect.map((records) => ({ items: records.map(toKeyEntry) })),
          Effect.catchTags({ StorageUnavailable }),
          notStored
        ),
      create: ({ payload: { expires_at, name, scopes } }) =>
        Effect.gen(function* () {
          const { id: owner } = yield* member
          const { issue, revoke } = yield* Effect.fromResult(keys)
          if (typeof expires_at === "number" && expires_at <= (yield* Clock.currentTimeMillis)) return yield* past
          const { key, record } = yield* issue(owner, { name, scopes, expiresAt: expires_at ?? undefined })
          // A key that nobody was shown, and nobody knows of, must not stay.
          yield* Effect.tapError(audit.record(owner, "key_created", { id: record.id }), () =>
            Effect.ignore(revoke(owner, record.id))
          )
          return NewKey.make({ ...toKeyEntry(record), key: Redacted.value(key) })
        }).pipe(Effect.catchTags({ StorageUnavailable, LimitReached: storageRefusals.LimitReached }), notStored),
      revoke: ({ params: { id } }) =>
        Effect.gen(function* () {
          const { id: owner } = yield* member
          const { revoke } = yield* Effect.fromResult(keys)
          yield* revoke(owner, id)
          yield* audit.record(owner, "key_revoked", { id })
        }).pipe(
          Effect.catchTags({
            StorageUnavailable,
            ApiKeyNotFound: () => Effect.fail(new KeyMissing({ detail: "it does not exist, or was revoked" }))
          })
        )
    })
  })
)
