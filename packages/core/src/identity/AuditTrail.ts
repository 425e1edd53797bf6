import type { UserId } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { KeysetPage, PageRequest } from "../library/KeysetPage.ts"
import type { StorageUnavailable } from "../library/StorageUnavailable.ts"

/** What the audit trail has entries of. */
export const AuditAction = Schema.Literals([
  "signed_in",
  "signed_out",
  "key_created",
  "key_revoked",
  "data_exported",
  "history_deleted",
  "account_deleted",
  "user_blocked",
  "user_unblocked",
  "snippet_hidden",
  "snippet_shown"
])
export type AuditAction = typeof AuditAction.Type

/** An entry. */
export interface AuditEntry {
  /** In milliseconds since 1970. */
  readonly at: number
  /** The pseudonym of whoever did it: a random id that leads to the person as long as their account exists. */
  readonly actor: string
  readonly action: AuditAction
  /** Id of what it was done to, or the pseudonym of whom. */
  readonly object: string | undefined
}

/** Who did what to accounts. Entries stay when an account is deleted; who it was cannot be told any more then. */
export class AuditTrail extends Context.Service<
  AuditTrail,
  {
    /** Writes an entry of a person, whom it must know. `object` may be a person too. */
    readonly record: (
      actor: UserId,
      action: AuditAction,
      object?: { readonly id: string } | { readonly user: UserId }
    ) => Effect.Effect<void, StorageUnavailable>
    /** Entries of one person. The latest first. */
    readonly ofPerson: (
      actor: UserId,
      request: PageRequest
    ) => Effect.Effect<KeysetPage<AuditEntry>, StorageUnavailable>
    /** All entries, the latest first. */
    readonly list: (request: PageRequest) => Effect.Effect<KeysetPage<AuditEntry>, StorageUnavailable>
  }
>()("@glissade/core/AuditTrail") {}
